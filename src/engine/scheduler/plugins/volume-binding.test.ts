import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/types.ts';
import { type Given, judge, pod, refusals } from '../given.ts';
import { bound, claim, cluster, onNode, storageClass, uses, volume, ZONE } from '../given-volumes.ts';
import { VolumeBindingCheck } from './volume-binding.ts';

const rejection = (g: Given, p: Pod): string | undefined => judge(g, p).rejection?.reasons.join();

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
