/**
 * What a client does to go from client-side to server-side apply: hands the fields that its updates own to its applier
 * entry, so that the next server-side apply can take them away. A client sends the result as a JSON patch.
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#upgrading-from-client-side-apply-to-server-side-apply)
 */
import type { JsonObject } from '../patch/json-value.ts';
import type { ManagedFieldsEntry } from '../types.ts';
import { union } from './fieldset.ts';
import { decodeFields, encodeFields, type FieldsV1 } from './fieldsv1.ts';

/** The entries after the upgrade; the same list when there is nothing to upgrade. */
export function upgradeManagedFields(
  entries: readonly ManagedFieldsEntry[], updaters: ReadonlySet<string>, applier: string, subresource = '',
): readonly ManagedFieldsEntry[] {
  let left = entries;
  for (const updater of [...updaters].sort()) left = upgradeFrom(left, updater, updaters, applier, subresource);
  return left;
}

/** The JSON patch of the upgrade, undefined when there is nothing to upgrade. It fails when the object has changed since. */
export function upgradePatch(
  object: { metadata: { managedFields?: readonly ManagedFieldsEntry[]; resourceVersion?: string } }, updaters: ReadonlySet<string>, applier: string,
): JsonObject[] | undefined {
  const entries = object.metadata.managedFields ?? [];
  const upgraded = upgradeManagedFields(entries, updaters, applier);
  if (upgraded === entries) return undefined;
  return [
    { op: 'replace', path: '/metadata/managedFields', value: upgraded },
    { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion },
  ];
}

function upgradeFrom(
  entries: readonly ManagedFieldsEntry[], updater: string, updaters: ReadonlySet<string>, applier: string, subresource: string,
): readonly ManagedFieldsEntry[] {
  const isUpdate = (entry: ManagedFieldsEntry, names: ReadonlySet<string>): boolean =>
    names.has(entry.manager ?? '') && entry.operation === 'Update' && (entry.subresource ?? '') === subresource;
  const target = entries.find((entry) => entry.manager === applier && entry.operation === 'Apply' && (entry.subresource ?? '') === subresource)
    ?? entries.find((entry) => isUpdate(entry, updaters));
  if (!target) return entries;
  const one = new Set([updater]);
  const old = entries.find((entry) => isUpdate(entry, one) && entry.apiVersion === target.apiVersion);
  if (target.operation === 'Apply' && !entries.some((entry) => isUpdate(entry, one))) return entries;
  const upgraded: ManagedFieldsEntry = { ...target, manager: applier, operation: 'Apply', fieldsV1: merged(target.fieldsV1, old?.fieldsV1) };
  return entries.map((entry) => (entry === target ? upgraded : entry)).filter((entry) => !isUpdate(entry, one));
}

function merged(a: unknown, b: unknown): FieldsV1 {
  return encodeFields(union(decodeFields(a ?? {}), decodeFields(b ?? {})));
}
