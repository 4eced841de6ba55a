import { describe, expect, it } from 'vitest';
import type { PodTemplateSpec } from '../../api/types.ts';
import fixture from './hash.fixture.json' with { type: 'json' };
import { goDump } from './go-dump.ts';
import { controllerRevisionHash, podTemplateHash } from './hash.ts';

describe('podTemplateHash', () => {
  it.each(fixture.templates)('is $hash, as a real v1.36 computed it', ({ hash, template }) => {
    expect(podTemplateHash(template as unknown as PodTemplateSpec)).toBe(hash);
  });

  it('does not depend on the order of keys, nor on empty lists', () => {
    const { hash, template } = fixture.templates[0]!;
    const turned = Object.fromEntries(Object.entries(template).reverse()) as unknown as PodTemplateSpec;
    turned.spec = { ...turned.spec!, tolerations: [], nodeSelector: {} };
    expect(podTemplateHash(turned)).toBe(hash);
  });

  it('changes with the collision count, 0 being different from none', () => {
    const template = fixture.templates[0]!.template as unknown as PodTemplateSpec;
    const hashes = [podTemplateHash(template), podTemplateHash(template, 0), podTemplateHash(template, 1), podTemplateHash(template, 256)];
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('controllerRevisionHash', () => {
  it.each(fixture.revisions)('is $hash for a revision of a $owner', ({ hash, owner, data }) => {
    const template = data.spec.template as unknown as PodTemplateSpec;
    expect(owner === 'DaemonSet' ? podTemplateHash(template) : controllerRevisionHash(data, 0)).toBe(hash);
  });
});

describe('quantities in the dump', () => {
  const dump = (q: string): string => goDump(q, { kind: 'quantity', name: 'resource.Quantity' });
  it('keep their text only where Go knows it is canonical', () => {
    expect(dump('64Mi')).toContain('value:(int64)67108864 scale:(resource.Scale)0} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string) Format:(resource.Format)BinarySI');
    expect(dump('100Mi')).toContain('s:(string)100Mi Format');
    expect(dump('100m')).toContain('value:(int64)100 scale:(resource.Scale)-3} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)100m');
  });
  it('that are too long for the fast path are decimals in nano units', () => {
    expect(dump('100Ti')).toContain('Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)false abs:(big.nat)[');
  });
});
