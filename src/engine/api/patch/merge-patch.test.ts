import { describe, expect, it } from 'vitest';
import { applyMergePatch } from './merge-patch.ts';

describe('merge patch', () => {
  // RFC 7386, appendix A.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j patched with %j is %j', (document, patch, result) => {
    expect(applyMergePatch(document, patch)).toEqual(result);
  });

  it('shares what it does not touch', () => {
    const document = { spec: { template: { a: 1 } }, metadata: { labels: { a: 'b' } } };
    const out = applyMergePatch(document, { metadata: { labels: { c: 'd' } } }) as typeof document;
    expect(out.spec).toBe(document.spec);
    expect(applyMergePatch(document, { metadata: { labels: { a: 'b' } } })).toBe(document);
  });

  it('answers 400 for what is no object', () => {
    expect(() => applyMergePatch({}, [])).toThrow('error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}');
    expect(() => applyMergePatch({}, null)).toThrow('Invalid JSON Patch');
  });
});
