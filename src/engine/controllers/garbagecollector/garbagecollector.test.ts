import { describe, expect, it } from 'vitest';
import { configMapOf, deploymentOf } from '../../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../../testing/writes.ts';
import { CONFIG_MAPS, DEPLOYMENTS, PODS, REPLICA_SETS } from '../../api/resource.ts';

const refTo = (name: string, uid: string) => [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid, blockOwnerDeletion: true }];

describe('garbage collector', () => {
  it.each([
    ['Background', ['DELETED ConfigMap owner', 'DELETED ConfigMap child']],
    ['Foreground', ['MODIFIED ConfigMap owner', 'DELETED ConfigMap child', 'DELETED ConfigMap owner']],
    ['Orphan', ['MODIFIED ConfigMap owner', 'MODIFIED ConfigMap child', 'DELETED ConfigMap owner']],
  ])('%s', (propagationPolicy, expected) => {
    const cluster = readyCluster({ nodes: 0 });
    const client = cluster.client();
    const owner = client.create(CONFIG_MAPS, configMapOf('owner'));
    client.create(CONFIG_MAPS, configMapOf('child', refTo('owner', owner.metadata.uid!)));
    cluster.run(1000);
    const writes = followWrites(cluster, [CONFIG_MAPS]);
    client.delete(CONFIG_MAPS, 'owner', 'default', { propagationPolicy });
    cluster.run(2000);
    expect(writes.take()).toEqual(expected);
    if (propagationPolicy === 'Orphan') expect(client.get(CONFIG_MAPS, 'child', 'default').metadata.ownerReferences).toBeUndefined();
  });

  it('deletes what names an owner that never was, keeps what still has one', () => {
    const cluster = readyCluster({ nodes: 0 });
    const client = cluster.client();
    const owner = client.create(CONFIG_MAPS, configMapOf('owner'));
    const gone = refTo('nosuch', '00000000-0000-0000-0000-000000000000');
    client.create(CONFIG_MAPS, configMapOf('dangling', gone));
    client.create(CONFIG_MAPS, configMapOf('half', [...gone, ...refTo('owner', owner.metadata.uid!)]));
    cluster.run(2000);
    expect(client.list(CONFIG_MAPS, 'default').items.map((c) => c.metadata.name)).not.toContain('dangling');
    expect(client.get(CONFIG_MAPS, 'half', 'default').metadata.ownerReferences).toEqual(refTo('owner', owner.metadata.uid!));
  });

  it('takes a Deployment apart from the pods up when it goes in the foreground', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 2 }));
    cluster.run(10_000);
    const writes = followWrites(cluster, [DEPLOYMENTS, REPLICA_SETS, PODS]);
    client.delete(DEPLOYMENTS, 'web', 'default', { propagationPolicy: 'Foreground' });
    cluster.run(20_000);
    expect(writes.take().filter((l) => l.startsWith('DELETED')).map((l) => l.split(' ')[1])).toEqual(['Pod', 'Pod', 'ReplicaSet', 'Deployment']);
  });
});
