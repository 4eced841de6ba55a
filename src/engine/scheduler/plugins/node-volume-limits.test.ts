import { describe, expect, it } from 'vitest';
import { pod, refusals } from '../given.ts';
import { bound, cluster, storageClass, uses, volume } from '../given-volumes.ts';

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
