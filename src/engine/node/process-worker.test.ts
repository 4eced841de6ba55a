import { expect, it } from 'vitest';
import { readyCluster } from '../../testing/writes.ts';
import { PODS, SERVICES } from '../api/resource.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../api/types.ts';

const phase = (cluster: Cluster, name: string): string | undefined => cluster.findPod('default', name)?.status?.phase;
const pod = (name: string, spec: object): Pod => ({ metadata: { name, namespace: 'default', labels: { app: name } }, spec } as Pod);
const service = (name: string) => ({ metadata: { name, namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });

it('an init container waits until a name resolves, and says so', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(PODS, pod('app', {
    initContainers: [{ name: 'wait', image: 'busybox:1.28', command: ['sh', '-c', 'until nslookup db; do echo waiting for db; sleep 2; done'] }],
    containers: [{ name: 'c', image: 'nginx' }],
  }));
  cluster.run(30_000);
  expect(phase(cluster, 'app')).toBe('Pending');
  expect(cluster.network.container(cluster.findPod('default', 'app')!, 'wait')!.log!.lines(-Infinity, cluster.now).map(({ text }) => text)).toContain('waiting for db');
  client.create(SERVICES, service('db'));
  cluster.run(10_000);
  expect(phase(cluster, 'app')).toBe('Running');
});

it('a command ends with its own exit code', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  const once = (name: string): Pod => pod(name, { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['wget'], args: ['web:80'] }] });
  client.create(PODS, once('early'));
  client.create(SERVICES, service('web'));
  client.create(PODS, pod('web', { containers: [{ name: 'c', image: 'nginx' }] }));
  cluster.run(20_000);
  expect(phase(cluster, 'early')).toBe('Failed');
  client.create(PODS, once('late'));
  cluster.run(10_000);
  expect(phase(cluster, 'late')).toBe('Succeeded');
});
