import { describe, expect, it } from 'vitest';
import { defineKind } from '../kinds/kind.ts';
import type { JsonObject } from '../patch/json-value.ts';
import type { TypeSchema } from '../schema/schema.ts';
import type { AnyObject } from '../types.ts';
import { encodeManagedFields, updateManagedFields } from './managed-fields.ts';
import { managedTypesOf } from './managed-types.ts';
import { serverSideApply } from './server-side-apply.ts';

/** Stored as v2 with `size`; v1 calls it `count`. */
const kind = defineKind<AnyObject>({
  resource: { group: 'g', version: 'v2', resource: 'things', kind: 'Thing', namespaced: true },
  singular: 'thing',
  versions: [{
    version: 'v1',
    toStored: ({ count, ...rest }) => ({ ...rest, apiVersion: 'g/v2', size: count }),
    fromStored: ({ size, ...rest }) => ({ ...rest, apiVersion: 'g/v1', count: size }),
  }],
});
const type = (field: string): TypeSchema => ({
  name: `Thing${field}`,
  fields: new Map([field, 'label'].map((name) => [name, { name, required: false, type: { type: name === 'label' ? 'string' : 'integer' } }])
    .concat([['apiVersion', { name: 'apiVersion', required: false, type: { type: 'string' } }], ['kind', { name: 'kind', required: false, type: { type: 'string' } }]]) as never),
});
const SCHEMAS: Record<string, TypeSchema> = { 'g/v1': type('count'), 'g/v2': type('size') };
const types = managedTypesOf(kind, (apiVersion) => SCHEMAS[apiVersion]);
const stored: JsonObject = { apiVersion: 'g/v2', kind: 'Thing', size: 1, label: 'x' };

describe('managed fields across versions', () => {
  it('are written in the version the client spoke, and taken away in it', () => {
    const made = updateManagedFields([], { manager: 'one', operation: 'Update', apiVersion: 'g/v1', subresource: '', time: 'T', old: undefined, next: stored }, types);
    expect(encodeManagedFields(made)[0]!.fieldsV1).toEqual({ 'f:count': {}, 'f:label': {} });
    const changed = updateManagedFields(made, { manager: 'two', operation: 'Update', apiVersion: 'g/v2', subresource: '', time: 'T', old: stored, next: { ...stored, size: 2 } }, types);
    expect(encodeManagedFields(changed).map((entry) => [entry.manager, entry.fieldsV1])).toEqual([['one', { 'f:label': {} }], ['two', { 'f:size': {} }]]);
  });

  it('drop an entry of a version that is no longer served', () => {
    const gone = [{ manager: 'old', operation: 'Update' as const, apiVersion: 'g/v0', subresource: '', fields: new Map([['f:label', { member: true, children: undefined }]]) }];
    expect(updateManagedFields(gone, { manager: 'two', operation: 'Update', apiVersion: 'g/v2', subresource: '', time: 'T', old: stored, next: { ...stored, size: 2 } }, types).map(({ manager }) => manager)).toEqual(['two']);
  });

  it('let an applier change the version it speaks', () => {
    const request = { live: undefined as JsonObject | undefined, state: { entries: [], pending: [] }, manager: 'a', subresource: '', force: false, time: 'T', types };
    const one = serverSideApply({ ...request, apiVersion: 'g/v1', applied: { apiVersion: 'g/v1', kind: 'Thing', count: 1, label: 'x' } });
    const live = types.convert!(one.object, 'g/v2')!;
    const two = serverSideApply({ ...request, live, state: one.state, apiVersion: 'g/v2', applied: { apiVersion: 'g/v2', kind: 'Thing', size: 1 } });
    expect(two.object).toEqual({ apiVersion: 'g/v2', kind: 'Thing', size: 1 });
    expect(encodeManagedFields(two.state.entries).map((entry) => [entry.apiVersion, entry.fieldsV1])).toEqual([['g/v2', { 'f:size': {} }]]);
  });
});
