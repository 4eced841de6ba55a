import { expect, it } from 'vitest';
import { daemonSetOf } from '../../../testing/manifests.ts';
import { readyCluster } from '../../../testing/writes.ts';
import { DAEMON_SETS, NODES, PODS } from '../../api/resource.ts';

const MERGE = 'application/merge-patch+json';

it('a DaemonSet runs on every node it tolerates, follows taints, and replaces one pod at a time', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.patch(NODES, 'node-3', undefined, MERGE, { spec: { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] } });
  cluster.run(100);
  client.create(DAEMON_SETS, daemonSetOf('agent'));
  cluster.run(10_000);
  const nodes = (): (string | undefined)[] => client.list(PODS, 'default').items.map((p) => p.spec!.nodeName).sort();
  expect(nodes()).toEqual(['node-1', 'node-2']);
  expect(client.get(DAEMON_SETS, 'agent', 'default').status).toEqual({
    currentNumberScheduled: 2, numberMisscheduled: 0, desiredNumberScheduled: 2, numberReady: 2, updatedNumberScheduled: 2, numberAvailable: 2, observedGeneration: 1,
  });
  expect(client.list(PODS, 'default').items[0].spec!.tolerations!.map((t) => t.key!.split('/')[1])).toEqual(['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable']);
  client.patch(NODES, 'node-3', undefined, MERGE, { spec: { taints: null } });
  cluster.run(10_000);
  expect(nodes()).toEqual(['node-1', 'node-2', 'node-3']);
  client.patch(DAEMON_SETS, 'agent', 'default', MERGE, { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.26' }] } } } });
  let fewest = 3;
  for (let i = 0; i < 100; i++) { cluster.run(200); fewest = Math.min(fewest, client.get(DAEMON_SETS, 'agent', 'default').status!.numberAvailable ?? 0); }
  expect(fewest).toBe(2);
  expect(client.list(PODS, 'default').items.map((p) => p.spec!.containers[0].image)).toEqual(['nginx:1.26', 'nginx:1.26', 'nginx:1.26']);
  expect(cluster.errors).toEqual([]);
});

it('with a surge the new pod is there before the old one goes', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(DAEMON_SETS, daemonSetOf('agent', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }));
  cluster.run(10_000);
  client.patch(DAEMON_SETS, 'agent', 'default', MERGE, { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.26' }] } } } });
  let fewest = 3;
  for (let i = 0; i < 100; i++) { cluster.run(200); fewest = Math.min(fewest, client.get(DAEMON_SETS, 'agent', 'default').status!.numberAvailable ?? 0); }
  expect(fewest).toBe(3);
  expect(client.list(PODS, 'default').items.map((p) => p.spec!.containers[0].image)).toEqual(['nginx:1.26', 'nginx:1.26', 'nginx:1.26']);
});
