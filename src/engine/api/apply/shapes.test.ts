import { expect, it } from 'vitest';
import type { JsonObject } from '../patch/json-value.ts';
import { schemaOf } from '../schema/types.ts';
import { encodeManagedFields, fold, noteWrite, UNMANAGED, type ManagedState, type ManagedTypes } from './managed-fields.ts';
import { resetFields } from './reset-fields.ts';
import { shapeOf } from './shapes.ts';

/** Another description each time: nothing is known of it. */
const typesOf = (kind: string): ManagedTypes => ({ schema: (apiVersion) => schemaOf(apiVersion, kind), resetFields: (subresource) => resetFields({ group: '', kind }, subresource) });

it('objects of one shape have one answer, and it is the one that is worked out', () => {
  let seed = 11;
  const next = (most: number): number => { seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff; return (seed >>> 8) % most; };
  const map = (keys: string): JsonObject | undefined => {
    const entries = [...keys].filter(() => next(3)).map((key) => [key, ['x', 'y', '', '0'][next(4)]] as const);
    return next(4) ? Object.fromEntries(entries) : undefined;
  };
  const object = (): JsonObject => ({
    kind: 'Secret', apiVersion: 'v1', metadata: { name: `n${next(3)}`, ...(next(2) ? { uid: 'u' } : {}), labels: map('ab'), annotations: map('c{'), ...(next(9) ? {} : { finalizers: ['x/y'] }) },
    ...(next(3) ? { type: ['Opaque', ''][next(2)] } : {}), ...(next(5) ? {} : { immutable: next(2) === 1 }), data: map('0}p'), ...(next(9) ? {} : { data: null }),
  });
  const known = typesOf('Secret');
  let plain: ManagedState = UNMANAGED, quick: ManagedState = UNMANAGED;
  let old: JsonObject | undefined;
  let again = 0;
  for (let i = 0; i < 1000; i++) {
    if (i % 5 === 0) { plain = quick = UNMANAGED; old = undefined; }
    const asked = old && next(2) ? { ...old, data: map('0}p') } : object();
    const write = { manager: next(6) ? 'one' : 'two', operation: 'Update', apiVersion: 'v1', subresource: '', time: `T${i}`, old, next: asked } as const;
    const before = quick.entries[0]?.fields;
    plain = fold(noteWrite(plain, write, known), typesOf('Secret'));
    quick = fold(noteWrite(quick, write, known), known);
    if (before && before === quick.entries[0]?.fields) again++;
    expect(JSON.stringify(encodeManagedFields(quick.entries)), JSON.stringify(write)).toBe(JSON.stringify(encodeManagedFields(plain.entries)));
    old = asked;
  }
  expect(again).toBeGreaterThan(75);
});

it('a list, a null or an empty map is no shape: more than its being there counts', () => {
  const types = typesOf('ConfigMap');
  const shape = (rest: JsonObject): unknown => shapeOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, ...rest }, types, 'v1');
  expect(shape({ data: { a: 'x' } })).toBe(shape({ data: { a: 'y' }, binaryData: undefined }));
  expect(shape({ data: { a: 'x' } })).not.toBe(shape({ data: { a: '' } }));
  expect(shape({ data: { a: 'x', b: 'x' } })).not.toBe(shape({ data: { a: 'x' }, b: 'x' }));
  for (const value of [['x'], null, {}, { a: undefined }]) expect(shape({ data: value })).toBeUndefined();
});
