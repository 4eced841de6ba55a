import { expect, it } from 'vitest';
import { deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { CONFIG_MAPS, DEPLOYMENTS, NAMESPACES, PODS, SERVICE_ACCOUNTS } from '../api/resource.ts';
import { isNotFound } from '../api/errors.ts';

it('a namespace gets its account and certificate; deleted, it is emptied pods first, waits for finalizers, and goes', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } });
  cluster.run(1000);
  expect(client.get(SERVICE_ACCOUNTS, 'default', 'x').metadata.name).toBe('default');
  expect(client.get(CONFIG_MAPS, 'kube-root-ca.crt', 'x').data?.['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----/);
  client.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', namespace: 'x', finalizers: ['example.com/hold'] } });
  const web = deploymentOf('web', { replicas: 1 }, { terminationGracePeriodSeconds: 30 });
  client.create(DEPLOYMENTS, { ...web, metadata: { ...web.metadata, namespace: 'x' } });
  cluster.run(10_000);

  client.delete(NAMESPACES, 'x');
  cluster.run(4900);
  expect(client.list(PODS, 'x').items[0].metadata.deletionTimestamp).toBeUndefined();
  cluster.run(200);
  expect(client.list(PODS, 'x').items[0].metadata.deletionTimestamp).toBeDefined();
  expect(client.get(DEPLOYMENTS, 'web', 'x').metadata.name).toBe('web');
  cluster.run(15_000);
  const conditions = client.get(NAMESPACES, 'x').status!.conditions!;
  expect(conditions.map((c) => [c.type, c.status, c.message])).toEqual([
    ['NamespaceDeletionDiscoveryFailure', 'False', 'All resources successfully discovered'],
    ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'All legacy kube types successfully parsed'],
    ['NamespaceDeletionContentFailure', 'False', 'All content successfully deleted, may be waiting on finalization'],
    ['NamespaceContentRemaining', 'True', 'Some resources are remaining: configmaps. has 1 resource instances'],
    ['NamespaceFinalizersRemaining', 'True', 'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances'],
  ]);
  client.patch(CONFIG_MAPS, 'held', 'x', 'application/merge-patch+json', { metadata: { finalizers: null } });
  cluster.run(20_000);
  let error: unknown;
  try { client.get(NAMESPACES, 'x'); } catch (e) { error = e; }
  expect(isNotFound(error)).toBe(true);
});
