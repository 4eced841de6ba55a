import { describe, expect, it } from 'vitest';
import { claimOf, statefulSetOf } from '../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../testing/writes.ts';
import { CSI_DRIVERS, EVENTS, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STATEFUL_SETS, STORAGE_CLASSES, VOLUME_ATTACHMENTS } from '../api/resource.ts';
import type { Pod } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';

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

const podWith = (name: string, claim: string, nodeName?: string): Pod => ({
  metadata: { name, namespace: 'default' },
  spec: { ...(nodeName ? { nodeName } : {}), terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: claim } }] },
} as Pod);
const eventsOf = (cluster: Cluster, name: string): string[] => cluster.client().list(EVENTS).items.filter((e) => e.involvedObject.name === name).map((e) => `${e.type} ${e.reason} ${e.message}`);
const phaseOf = (cluster: Cluster, name: string): string | undefined => cluster.findPod('default', name)?.status?.phase;
const attachedTo = (cluster: Cluster): string[] => cluster.client().list(VOLUME_ATTACHMENTS).items.map((a) => a.spec.nodeName);

/** A cloud whose claim `data` is used by pod `first` on node-1; disks follow zones, so all machines stand in one. */
function withDisk(): Cluster {
  const group = { name: 'pool', min: 3, max: 3, zone: 'a' };
  const cluster = readyCluster({ cloud: { groups: [group], autoscaler: false } });
  const client = cluster.client();
  client.create(PERSISTENT_VOLUME_CLAIMS, claimOf('data', '1Gi', { storageClassName: 'standard' }));
  client.create(PODS, podWith('first', 'data'));
  cluster.settle();
  return cluster;
}
const otherNode = (cluster: Cluster, than: string): string => cluster.client().list(NODES).items.map((n) => n.metadata.name!).find((name) => name !== than)!;
const nodeOf = (cluster: Cluster, pod: string): string => cluster.findPod('default', pod)!.spec!.nodeName!;

function takeOutOfService(cluster: Cluster, name: string): void {
  const node = cluster.client().get(NODES, name);
  cluster.client().update(NODES, { ...node, spec: { ...node.spec, taints: [...node.spec!.taints ?? [], { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }] } });
}

describe('a disk of one node at a time', () => {
  it('is waited for, and told of in the node\'s status', () => {
    const cluster = withDisk();
    const node = nodeOf(cluster, 'first');
    expect(phaseOf(cluster, 'first')).toBe('Running');
    expect(cluster.client().get(NODES, node).status!.volumesAttached!.map((v) => v.name.replace(/pvc-.*/, 'pvc'))).toEqual(['kubernetes.io/csi/disk.csi.bottleship.dev^pvc']);
    expect(attachedTo(cluster)).toEqual([node]);
    cluster.client().create(PODS, podWith('second', 'data', otherNode(cluster, node)));
    cluster.run(30_000);
    expect(phaseOf(cluster, 'second')).toBe('Pending');
    const volume = cluster.client().list(PERSISTENT_VOLUMES).items[0]!.metadata.name!;
    expect(eventsOf(cluster, 'second')).toContain(`Warning FailedAttachVolume Multi-Attach error for volume "${volume}" Volume is already used by pod(s) first`);
    cluster.client().delete(PODS, 'first', 'default');
    cluster.run(200_000);
    expect(phaseOf(cluster, 'second')).toBe('Running');
    expect(attachedTo(cluster)).toEqual([otherNode(cluster, node)]);
    expect(cluster.errors).toEqual([]);
  });

  it.each([['after six minutes', false], ['at once when that is out of service', true]])('is taken from a dead node %s', (_, outOfService) => {
    const cluster = withDisk();
    const node = nodeOf(cluster, 'first');
    cluster.machines.get(node)!.powerOff();
    cluster.run(60_000);
    cluster.client().delete(PODS, 'first', 'default', { gracePeriodSeconds: 0 });
    cluster.client().create(PODS, podWith('second', 'data', otherNode(cluster, node)));
    cluster.run(30_000);
    expect(eventsOf(cluster, 'second').some((line) => line.endsWith("Volume is already exclusively attached to one node and can't be attached to another"))).toBe(true);
    if (outOfService) takeOutOfService(cluster, node);
    cluster.run(300_000);
    expect(phaseOf(cluster, 'second')).toBe(outOfService ? 'Running' : 'Pending');
    cluster.run(300_000);
    expect(phaseOf(cluster, 'second')).toBe('Running');
    expect(attachedTo(cluster)).toEqual([nodeOf(cluster, 'second')]);
    expect(cluster.errors).toEqual([]);
  });
});

it('a pod of a StatefulSet whose node dies stays until the node is out of service, and takes its disk along', () => {
  const cluster = readyCluster({ cloud: { groups: [{ name: 'pool', min: 3, max: 3, zone: 'a' }], autoscaler: false } });
  const set = statefulSetOf('db', { replicas: 1, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] });
  set.spec!.template.spec!.containers[0]!.volumeMounts = [{ name: 'data', mountPath: '/data' }];
  cluster.client().create(STATEFUL_SETS, set);
  cluster.settle();
  const node = nodeOf(cluster, 'db-0');
  cluster.machines.get(node)!.powerOff();
  cluster.run(420_000);
  expect(cluster.findPod('default', 'db-0')!.metadata.deletionTimestamp).toBeDefined();
  cluster.run(300_000);
  expect(nodeOf(cluster, 'db-0')).toBe(node);
  takeOutOfService(cluster, node);
  cluster.run(120_000);
  expect(nodeOf(cluster, 'db-0')).not.toBe(node);
  expect(phaseOf(cluster, 'db-0')).toBe('Running');
  expect(cluster.errors).toEqual([]);
});

it('a claim that grows is told of in steps; its file system grows where a pod uses it', () => {
  const cluster = withDisk();
  const client = cluster.client();
  client.patch(PERSISTENT_VOLUME_CLAIMS, 'data', 'default', 'application/merge-patch+json', { spec: { resources: { requests: { storage: '3Gi' } } } });
  cluster.run(2000);
  expect(client.get(PERSISTENT_VOLUME_CLAIMS, 'data', 'default').status).toMatchObject({ capacity: { storage: '1Gi' }, allocatedResourceStatuses: { storage: 'NodeResizePending' }, conditions: [{ type: 'FileSystemResizePending' }] });
  cluster.settle();
  expect(client.get(PERSISTENT_VOLUME_CLAIMS, 'data', 'default').status).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '3Gi' }, conditions: [] });
  expect(eventsOf(cluster, 'data').slice(-4).map((line) => line.split(' ')[1])).toEqual(['ExternalExpanding', 'Resizing', 'FileSystemResizeRequired', 'FileSystemResizeSuccessful']);
  const [volume] = client.list(PERSISTENT_VOLUMES).items;
  expect(volume!.spec!.capacity).toEqual({ storage: '3Gi' });
  client.delete(PODS, 'first', 'default');
  client.delete(PERSISTENT_VOLUME_CLAIMS, 'data', 'default');
  cluster.settle();
  expect(client.list(PERSISTENT_VOLUMES).items).toEqual([]);
  expect(cluster.errors).toEqual([]);
});
