import { describe, expect, it } from 'vitest';
import { claimOf, volumeOf } from '../../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../../testing/writes.ts';
import { CSI_DRIVERS, EVENTS, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, STORAGE_CLASSES } from '../../api/resource.ts';
import { bestMatch } from './matching.ts';

describe('volumes', () => {
  it('are bound in four writes, and released when the claim goes', () => {
    const cluster = readyCluster({ nodes: 0 });
    const client = cluster.client();
    client.create(PERSISTENT_VOLUMES, volumeOf('big', '5Gi'));
    client.create(PERSISTENT_VOLUMES, volumeOf('small', '1Gi'));
    cluster.run(1000);
    const writes = followWrites(cluster, [PERSISTENT_VOLUMES, PERSISTENT_VOLUME_CLAIMS]);
    client.create(PERSISTENT_VOLUME_CLAIMS, claimOf('c', '500Mi'));
    cluster.run(1000);
    expect(writes.take()).toEqual(['ADDED PersistentVolumeClaim c', 'MODIFIED PersistentVolume small', 'status PersistentVolume small', 'MODIFIED PersistentVolumeClaim c', 'status PersistentVolumeClaim c']);
    expect(client.get(PERSISTENT_VOLUME_CLAIMS, 'c', 'default').status).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } });
    client.delete(PERSISTENT_VOLUME_CLAIMS, 'c', 'default');
    cluster.run(2000);
    expect(client.get(PERSISTENT_VOLUMES, 'small').status?.phase).toBe('Released');
    cluster.server.handle({
      verb: 'patch', resource: PERSISTENT_VOLUMES, name: 'small', user: { username: 'admin', groups: ['system:masters'] }, options: {}, untyped: true,
      patch: { type: 'application/json-patch+json', body: [{ op: 'remove', path: '/spec/claimRef' }] },
    });
    cluster.run(1000);
    expect(client.get(PERSISTENT_VOLUMES, 'small').status?.phase).toBe('Available');
  });

  it('to delete go with their claim where they are scratch folders, and fail elsewhere', () => {
    const cluster = readyCluster({ nodes: 0 });
    const client = cluster.client();
    for (const [name, path] of [['scratch', '/tmp/a'], ['kept', '/data/a']] as const) {
      client.create(PERSISTENT_VOLUMES, volumeOf(name, '1Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path } }));
      client.create(PERSISTENT_VOLUME_CLAIMS, claimOf(name, '1Gi', { volumeName: name }));
    }
    cluster.run(20_000);
    for (const name of ['scratch', 'kept']) client.delete(PERSISTENT_VOLUME_CLAIMS, name, 'default');
    cluster.run(5000);
    expect(client.list(PERSISTENT_VOLUMES).items.map(({ metadata, status }) => [metadata.name, status!.phase, status!.message])).toEqual([
      ['kept', 'Failed', 'host_path deleter only supports /tmp/.+ but received provided /data/a'],
    ]);
  });

  it('that nothing provides are waited for, and said so', () => {
    const cluster = readyCluster({ nodes: 0 });
    const client = cluster.client();
    const writes = followWrites(cluster, [EVENTS]);
    client.create(PERSISTENT_VOLUME_CLAIMS, claimOf('a', '1Gi', { storageClassName: 'nosuch' }));
    client.create(PERSISTENT_VOLUME_CLAIMS, claimOf('b', '1Gi', { storageClassName: '' }));
    cluster.run(1000);
    expect(writes.take()).toEqual([
      'EVENT Warning ProvisioningFailed storageclass.storage.k8s.io "nosuch" not found',
      'EVENT Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
    ]);
  });

  it('are made by a registered driver and deleted with their claim', () => {
    const cluster = readyCluster({ nodes: 0 });
    const client = cluster.client();
    client.create(CSI_DRIVERS, { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'disk.example' }, spec: {} });
    client.create(STORAGE_CLASSES, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'disk.example' });
    client.create(PERSISTENT_VOLUME_CLAIMS, claimOf('c', '1Gi', { storageClassName: 'fast' }));
    cluster.run(5000);
    const claim = client.get(PERSISTENT_VOLUME_CLAIMS, 'c', 'default');
    expect(claim.spec?.volumeName).toBe(`pvc-${claim.metadata.uid}`);
    expect(claim.status?.phase).toBe('Bound');
    client.delete(PERSISTENT_VOLUME_CLAIMS, 'c', 'default');
    cluster.run(10_000);
    expect(client.list(PERSISTENT_VOLUMES).items).toEqual([]);
  });

  it('the smallest that suits is taken, one with fewer modes first', () => {
    const of = (name: string, size: string, spec = {}) => ({ ...volumeOf(name, size, spec), status: { phase: 'Available' } });
    const claim = claimOf('c', '1Gi');
    expect(bestMatch(claim, [of('a', '3Gi'), of('b', '2Gi'), of('c', '500Mi')], false)?.metadata.name).toBe('b');
    expect(bestMatch(claim, [of('a', '1Gi', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }), of('b', '2Gi')], false)?.metadata.name).toBe('b');
    expect(bestMatch(claim, [of('a', '3Gi')], true)).toBeUndefined();
  });
});
