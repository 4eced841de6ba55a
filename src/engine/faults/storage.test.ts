import { describe, expect, it } from 'vitest';
import { claimOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { EVENTS, NODES, PERSISTENT_VOLUME_CLAIMS, PODS, VOLUME_ATTACHMENTS } from '../api/resource.ts';
import type { Pod } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { FAULTS, type FaultSpec } from './kind.ts';

function strike(cluster: Cluster, spec: FaultSpec): () => void {
  cluster.client().create(FAULTS, { metadata: { name: 'fault' }, spec });
  cluster.run(100);
  expect(cluster.client().get(FAULTS, 'fault').status?.phase).toBe('Active');
  return () => { cluster.client().delete(FAULTS, 'fault'); cluster.run(100); };
}

/** A cluster with disks, a claim, and a pod that needs it. */
function withPod(cluster: Cluster, name: string, nodeName?: string): void {
  cluster.client().create(PERSISTENT_VOLUME_CLAIMS, claimOf(name, '1Gi', { storageClassName: 'standard' }));
  cluster.client().create(PODS, {
    metadata: { name, namespace: 'default' },
    spec: { ...(nodeName ? { nodeSelector: { 'kubernetes.io/hostname': nodeName } } : {}), containers: [{ name: 'c', image: 'nginx' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: name } }] },
  } as Pod);
}
const told = (cluster: Cluster, about: string, reason: string): string[] => cluster.client().list(EVENTS).items.filter((e) => e.involvedObject.name === about && e.reason === reason).map((e) => e.message!);
const phaseOf = (cluster: Cluster, name: string): string | undefined => cluster.findPod('default', name)?.status?.phase;
const claimPhase = (cluster: Cluster, name: string): string | undefined => cluster.client().get(PERSISTENT_VOLUME_CLAIMS, name, 'default').status?.phase;

describe('storage that makes no new disks', () => {
  it('leaves claims pending and says so, ever more seldom; healed it makes them', () => {
    const cluster = readyCluster({ nodes: 2, disks: true });
    withPod(cluster, 'before');
    cluster.settle();
    const heal = strike(cluster, { type: 'VolumeProvisionFailure', target: { kind: 'Cluster', name: 'cluster' } });
    withPod(cluster, 'data');
    cluster.run(60_000);
    expect([claimPhase(cluster, 'data'), phaseOf(cluster, 'data'), phaseOf(cluster, 'before')]).toEqual(['Pending', 'Pending', 'Running']);
    expect(told(cluster, 'data', 'ProvisioningFailed')).toEqual(['failed to provision volume with StorageClass "standard": rpc error: code = Internal desc = could not create disk: the pool is full']);
    const [event] = cluster.client().list(EVENTS).items.filter((e) => e.reason === 'ProvisioningFailed');
    expect(event!.count).toBe(6);
    heal();
    cluster.settle();
    expect([claimPhase(cluster, 'data'), phaseOf(cluster, 'data')]).toEqual(['Bound', 'Running']);
    expect(cluster.errors).toEqual([]);
  });

  it('of one zone hinders no other', () => {
    const cluster = readyCluster({ nodes: [{ zone: 'a' }, { zone: 'b' }], disks: true });
    strike(cluster, { type: 'VolumeProvisionFailure', target: { kind: 'Zone', name: 'a' } });
    withPod(cluster, 'here', 'node-1');
    withPod(cluster, 'there', 'node-2');
    cluster.run(20_000);
    expect([claimPhase(cluster, 'here'), claimPhase(cluster, 'there')]).toEqual(['Pending', 'Bound']);
  });
});

describe('disks that cannot be attached to a node', () => {
  it('keep its pods waiting; the attachment says why, the kubelet complains after two minutes', () => {
    const cluster = readyCluster({ nodes: 2, disks: true });
    const heal = strike(cluster, { type: 'VolumeAttachFailure', target: { kind: 'Node', name: 'node-1' } });
    withPod(cluster, 'data', 'node-1');
    withPod(cluster, 'other', 'node-2');
    cluster.run(60_000);
    const answer = 'rpc error: code = Internal desc = could not attach disk to machine node-1: the storage does not answer';
    const volume = cluster.client().get(PERSISTENT_VOLUME_CLAIMS, 'data', 'default').spec!.volumeName;
    expect(told(cluster, 'data', 'FailedAttachVolume')).toEqual([`AttachVolume.Attach failed for volume "${volume}" : ${answer}`]);
    expect(cluster.client().list(VOLUME_ATTACHMENTS).items.map(({ status }) => [status?.attached, status?.attachError?.message])).toContainEqual([false, answer]);
    expect([phaseOf(cluster, 'data'), phaseOf(cluster, 'other')]).toEqual(['Pending', 'Running']);
    expect(cluster.findPod('default', 'data')!.status!.containerStatuses![0]!.state!.waiting!.reason).toBe('ContainerCreating');
    cluster.run(90_000);
    expect(told(cluster, 'data', 'FailedMount')).toEqual(['Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[v], failed to process volumes=[]: context deadline exceeded']);
    heal();
    cluster.run(300_000);
    expect(phaseOf(cluster, 'data')).toBe('Running');
    expect(cluster.client().list(VOLUME_ATTACHMENTS).items.map(({ status }) => status)).toEqual([{ attached: true }, { attached: true }]);
    expect(cluster.errors).toEqual([]);
  });
});

describe('a volume that cannot be mounted', () => {
  it('holds up the pods of its app that start from then on', () => {
    const cluster = readyCluster({ nodes: 2, disks: true });
    withPod(cluster, 'data');
    cluster.settle();
    const heal = strike(cluster, { type: 'VolumeMountFailure', target: { kind: 'Pod', namespace: 'default', name: 'data' }, parameters: { replace: 'no' } });
    expect(phaseOf(cluster, 'data')).toBe('Running');
    heal();
  });

  it('is told with the name of the disk', () => {
    const cluster = readyCluster({ nodes: 1, disks: true });
    const heal = strike(cluster, { type: 'VolumeAttachFailure', target: { kind: 'Node', name: 'node-1' } });
    withPod(cluster, 'data');
    cluster.run(10_000);
    heal();
    const healMount = strike(cluster, { type: 'VolumeMountFailure', target: { kind: 'Pod', namespace: 'default', name: 'data' } });
    cluster.run(200_000);
    const volume = cluster.client().get(PERSISTENT_VOLUME_CLAIMS, 'data', 'default').spec!.volumeName;
    expect(told(cluster, 'data', 'FailedMount').at(-1)).toBe(`MountVolume.MountDevice failed for volume "${volume}" : rpc error: code = Internal desc = failed to mount disk: exit status 32: wrong fs type, bad option, bad superblock, missing codepage or helper program, or other error`);
    expect(phaseOf(cluster, 'data')).toBe('Pending');
    healMount();
    cluster.run(30_000);
    expect(phaseOf(cluster, 'data')).toBe('Running');
  });
});

describe('a full disk', () => {
  it('is reported, evicts, and lets no image be pulled', () => {
    const cluster = readyCluster({ nodes: 2 });
    cluster.client().create(PODS, { metadata: { name: 'web', namespace: 'default' }, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }] } } as Pod);
    cluster.settle();
    const heal = strike(cluster, { type: 'DiskFull', target: { kind: 'Node', name: 'node-1' } });
    cluster.client().create(PODS, { metadata: { name: 'agent', namespace: 'default' }, spec: { nodeName: 'node-1', tolerations: [{ operator: 'Exists' }], containers: [{ name: 'c', image: 'httpd:2.4' }] } } as Pod);
    cluster.run(15_000);
    expect(cluster.client().get(NODES, 'node-1').status!.conditions!.find((c) => c.type === 'DiskPressure')!.status).toBe('True');
    expect(told(cluster, 'agent', 'Failed').join()).toContain('no space left on device');
    expect([phaseOf(cluster, 'web'), phaseOf(cluster, 'agent')]).toContain('Failed');
    heal();
    cluster.run(15_000);
    expect(cluster.client().get(NODES, 'node-1').status!.conditions!.find((c) => c.type === 'DiskPressure')!.status).toBe('False');
  });
});
