import { expect, it } from 'vitest';
import { claimOf, statefulSetOf, volumeOf } from '../../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../../testing/writes.ts';
import { CONTROLLER_REVISIONS, EVENTS, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STATEFUL_SETS } from '../../api/resource.ts';

const MERGE = 'application/merge-patch+json';

it('a StatefulSet starts in order, updates from the highest ordinal down, and keeps its claims', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  for (const n of [0, 1]) client.create(PERSISTENT_VOLUMES, volumeOf(`pv${n}`, '1Gi'));
  const writes = followWrites(cluster, [PODS, EVENTS, PERSISTENT_VOLUME_CLAIMS]);
  const claim = claimOf('data', '500Mi');
  client.create(STATEFUL_SETS, statefulSetOf('db', { replicas: 2, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim.spec }] }));
  cluster.run(20_000);
  const started = writes.take();
  expect(started.filter((l) => /^ADDED (Pod|PersistentVolumeClaim)/.test(l))).toEqual(['ADDED PersistentVolumeClaim data-db-0', 'ADDED Pod db-0', 'ADDED PersistentVolumeClaim data-db-1', 'ADDED Pod db-1']);
  expect(started).toContain('EVENT Normal SuccessfulCreate Create Claim data-db-0 Pod db-0 in StatefulSet db success');
  expect(started).toContain('EVENT Normal SuccessfulCreate Create Pod db-0 in StatefulSet db successful');
  const pod = client.get(PODS, 'db-0', 'default');
  expect(pod.spec).toMatchObject({ hostname: 'db-0', subdomain: 'db' });
  expect(pod.metadata.labels).toMatchObject({ 'statefulset.kubernetes.io/pod-name': 'db-0', 'apps.kubernetes.io/pod-index': '0' });
  expect(client.get(PERSISTENT_VOLUME_CLAIMS, 'data-db-0', 'default').status?.phase).toBe('Bound');

  const first = client.get(STATEFUL_SETS, 'db', 'default').status!;
  expect(first).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2, currentReplicas: 2, updatedReplicas: 2, collisionCount: 0 });
  client.patch(STATEFUL_SETS, 'db', 'default', MERGE, { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.26' }] } } } });
  cluster.run(30_000);
  expect(writes.take().filter((l) => /^(ADDED|DELETED) Pod/.test(l))).toEqual(['DELETED Pod db-1', 'ADDED Pod db-1', 'DELETED Pod db-0', 'ADDED Pod db-0']);
  const second = client.get(STATEFUL_SETS, 'db', 'default').status!;
  expect(second.currentRevision).toBe(second.updateRevision);
  expect(second.currentRevision).not.toBe(first.currentRevision);
  expect(client.list(CONTROLLER_REVISIONS, 'default').items.map((r) => r.revision).sort()).toEqual([1, 2]);

  client.patch(STATEFUL_SETS, 'db', 'default', MERGE, { spec: { replicas: 1 } });
  cluster.run(10_000);
  expect(client.list(PODS, 'default').items.map((p) => p.metadata.name)).toEqual(['db-0']);
  expect(client.list(PERSISTENT_VOLUME_CLAIMS, 'default').items).toHaveLength(2);
  expect(cluster.errors).toEqual([]);
});

it('Parallel starts all at once; a partition holds the update back', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(STATEFUL_SETS, statefulSetOf('db', { replicas: 3, podManagementPolicy: 'Parallel', updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }));
  cluster.run(20);
  expect(client.list(PODS, 'default').items).toHaveLength(3);
  cluster.run(10_000);
  client.patch(STATEFUL_SETS, 'db', 'default', MERGE, { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.26' }] } } } });
  cluster.run(20_000);
  expect(client.list(PODS, 'default').items.map((p) => [p.metadata.name, p.spec!.containers[0].image]).sort()).toEqual([['db-0', 'nginx:1.25'], ['db-1', 'nginx:1.25'], ['db-2', 'nginx:1.26']]);
});
