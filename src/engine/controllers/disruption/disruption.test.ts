import { expect, it } from 'vitest';
import { deploymentOf } from '../../../testing/manifests.ts';
import { readyCluster } from '../../../testing/writes.ts';
import { DEPLOYMENTS, POD_DISRUPTION_BUDGETS, PODS } from '../../api/resource.ts';
import type { PodDisruptionBudget } from '../../api/types.ts';

const budget = (name: string, spec: object): PodDisruptionBudget => ({
  apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace: 'default' }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
} as PodDisruptionBudget);

it('a budget counts on the size of the Deployment behind its pods', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 4 }));
  cluster.run(10_000);
  client.create(POD_DISRUPTION_BUDGETS, budget('web', { maxUnavailable: '25%' }));
  cluster.run(1000);
  const status = () => client.get(POD_DISRUPTION_BUDGETS, 'web', 'default').status!;
  expect(status()).toMatchObject({ expectedPods: 4, desiredHealthy: 3, currentHealthy: 4, disruptionsAllowed: 1, observedGeneration: 1 });
  expect(status().conditions).toEqual([expect.objectContaining({ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '' })]);
  client.delete(PODS, client.list(PODS, 'default').items[0].metadata.name!, 'default');
  cluster.run(100);
  expect(status()).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 0 });
  expect(status().conditions![0]).toMatchObject({ status: 'False', reason: 'InsufficientPods' });
  cluster.run(20_000);
  expect(status()).toMatchObject({ currentHealthy: 4, disruptionsAllowed: 1 });
});

it('whoever evicts the last pod that may go says so in the same write; two budgets for one pod refuse it', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 2 }));
  client.create(POD_DISRUPTION_BUDGETS, budget('web', { minAvailable: 1 }));
  cluster.run(10_000);
  const [first, second] = client.list(PODS, 'default').items;
  const evict = (name: string) => cluster.server.handle({ verb: 'create', resource: PODS, subresource: 'eviction', namespace: 'default', name, user: { username: 'admin', groups: ['system:masters'] }, options: {}, body: { metadata: { name } } });
  evict(first!.metadata.name!);
  const { status } = client.get(POD_DISRUPTION_BUDGETS, 'web', 'default');
  expect(status).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { [first!.metadata.name!]: expect.any(String) as string } });
  expect(status!.conditions![0]).toMatchObject({ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', observedGeneration: 1 });
  client.create(POD_DISRUPTION_BUDGETS, budget('too', { minAvailable: 1 }));
  expect(() => evict(second!.metadata.name!)).toThrow(/^This pod has more than one PodDisruptionBudget/);
});
