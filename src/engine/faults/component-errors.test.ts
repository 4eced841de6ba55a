import { expect, it } from 'vitest';
import { deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { DEPLOYMENTS, EVENTS } from '../api/resource.ts';
import { INJECTED } from '../client/component.ts';
import { componentReports } from '../cluster/component-reports.ts';
import { FAULTS } from './kind.ts';

it('work that fails is reported and tried again: the cluster gets where it should', () => {
  const cluster = readyCluster({ nodes: 2 });
  const client = cluster.client();
  client.create(FAULTS, { metadata: { name: 'half' }, spec: { type: 'ComponentErrors', target: { kind: 'Component', name: 'kube-controller-manager' } } });
  cluster.run(100);
  client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 3 }));
  cluster.run(60_000);
  expect(client.get(DEPLOYMENTS, 'web', 'default').status?.readyReplicas).toBe(3);
  const report = componentReports(cluster).find((r) => r.name === 'kube-controller-manager')!;
  expect(report.errors).toBeGreaterThan(3);
  expect(new Set(report.lastErrors.map((error) => error.message))).toEqual(new Set([INJECTED]));

  client.delete(FAULTS, 'half');
  cluster.settle();
  const { errors } = componentReports(cluster).find((r) => r.name === 'kube-controller-manager')!;
  client.create(DEPLOYMENTS, deploymentOf('more', { replicas: 3 }));
  cluster.settle();
  expect(componentReports(cluster).find((r) => r.name === 'kube-controller-manager')!.errors).toBe(errors);
});

it('a component without loops of that kind says so', () => {
  const cluster = readyCluster({ nodes: 1 });
  cluster.client().create(FAULTS, { metadata: { name: 'none' }, spec: { type: 'ComponentErrors', target: { kind: 'Component', name: 'etcd' } } });
  cluster.run(1000);
  expect(cluster.client().get(FAULTS, 'none').status).toMatchObject({ phase: 'Failed', message: expect.stringContaining('no component "etcd"') as string });
  expect(cluster.client().list(EVENTS).items.some((event) => event.reason === 'NotInjected')).toBe(true);
});
