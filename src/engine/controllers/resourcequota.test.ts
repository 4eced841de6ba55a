import { expect, it } from 'vitest';
import { configMapOf, deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { concerns, inScope, usageOf } from '../api/quota/usage.ts';
import { CONFIG_MAPS, DEPLOYMENTS, PODS, RESOURCE_QUOTAS } from '../api/resource.ts';
import type { AnyObject, ResourceQuota } from '../api/types.ts';

it('a quota shows what its namespace uses, and again after something went', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(CONFIG_MAPS, configMapOf('a'));
  cluster.run(1000);
  client.create(RESOURCE_QUOTAS, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'default' }, spec: { hard: { pods: '3', configmaps: '5', 'count/deployments.apps': '2', 'requests.cpu': '1' } } });
  cluster.run(1000);
  const status = () => client.get(RESOURCE_QUOTAS, 'q', 'default').status!;
  expect(status().hard).toEqual({ pods: '3', configmaps: '5', 'count/deployments.apps': '2', 'requests.cpu': '1' });
  expect(status().used).toEqual({ configmaps: '2', 'count/deployments.apps': '0', pods: '0', 'requests.cpu': '0' });
  client.delete(CONFIG_MAPS, 'a', 'default');
  cluster.run(1000);
  expect(status().used).toMatchObject({ configmaps: '1' });
});

it('usage of a pod counts its largest step, and scopes choose pods', () => {
  const requests = (cpu: string) => ({ resources: { requests: { cpu } } });
  const pod = {
    metadata: { name: 'p' }, spec: { containers: [{ name: 'a', ...requests('100m') }, { name: 'b', ...requests('200m') }], initContainers: [{ name: 'i', ...requests('1') }, { name: 's', restartPolicy: 'Always', ...requests('50m') }] },
  } as unknown as AnyObject;
  expect(usageOf(PODS, pod, 0)).toEqual({ 'count/pods': '1', pods: '1', cpu: '1', 'requests.cpu': '1' });
  const quota = (spec: object): ResourceQuota => ({ metadata: {}, spec }) as ResourceQuota;
  expect(inScope(quota({ scopes: ['BestEffort'] }), PODS, pod)).toBe(false);
  expect(inScope(quota({ scopes: ['NotTerminating', 'NotBestEffort'] }), PODS, pod)).toBe(true);
  expect(inScope(quota({ scopes: ['BestEffort'] }), DEPLOYMENTS, deploymentOf('x') as unknown as AnyObject)).toBe(false);
  expect([concerns(quota({ hard: { 'limits.memory': '1' } }), PODS), concerns(quota({ hard: { 'count/jobs.batch': '1' } }), PODS)]).toEqual([true, false]);
});
