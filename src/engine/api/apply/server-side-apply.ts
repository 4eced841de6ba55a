/**
 * Server-side apply: merges a configuration into the live object, gives its manager exactly the fields it names, takes
 * away the fields it named before and nobody else owns, and refuses (409) to change what others have set.
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/)
 */
import { badRequest, StatusError } from '../errors.ts';
import { sortedJson } from '../sorted-json.ts';
import { isObject, jsonEqual, type JsonObject, without } from '../patch/json-value.ts';
import { compareObjects } from './compare.ts';
import { conflictError, findConflicts, withoutFields } from './conflicts.ts';
import { difference, type FieldSet, intersection, NO_FIELDS, recursiveDifference, union } from './fieldset.ts';
import { comparer, fold, inVersion, type ManagedEntry, type ManagedState, type ManagedTypes, relinquish, updateManagedFields, UNTRACKED } from './managed-fields.ts';
import { mergeApplied, removeItems } from './merge.ts';
import { toFieldSet, withNamedFields } from './to-fieldset.ts';
import { joinErrors, typeErrors } from './validate-typed.ts';
import { schemaOfType } from './value-kind.ts';

export interface ApplyRequest {
  /** The stored object without managed fields, undefined when this apply creates it. */
  readonly live: JsonObject | undefined;
  readonly state: ManagedState;
  /** The configuration as sent, in `apiVersion`. */
  readonly applied: JsonObject;
  /** Of the request's path. */
  readonly apiVersion: string;
  readonly manager: string;
  readonly subresource: string;
  readonly force: boolean;
  /** RFC 3339. */
  readonly time: string;
  readonly types: ManagedTypes;
}

export interface ApplyResult {
  /** In `apiVersion`, before defaults; `live` itself when nothing changes. */
  readonly object: JsonObject;
  readonly state: ManagedState;
}

/** Throws 400 for a configuration that may not be applied, 500 for one that does not fit the type, 409 for conflicts. */
export function serverSideApply(request: ApplyRequest): ApplyResult {
  const { live, applied, apiVersion, types } = request;
  checkConfiguration(request);
  const schema = schemaOfType(types.schema(apiVersion));
  const errors = typeErrors(applied, schema);
  if (errors.length > 0) throw plainError(`failed to create typed patch object (${nameOf(applied)}): ${joinErrors(errors)}`);

  const before = live === undefined ? undefined : inVersion(live, apiVersion, types) ?? live;
  const entries = entriesBefore(request);
  const last = entries.find((entry) => entry.operation === 'Apply' && entry.manager === request.manager && entry.subresource === request.subresource);
  const named = recursiveDifference(toFieldSet(applied, schema), types.resetFields(request.subresource));
  const mine: ManagedEntry = { manager: request.manager, operation: 'Apply', apiVersion, subresource: request.subresource, time: last?.time, fields: named };
  const others = entries.filter((entry) => entry !== last);
  const all = [...others, mine];

  const merged = (before === undefined ? applied : mergeApplied(before, applied, schema)) as JsonObject;
  const object = last ? prune(merged, last, all, request) : merged;

  const compareAt = comparer(before, object, types, request.subresource);
  const conflicts = findConflicts(all, mine, compareAt);
  if (!request.force && conflicts.length > 0) {
    const refused = withoutFields(conflicts, lastAppliedFields(request, before));
    if (refused.length > 0) throw conflictError(refused);
  }
  const changed = before === undefined || !jsonEqual(before, object);
  const kept = relinquish(all, compareAt, mine).filter((entry) => entry !== mine);
  const fields = difference(named, UNTRACKED);
  const entry: ManagedEntry = { ...mine, time: changed ? request.time : mine.time, fields };
  return {
    object: withLastApplied(changed ? object : before, request),
    state: { entries: fields.size === 0 ? kept : [...kept, entry], pending: [] },
  };
}

function checkConfiguration({ applied, apiVersion }: ApplyRequest): void {
  if (applied['apiVersion'] !== apiVersion) {
    throw badRequest(`Incorrect version specified in apply patch. Specified patch version: ${String(applied['apiVersion'] ?? '')}, expected: ${apiVersion}`);
  }
  const metadata = applied['metadata'];
  if (isObject(metadata) && metadata['managedFields'] !== undefined && metadata['managedFields'] !== null) throw badRequest('metadata.managedFields must be nil');
}

/** What the managers own before; an object nobody manages is first given to `before-first-apply`. */
function entriesBefore({ live, state, apiVersion, subresource, time, types }: ApplyRequest): readonly ManagedEntry[] {
  const { entries } = fold(state, types);
  if (entries.length > 0 || live === undefined) return entries;
  return updateManagedFields(entries, { manager: 'before-first-apply', operation: 'Update', apiVersion, subresource, time, old: undefined, next: live }, types);
}

/** Removes what the manager applied last time and not now, unless somebody else owns it too. */
function prune(merged: JsonObject, last: ManagedEntry, all: readonly ManagedEntry[], { apiVersion, types }: ApplyRequest): JsonObject {
  const inLast = inVersion(merged, last.apiVersion, types);
  if (last.fields.size === 0 || !inLast) return merged;
  const lastSchema = schemaOfType(types.schema(last.apiVersion));
  const lastNamed = withNamedFields(last.fields, lastSchema);
  let pruned = (removeItems(inLast, lastNamed, lastSchema) ?? {}) as JsonObject;

  // The version it was applied in comes first: conversion may need what was pruned.
  const byVersion = new Map<string, FieldSet>([[last.apiVersion, NO_FIELDS]]);
  for (const entry of all) byVersion.set(entry.apiVersion, union(byVersion.get(entry.apiVersion), entry.fields));
  for (const [version, managed] of byVersion) {
    const mergedThere = inVersion(merged, version, types);
    const prunedThere = version === last.apiVersion ? pruned : inVersion({ ...pruned, apiVersion: pruned['apiVersion'] ?? last.apiVersion }, version, types);
    if (!mergedThere || !prunedThere) continue;
    const schema = schemaOfType(types.schema(version));
    const named = (set: FieldSet): FieldSet => withNamedFields(set, schema);
    const gone = difference(named(toFieldSet(mergedThere, schema)), union(named(toFieldSet(prunedThere, schema)), named(managed)));
    const kept = (removeItems(mergedThere, gone, schema) ?? {}) as JsonObject;
    pruned = inVersion(kept, last.apiVersion, types) ?? pruned;
  }
  // Only what the manager itself had may go.
  const named = (set: FieldSet): FieldSet => withNamedFields(set, lastSchema);
  const gone = intersection(difference(named(toFieldSet(inLast, lastSchema)), named(toFieldSet(pruned, lastSchema))), lastNamed);
  const result = (removeItems(inLast, gone, lastSchema) ?? {}) as JsonObject;
  return inVersion(result, apiVersion, types) ?? merged;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const lastAppliedOf = (object: JsonObject | undefined): string | undefined => {
  const annotations = (object?.['metadata'] as JsonObject | undefined)?.['annotations'] as JsonObject | undefined;
  return annotations?.[LAST_APPLIED] as string | undefined;
};

/** Fields that `kubectl` may take over without force: those its own client-side apply set, as long as they still are so. */
function lastAppliedFields({ manager, apiVersion, types }: ApplyRequest, live: JsonObject | undefined): FieldSet {
  const text = manager === 'kubectl' ? lastAppliedOf(live) : undefined;
  if (!text) return NO_FIELDS;
  const configuration = parse(text);
  if (configuration?.['apiVersion'] !== apiVersion) return NO_FIELDS;
  const schema = schemaOfType(types.schema(apiVersion));
  const { modified, added, removed } = compareObjects(configuration, live, schema);
  return [modified, added, removed].reduce(difference, toFieldSet(configuration, schema));
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the annotation of client-side apply in step, so that kubectl can go back and forth. */
function withLastApplied(object: JsonObject, { manager, applied }: ApplyRequest): JsonObject {
  if (manager !== 'kubectl' || lastAppliedOf(object) === undefined) return object;
  const metadata = object['metadata'] as JsonObject;
  const own = applied['metadata'] as JsonObject | undefined;
  const annotations = own?.['annotations'];
  const configuration = isObject(annotations) && LAST_APPLIED in annotations
    ? { ...applied, metadata: { ...own, annotations: without(annotations, LAST_APPLIED) } }
    : applied;
  const text = `${sortedJson(configuration)}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...(metadata['annotations'] as JsonObject), [LAST_APPLIED]: text } } };
}

function nameOf(applied: JsonObject): string {
  const metadata = applied['metadata'] as JsonObject | undefined;
  return `${String(metadata?.['namespace'] ?? '')}/${String(metadata?.['name'] ?? '')}; ${String(applied['apiVersion'] ?? '')}, Kind=${String(applied['kind'] ?? '')}`;
}

const plainError = (message: string): StatusError => new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
