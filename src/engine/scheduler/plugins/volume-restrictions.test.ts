import { describe, expect, it } from 'vitest';
import type { PodSpec } from '../../api/types.ts';
import { pod, refusals } from '../given.ts';
import { bound, cluster, storageClass, uses, volume } from '../given-volumes.ts';

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
