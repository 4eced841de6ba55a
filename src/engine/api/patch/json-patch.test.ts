import { describe, expect, it } from 'vitest';
import { StatusError } from '../errors.ts';
import { applyJsonPatch, JsonPatchError, runJsonPatch } from './json-patch.ts';

const OBJECT = { metadata: { name: 'web', labels: { app: 'web' } }, spec: { ports: [{ port: 80 }, { port: 81 }] } };
const GENERIC = 'the server rejected our request due to an error in our request';

describe('JSON patch', () => {
  it('adds, removes, moves, copies, and leaves the rest shared', () => {
    const out = applyJsonPatch(OBJECT, [
      { op: 'test', path: '/metadata/name', value: 'web' },
      { op: 'add', path: '/metadata/annotations', value: { 'a/b': 'x' } },
      { op: 'replace', path: '/metadata/annotations/a~1b', value: 'y' },
      { op: 'copy', from: '/metadata/labels/app', path: '/metadata/labels/tier' },
      { op: 'move', from: '/metadata/labels/app', path: '/metadata/labels/was' },
    ]) as typeof OBJECT;
    expect(out.metadata).toEqual({ name: 'web', annotations: { 'a/b': 'y' }, labels: { tier: 'web', was: 'web' } });
    expect(out.spec).toBe(OBJECT.spec);
    expect(OBJECT.metadata.labels).toEqual({ app: 'web' });
  });

  it('appends with -, inserts by index, counts negative indices from the end', () => {
    expect(runJsonPatch([1, 2], [{ op: 'add', path: '/-', value: 3 }])).toEqual([1, 2, 3]);
    expect(runJsonPatch([1, 2], [{ op: 'add', path: '/1', value: 3 }])).toEqual([1, 3, 2]);
    expect(runJsonPatch([1, 2], [{ op: 'remove', path: '/-1' }])).toEqual([1]);
  });

  it('sets a key that replace does not find, as evanphx/json-patch v4 does', () => {
    expect(runJsonPatch({}, [{ op: 'replace', path: '/a', value: 1 }])).toEqual({ a: 1 });
  });

  it.each([
    [[{ op: 'remove', path: '/metadata/nothing/here' }], 'remove operation does not apply: doc is missing path: "/metadata/nothing/here": missing value'],
    [[{ op: 'remove', path: '/metadata/uid' }], "error in remove for path: '/metadata/uid': Unable to remove nonexistent key: uid: missing value"],
    [[{ op: 'test', path: '/metadata/name', value: 'x' }], 'testing value /metadata/name failed: test failed'],
    [[{ op: 'replace', path: '/spec/ports/7', value: 1 }], 'replace operation does not apply: doc is missing key: /spec/ports/7: missing value'],
    [[{ op: 'jump', path: '/a' }], 'Unexpected kind: jump'],
  ])('%j fails, and the API server does not say why', (patch, text) => {
    expect(() => runJsonPatch(OBJECT, patch)).toThrow(new JsonPatchError(text));
    expect(() => applyJsonPatch(OBJECT, patch)).toThrow(GENERIC);
  });

  it('answers 400 for what is no list', () => {
    const error = (() => { try { return applyJsonPatch(OBJECT, {}); } catch (e) { return e; } })() as StatusError;
    expect(error.code).toBe(400);
    expect(error.message).toBe('error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp');
  });
});
