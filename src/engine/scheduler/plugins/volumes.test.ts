import { describe, expect, it } from 'vitest';
import type { CSINode, PersistentVolume, PersistentVolumeClaim, PodSpec, StorageClass } from '../../api/types.ts';
import type { ClusterView } from '../cluster-view.ts';
import { given, judge, node, pod, refusals, type Given, type Labels } from '../given.ts';
import { VolumeBindingCheck } from './volume-binding.ts';

const ZONE = 'topology.kubernetes.io/zone';
const claim = (name: string, spec: object = {}, annotations: Labels = {}): PersistentVolumeClaim => ({
  metadata: { name, namespace: 'default', uid: `uid-${name}`, annotations },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'slow', ...spec } as PersistentVolumeClaim['spec'],
  status: { phase: 'Pending' },
});
const bound = (name: string, volumeName: string, spec: object = {}): PersistentVolumeClaim => claim(name, { volumeName, ...spec }, { 'pv.kubernetes.io/bind-completed': 'yes' });
const volume = (name: string, spec: object = {}, labels: Labels = {}): PersistentVolume => ({
  metadata: { name, labels }, status: { phase: 'Available' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'slow', ...spec } as PersistentVolume['spec'],
});
const onNode = (name: string): object => ({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [name] }] }] } } });
const storageClass = (more: Partial<StorageClass> = {}): StorageClass => ({ metadata: { name: 'slow' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer', ...more });
const uses = (...claims: string[]): PodSpec['volumes'] => claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }));

interface Objects { claims?: PersistentVolumeClaim[]; volumes?: PersistentVolume[]; classes?: StorageClass[]; csiNodes?: CSINode[] }

function cluster(o: Objects, pods: Parameters<typeof given>[1] = [], nodes = [node('a', { labels: { [ZONE]: 'a' } }), node('b', { labels: { [ZONE]: 'b' } })]): Given {
  const view: Partial<ClusterView> = {
    claim: (ns, name) => o.claims?.find((c) => c.metadata.name === name && c.metadata.namespace === ns),
    volume: (name) => o.volumes?.find((v) => v.metadata.name === name),
    volumesOfClass: (name) => (o.volumes ?? []).filter((v) => v.spec!.storageClassName === name),
    storageClass: (name) => o.classes?.find((c) => c.metadata.name === name),
    csiNode: (name) => o.csiNodes?.find((c) => c.metadata.name === name),
  };
  return given(nodes, pods, view);
}

const rejection = (g: Given, p: ReturnType<typeof pod>): string | undefined => judge(g, p).rejection?.reasons.join();

describe('VolumeBinding', () => {
  it('rejects a pod whose claim is not there, lost, going or not bound at once', () => {
    expect(rejection(cluster({}), pod('p', { volumes: uses('data') }))).toBe('persistentvolumeclaim "data" not found');
    const immediate = cluster({ claims: [claim('data')], classes: [storageClass({ volumeBindingMode: 'Immediate' })] });
    expect(rejection(immediate, pod('p', { volumes: uses('data') }))).toBe('pod has unbound immediate PersistentVolumeClaims');
    const lost = cluster({ claims: [{ ...bound('data', 'gone'), status: { phase: 'Lost' } }] });
    expect(rejection(lost, pod('p', { volumes: uses('data') }))).toBe('persistentvolumeclaim "data" bound to non-existent persistentvolume "gone"');
    const going = claim('data');
    going.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    expect(rejection(cluster({ claims: [going] }), pod('p', { volumes: uses('data') }))).toBe('persistentvolumeclaim "data" is being deleted');
    expect(rejection(cluster({}), pod('p', { volumes: [{ name: 'tmp', ephemeral: {} }] }))).toBe('waiting for ephemeral volume controller to create the persistentvolumeclaim "p-tmp"');
  });

  it('keeps a pod where its bound volumes are', () => {
    const g = cluster({ claims: [bound('data', 'disk')], volumes: [volume('disk', onNode('b'))], classes: [storageClass()] });
    expect(refusals(g, pod('p', { volumes: uses('data') }))).toEqual({ a: "node(s) didn't match PersistentVolume's node affinity" });
  });

  it('finds the smallest volume for a claim that waits, or a class that can make one', () => {
    const g = cluster({ claims: [claim('data')], volumes: [volume('large', { capacity: { storage: '9Gi' }, ...onNode('a') }), volume('fitting', onNode('a')), volume('tiny', { capacity: { storage: '1Mi' } })], classes: [storageClass()] });
    const p = pod('p', { volumes: uses('data') });
    expect(refusals(g, p)).toEqual({ b: "node(s) didn't find available persistent volumes to bind" });
    const check = judge(g, p).checks.find((c) => c instanceof VolumeBindingCheck)!;
    expect(check.volumesFor(0).bindings.map((b) => b.volume.metadata.name)).toEqual(['fitting']);
    const making = cluster({ claims: [claim('data')], classes: [storageClass({ provisioner: 'disk.csi', allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ['b'] }] }] })] });
    expect(refusals(making, p)).toEqual({ a: "node(s) didn't find available persistent volumes to bind" });
    expect(judge(making, p).checks.find((c) => c instanceof VolumeBindingCheck)!.volumesFor(1).provisions.map((c) => c.metadata.name)).toEqual(['data']);
  });
});

describe('VolumeZone', () => {
  it('keeps a pod in a zone of its volume', () => {
    const g = cluster({ claims: [bound('data', 'disk')], volumes: [volume('disk', {}, { [ZONE]: 'b__c' })], classes: [storageClass()] });
    expect(refusals(g, pod('p', { volumes: uses('data') }))).toEqual({ a: 'node(s) had no available volume zone' });
  });
});

describe('NodeVolumeLimits', () => {
  it('counts the volumes of a driver, shared ones once', () => {
    const csi = (handle: string): object => ({ csi: { driver: 'disk.csi', volumeHandle: handle } });
    const claims = ['x', 'y'].map((n) => bound(n, `disk-${n}`));
    const volumes = ['x', 'y'].map((n) => volume(`disk-${n}`, csi(n)));
    const csiNodes = [{ metadata: { name: 'a' }, spec: { drivers: [{ name: 'disk.csi', nodeID: 'a', allocatable: { count: 1 } }] } }];
    const g = cluster({ claims, volumes, csiNodes, classes: [storageClass()] }, [pod('first', { nodeName: 'a', volumes: uses('x') })]);
    expect(refusals(g, pod('p', { volumes: uses('y') }))).toEqual({ a: 'node(s) exceed max volume count' });
    expect(refusals(g, pod('p', { volumes: uses('x') }))).toEqual({});
  });
});

describe('VolumeRestrictions', () => {
  it('mounts a disk on one node once', () => {
    const disk = (readOnly: boolean): PodSpec['volumes'] => [{ name: 'd', gcePersistentDisk: { pdName: 'disk', readOnly } }];
    const g = cluster({}, [pod('first', { nodeName: 'a', volumes: disk(true) })]);
    expect(refusals(g, pod('p', { volumes: disk(false) }))).toEqual({ a: 'node(s) had no available disk' });
    expect(refusals(g, pod('p', { volumes: disk(true) }))).toEqual({});
  });

  it('lets one pod alone use a ReadWriteOncePod claim', () => {
    const reason = 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode';
    const o = { claims: [bound('data', 'disk', { accessModes: ['ReadWriteOncePod'] })], volumes: [volume('disk')], classes: [storageClass()] };
    expect(refusals(cluster(o, [pod('first', { nodeName: 'a', volumes: uses('data') })]), pod('p', { volumes: uses('data') }))).toEqual({ a: reason, b: reason });
    expect(refusals(cluster(o), pod('p', { volumes: uses('data') }))).toEqual({});
  });
});
