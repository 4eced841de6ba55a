import { describe, expect, it } from 'vitest';
import type { ManagedFieldsEntry } from '../types.ts';
import { upgradeManagedFields, upgradePatch } from './csa-upgrade.ts';

const entry = (manager: string, operation: string, fields: object, apiVersion = 'v1'): ManagedFieldsEntry => ({ manager, operation, apiVersion, fieldsType: 'FieldsV1', fieldsV1: fields });
const CSA = new Set(['kubectl-client-side-apply', 'before-first-apply']);

describe('upgrade from client-side apply', () => {
  const controller = entry('kube-controller-manager', 'Update', { 'f:status': {} });
  it('unites the updater\'s fields with the applier\'s', () => {
    const list = [entry('kubectl', 'Apply', { 'f:data': { 'f:a': {} } }), entry('kubectl-client-side-apply', 'Update', { 'f:data': { '.': {}, 'f:b': {} } }), controller];
    expect(upgradeManagedFields(list, CSA, 'kubectl')).toEqual([entry('kubectl', 'Apply', { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } }), controller]);
    expect(upgradePatch({ metadata: { managedFields: list, resourceVersion: '7' } }, CSA, 'kubectl')?.[1]).toEqual({ op: 'replace', path: '/metadata/resourceVersion', value: '7' });
  });
  it('makes the updater the applier when there is none', () => {
    expect(upgradeManagedFields([entry('kubectl-client-side-apply', 'Update', { 'f:data': {} })], CSA, 'kubectl')).toEqual([entry('kubectl', 'Apply', { 'f:data': {} })]);
  });
  it('does nothing when there is nothing to upgrade', () => {
    const list = [entry('kubectl', 'Apply', { 'f:data': {} }), controller];
    expect(upgradeManagedFields(list, CSA, 'kubectl')).toBe(list);
    expect(upgradePatch({ metadata: { managedFields: list } }, CSA, 'kubectl')).toBeUndefined();
  });
});
