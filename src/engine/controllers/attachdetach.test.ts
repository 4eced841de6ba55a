import { expect, it } from 'vitest';
import { claimOf } from '../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../testing/writes.ts';
import { CSI_DRIVERS, EVENTS, PERSISTENT_VOLUME_CLAIMS, PODS, STORAGE_CLASSES, VOLUME_ATTACHMENTS } from '../api/resource.ts';
import type { Pod } from '../api/types.ts';

it('a disk is attached to the node of its pod, and off it afterwards', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  client.create(CSI_DRIVERS, { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'disk.example' }, spec: { attachRequired: true } });
  client.create(STORAGE_CLASSES, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'disk.example' });
  client.create(PERSISTENT_VOLUME_CLAIMS, claimOf('data', '1Gi', { storageClassName: 'fast' }));
  cluster.run(5000);
  const writes = followWrites(cluster, [EVENTS]);
  client.create(PODS, {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' },
    spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
  } as Pod);
  cluster.run(5000);
  const attached = client.list(VOLUME_ATTACHMENTS).items;
  expect(attached.map((a) => [a.spec.attacher, a.spec.nodeName, a.status?.attached])).toEqual([['disk.example', client.get(PODS, 'p', 'default').spec?.nodeName, true]]);
  expect(writes.take().some((l) => l.startsWith('EVENT Normal SuccessfulAttachVolume AttachVolume.Attach succeeded for volume "pvc-'))).toBe(true);
  client.delete(PODS, 'p', 'default');
  cluster.run(5000);
  expect(client.list(VOLUME_ATTACHMENTS).items).toEqual([]);
  expect(cluster.errors).toEqual([]);
});
