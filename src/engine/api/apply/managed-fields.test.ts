import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../patch/json-value.ts';
import { schemaOf } from '../schema/types.ts';
import type { ManagedFieldsEntry } from '../types.ts';
import creators from './creators.fixture.json' with { type: 'json' };
import {
  decodeManagedFields, encodeManagedFields, fold, type ManagedState, type ManagedTypes, noteWrite, type PendingWrite, stateFromClient, UNMANAGED, updateManagedFields,
} from './managed-fields.ts';
import { resetFields } from './reset-fields.ts';

const types = (kind: string, group = ''): ManagedTypes => ({
  schema: (apiVersion) => schemaOf(apiVersion, kind),
  resetFields: (subresource) => resetFields({ group, kind }, subresource),
});
const CONFIG_MAP = types('ConfigMap');
const configMap = (data: JsonObject, metadata: JsonObject = {}): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', ...metadata }, data });
const write = (manager: string, old: JsonObject | undefined, next: JsonObject, time = 'T1', more: Partial<PendingWrite> = {}): PendingWrite =>
  ({ manager, operation: 'Update', apiVersion: 'v1', subresource: '', time, old, next, ...more });
const view = (state: ManagedState): ManagedFieldsEntry[] => encodeManagedFields(fold(state, CONFIG_MAP).entries);

describe('managed fields of a create', () => {
  it.each(creators.map((fixture) => [fixture.created.kind, fixture] as const))('of a %s are a real v1.36\'s', (kind, { created, fieldsV1 }) => {
    const apiVersion = created.apiVersion;
    const entries = updateManagedFields([], write('creator', undefined, created as unknown as JsonObject, 'T', { apiVersion }), types(kind));
    expect(JSON.stringify(encodeManagedFields(entries)[0]!.fieldsV1)).toBe(JSON.stringify(fieldsV1));
  });
});

describe('managed fields', () => {
  const first = configMap({ a: '1', b: '1' });
  const made = noteWrite(UNMANAGED, write('one', undefined, first), CONFIG_MAP);

  it('are not worked out before somebody reads them', () => {
    expect(made.entries).toEqual([]);
    expect(made.pending).toHaveLength(1);
    const twice = fold(made, CONFIG_MAP);
    expect(fold(twice, CONFIG_MAP)).toBe(twice);
    expect(noteWrite(twice, write('one', first, first), CONFIG_MAP)).toBe(twice);
  });

  it('are folded when writes gather', () => {
    let state: ManagedState = UNMANAGED;
    let old: JsonObject | undefined;
    for (let i = 0; i < 7; i++) {
      const next = configMap({ a: String(i) });
      state = noteWrite(state, write('one', old, next, `T${i}`), CONFIG_MAP);
      old = next;
    }
    expect(state.pending).toEqual([]);
    expect(state.entries).toHaveLength(1);
  });

  it('go to who changes a value, and from who no longer has one', () => {
    const second = configMap({ a: '2', b: '1', c: '3' });
    const state = noteWrite(made, write('two', first, second, 'T2'), CONFIG_MAP);
    expect(view(state)).toEqual([
      { manager: 'one', operation: 'Update', apiVersion: 'v1', time: 'T1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { '.': {}, 'f:b': {} } } },
      { manager: 'two', operation: 'Update', apiVersion: 'v1', time: 'T2', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {}, 'f:c': {} } } },
    ]);
    const third = configMap({ a: '2' });
    const after = view(noteWrite(state, write('two', second, third, 'T3'), CONFIG_MAP));
    expect(after.map((entry) => [entry.manager, entry.time, entry.fieldsV1])).toEqual([
      ['one', 'T1', { 'f:data': {} }], ['two', 'T2', { 'f:data': { 'f:a': {} } }],
    ]);
  });

  it('do not hold what identifies an object, nor do they date a write that changes nothing else', () => {
    const touched = configMap({ a: '1', b: '1' }, { resourceVersion: '7', uid: 'u', generation: 2 });
    expect(view(noteWrite(made, write('two', first, touched, 'T2'), CONFIG_MAP))).toEqual(view(made));
  });

  it('tell managers apart by subresource and version', () => {
    const node = types('Pod');
    const pod = (status: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { nodeName: 'n' }, status });
    const state = [
      write('kubelet', undefined, pod({ phase: 'Pending' })),
      write('kubelet', pod({ phase: 'Pending' }), pod({ phase: 'Running' }), 'T2', { subresource: 'status' }),
    ].reduce((all: ManagedState, w) => noteWrite(all, w, node), UNMANAGED);
    expect(encodeManagedFields(fold(state, node).entries).map((entry) => [entry.subresource, entry.fieldsV1])).toEqual([
      [undefined, { 'f:spec': { 'f:nodeName': {} } }], ['status', { 'f:status': { 'f:phase': {} } }],
    ]);
  });

  it('put the oldest updaters together past ten', () => {
    let state: ManagedState = UNMANAGED;
    let old: JsonObject | undefined;
    for (let i = 0; i < 12; i++) {
      const next = configMap({ ...(old?.['data'] as JsonObject), [`k${i}`]: 'x' });
      state = noteWrite(state, write(`m${String(i).padStart(2, '0')}`, old, next, `T${String(i).padStart(2, '0')}`), CONFIG_MAP);
      old = next;
    }
    const entries = view(state);
    expect(entries).toHaveLength(10);
    expect(entries[0]).toMatchObject({ manager: 'ancient-changes', time: 'T02', fieldsV1: { 'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {} } } });
  });

  it('are cleared by one empty entry, replaced by one that can be read, kept otherwise; once cleared they stay so', () => {
    expect(stateFromClient(made, [], CONFIG_MAP)).toBe(made);
    expect(stateFromClient(made, [{}], CONFIG_MAP)).toBe(UNMANAGED);
    expect(stateFromClient(made, undefined, CONFIG_MAP)).toBe(made);
    expect(stateFromClient(made, [{ manager: 'x', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'x:y': {} } }], CONFIG_MAP)).toBe(made);
    const sent = [{ manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } } }];
    expect(view(stateFromClient(made, sent, CONFIG_MAP))).toEqual(sent);
    expect(view(noteWrite(UNMANAGED, write('two', first, configMap({ z: '1' })), CONFIG_MAP))).toEqual([]);
  });

  it('are written in order: appliers first, then by time and name; decoding gives back the same', () => {
    const entry = (manager: string, operation: string, time?: string): ManagedFieldsEntry =>
      ({ manager, operation, apiVersion: 'v1', ...(time ? { time } : {}), fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } } });
    const list = [entry('c', 'Apply'), entry('b', 'Apply', 'T2'), entry('z', 'Update', 'T1'), entry('a', 'Update', 'T2'), entry('b', 'Update', 'T2')];
    expect(encodeManagedFields(decodeManagedFields([...list].reverse())!)).toEqual(list);
  });
});
