import { describe, expect, it } from 'vitest';
import type { StatusError } from '../errors.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from '../schema/schema.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

const STRING: ValueSchema = { type: 'string' };
const struct = (name: string, fields: Record<string, ValueSchema | Omit<FieldSchema, 'name' | 'required'>>): ValueSchema & { ref: TypeSchema } => ({
  type: 'ref',
  ref: {
    name: `io.k8s.${name}`,
    fields: new Map(Object.entries(fields).map(([key, field]) =>
      [key, { name: key, required: false, ...('patchStrategy' in field || typeof field.type === 'object' ? field as Omit<FieldSchema, 'name' | 'required'> : { type: field as ValueSchema }) }])),
  },
});
const merged = (items: ValueSchema, patchMergeKey?: string): Omit<FieldSchema, 'name' | 'required'> =>
  ({ type: { type: 'list', items, listType: patchMergeKey ? 'map' : 'set' }, patchStrategy: 'merge', ...(patchMergeKey ? { patchMergeKey } : {}) });

const CONTAINER = struct('Container', {
  name: STRING, image: STRING, args: { type: 'list', items: STRING, listType: 'atomic' },
  env: merged(struct('EnvVar', { name: STRING, value: STRING }), 'name'),
});
const SPEC = struct('PodSpec', {
  containers: merged(CONTAINER, 'name'),
  nodeSelector: { type: 'map', values: STRING },
  finalizers: merged(STRING),
  strategy: { type: struct('Strategy', { type: STRING, rollingUpdate: { type: 'any' } }), patchStrategy: 'retainKeys' },
});
const POD = struct('Pod', { spec: SPEC }).ref;

const pod = (spec: Record<string, unknown>): Record<string, unknown> => ({ spec });
const patched = (spec: Record<string, unknown>, patch: Record<string, unknown>): unknown => applyStrategicMergePatch(pod(spec), pod(patch), POD)['spec'];
const a = { name: 'a', image: 'a:1', args: ['x'] };
const b = { name: 'b', image: 'b:1' };

describe('strategic merge patch', () => {
  it('merges list items by their key and replaces lists without one', () => {
    const before = [a, b];
    const out = patched({ containers: before }, { containers: [{ name: 'b', image: 'b:2' }, { name: 'c', image: 'c:1' }] }) as { containers: unknown[] };
    expect(out.containers).toEqual([a, { name: 'b', image: 'b:2' }, { name: 'c', image: 'c:1' }]);
    expect(out.containers[0]).toBe(a);
    expect(patched({ containers: [a] }, { containers: [{ name: 'a', args: ['y'] }] })).toEqual({ containers: [{ ...a, args: ['y'] }] });
  });

  it('shares everything when nothing changes', () => {
    const object = pod({ containers: [a, b], nodeSelector: { x: 'y' } });
    expect((applyStrategicMergePatch(object, pod({ nodeSelector: { x: 'y' } }), POD))['spec']).toBe(object['spec']);
  });

  it('obeys $patch: delete and replace, on items and on maps', () => {
    expect(patched({ containers: [a, b] }, { containers: [{ name: 'a', $patch: 'delete' }] })).toEqual({ containers: [b] });
    expect(patched({ containers: [a, b] }, { containers: [{ $patch: 'replace' }, { name: 'c' }] })).toEqual({ containers: [{ name: 'c' }] });
    expect(patched({ nodeSelector: { x: 'y' } }, { nodeSelector: { $patch: 'replace', only: 'this' } })).toEqual({ nodeSelector: { only: 'this' } });
  });

  it('takes over what has nothing to merge into, but for nulls and maps with a $patch', () => {
    expect(patched({}, { nodeSelector: { only: 'this', gone: null } })).toEqual({ nodeSelector: { only: 'this' } });
    expect(patched({}, { nodeSelector: { $patch: 'replace', only: 'this' }, containers: [{ name: 'a', $patch: 'delete' }, b] })).toEqual({ containers: [b] });
  });

  it('obeys $retainKeys', () => {
    expect(patched({ strategy: { type: 'RollingUpdate', rollingUpdate: {} } }, { strategy: { $retainKeys: ['type'], type: 'Recreate' } }))
      .toEqual({ strategy: { type: 'Recreate' } });
    expect(() => patched({ strategy: {} }, { strategy: { $retainKeys: [], type: 'Recreate' } })).toThrow('invalid patch format of retainKeys');
  });

  it('obeys $setElementOrder and $deleteFromPrimitiveList', () => {
    expect(patched({ containers: [a, b] }, { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }], containers: [{ name: 'c' }] }))
      .toEqual({ containers: [{ name: 'c' }, a, b] });
    expect(patched({ finalizers: ['x', 'y'] }, { '$deleteFromPrimitiveList/finalizers': ['x'] })).toEqual({ finalizers: ['y'] });
    expect(patched({ finalizers: ['x'] }, { finalizers: ['z', 'x'] })).toEqual({ finalizers: ['z', 'x'] });
    expect(() => patched({ containers: [a] }, { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'c' }] })).toThrow(
      "The order in patch list:\n[map[name:c]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n");
  });

  it('answers as the server does when a merge key is missing or a directive unknown', () => {
    const fail = (patch: Record<string, unknown>): StatusError => {
      try { patched({ containers: [a] }, patch); } catch (error) { return error as StatusError; }
      throw new Error('did not fail');
    };
    expect(fail({ containers: [{ image: 'nginx' }] }).status).toMatchObject({ code: 500, message: 'map: map[image:nginx] does not contain declared merge key: name' });
    expect(fail({ containers: [{ name: 'a', $patch: 'burn' }] }).message).toBe('unknown patch type: burn in map: map[$patch:burn name:a]');
    expect(fail({ containers: [['x']] }).message).toBe('list element types are not identical: map[string]interface {} []interface {}');
  });
});
