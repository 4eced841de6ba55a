import { describe, expect, it } from 'vitest';
import { pod, refusals } from '../given.ts';
import { bound, cluster, storageClass, uses, volume, ZONE } from '../given-volumes.ts';

describe('VolumeZone', () => {
  it('keeps a pod in a zone of its volume', () => {
    const g = cluster({ claims: [bound('data', 'disk')], volumes: [volume('disk', {}, { [ZONE]: 'b__c' })], classes: [storageClass()] });
    expect(refusals(g, pod('p', { volumes: uses('data') }))).toEqual({ a: 'node(s) had no available volume zone' });
  });
});
