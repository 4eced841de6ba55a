import { describe, expect, it } from 'vitest';
import type { AnyObject } from '../engine/api/types.ts';
import { itemText, objectText } from './serialize.ts';

const plain = ({ kind: _kind, apiVersion: _version, metadata, ...rest }: AnyObject): string => JSON.stringify({ metadata, ...rest });

describe('the text of an object', () => {
  const containers = [{ name: 'web', image: 'nginx', env: [{ name: 'QUOTED', value: '"\u2028\n' }] }];
  const spec = { nodeName: 'a', containers, hostNetwork: undefined, tolerations: [] };
  const fieldsV1 = { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {} } } } };
  const entry = { manager: 'one', operation: 'Update', apiVersion: 'v1', time: 'T1', fieldsType: 'FieldsV1', fieldsV1 } as const;
  const pod = (name: string, more: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): AnyObject =>
    ({ kind: 'Pod', apiVersion: 'v1', metadata: { name, labels: undefined, ...metadata }, spec, ...more });

  it('is the same whether its parts are shared or not', () => {
    const pods = [
      pod('plain'), pod('status', { status: { phase: 'Running', conditions: undefined } }), pod('managed', {}, { managedFields: [entry] }),
      pod('twice', { status: {} }, { managedFields: [entry, { ...entry, manager: 'two', subresource: 'status' }] }), pod('none', {}, { managedFields: [] }),
      pod('empty', { spec: {} }), pod('gone', { spec: { containers: undefined } }), pod('no map', { spec: null }), pod('list', { spec: [1] }),
      ...Array.from({ length: 9 }, (_, i) => pod(`on ${i}`, { spec: { ...spec, nodeName: `n${i}`, volumes: [{ name: `v${i}` }] } })), pod('again'),
      { kind: 'TokenReview', apiVersion: 'v1', metadata: { name: undefined, managedFields: [entry] }, spec: { token: 'x' } },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'turned' }, spec }, { spec, kind: 'Pod', metadata: { name: 'last' }, apiVersion: 'v1' },
      { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'map', managedFields: [entry] }, data: { spec: 'x' } },
    ] as AnyObject[];
    for (const object of pods) expect(itemText(object)).toBe(plain(object));
    for (const object of pods) expect(objectText(object)).toBe(`{"kind":"${object.kind}","apiVersion":"v1",${plain(object).slice(1)}`);
  });
});
