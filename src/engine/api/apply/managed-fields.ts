/**
 * Managed fields: who wrote which field of an object. Worked out lazily, because most objects' are never read.
 *
 * The API server keeps a `ManagedState` beside each object. An ordinary write only appends who wrote what
 * (`noteWrite`, two references); `fold` turns what is pending into field sets when somebody reads them, before a
 * server-side apply (`server-side-apply.ts`), or when too many writes have gathered. Start at `noteWrite`.
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#managed-fields)
 */
import type { AnyObject, ManagedFieldsEntry } from '../types.ts';
import { jsonEqual, type JsonObject } from '../patch/json-value.ts';
import type { TypeSchema } from '../schema/schema.ts';
import { type Comparison, compareObjects, filterComparison } from './compare.ts';
import { fieldsOfCreate } from './created-fields.ts';
import { emptyObject } from './empty-object.ts';
import { difference, type FieldSet, setOfPaths, setsEqual, union } from './fieldset.ts';
import { decodeFields, encodeFields, type FieldsV1 } from './fieldsv1.ts';
import { NOBODYS, shapeOf } from './shapes.ts';
import { schemaOfType } from './value-kind.ts';

export type Operation = 'Apply' | 'Update';

export interface Manager {
  /** Never empty: the API server takes the user agent's first word, or `unknown`. */
  readonly manager: string;
  readonly operation: Operation;
  /** The version the client spoke. */
  readonly apiVersion: string;
  /** '' for the object itself. */
  readonly subresource: string;
}

export interface ManagedEntry extends Manager {
  /** RFC 3339; absent for an entry that has never had one. */
  readonly time?: string | undefined;
  readonly fields: FieldSet;
}

export interface PendingWrite extends Manager {
  readonly time: string;
  /** What was stored before; undefined for a create. */
  readonly old: JsonObject | undefined;
  /**
   * What the client asked for, with defaults: as it is BEFORE mutating admission and before the server's own changes
   * (cluster IPs, tokens' volumes), which belong to nobody.
   */
  readonly next: JsonObject;
}

export interface ManagedState {
  readonly entries: readonly ManagedEntry[];
  readonly pending: readonly PendingWrite[];
}

/** What folding has to know of the kind. */
export interface ManagedTypes {
  /** The type in one of its versions; undefined: not described. */
  schema(apiVersion: string): TypeSchema | undefined;
  /** The stored object in another served version, undefined when that is no longer served. Absent: one version only. */
  convert?(object: JsonObject, apiVersion: string): JsonObject | undefined;
  resetFields(subresource: string): FieldSet;
}

export const UNMANAGED: ManagedState = { entries: [], pending: [] };

/** Writes that may gather before they are folded: they keep the old objects alive. */
export const MAX_PENDING = 6;
export const MAX_UPDATE_ENTRIES = 10;

/** The state after an ordinary write (create, update, patch). Costs nothing until it is folded. */
export function noteWrite(state: ManagedState, write: PendingWrite, types: ManagedTypes): ManagedState {
  if (write.old === write.next) return state;
  const noted = { entries: state.entries, pending: state.pending.concat(write) };
  return noted.pending.length > MAX_PENDING ? fold(noted, types) : noted;
}

/** The state with nothing pending. The same state when nothing was. */
export function fold(state: ManagedState, types: ManagedTypes): ManagedState {
  if (state.pending.length === 0) return state;
  return { entries: state.pending.reduce((entries, write) => updateManagedFields(entries, write, types), state.entries), pending: [] };
}

/** The entries after a create, update or patch. */
export function updateManagedFields(entries: readonly ManagedEntry[], write: PendingWrite, types: ManagedTypes): readonly ManagedEntry[] {
  // An object whose managed fields were cleared stays unmanaged until it is applied.
  if (entries.length === 0 && write.old !== undefined) return entries;
  if (entries.length === 0 && write.subresource === '') return created(write, types);
  const again = writtenAgain(entries, write, types);
  if (again) return again;
  const compareAt = comparer(write.old, write.next, types, write.subresource);
  const own = compareAt(write.apiVersion);
  if (!own) return entries;
  const left = relinquish(entries, compareAt);
  const fields = difference(union(own.modified, own.added), UNTRACKED);
  if (fields.size === 0) return left;
  return capUpdates(withEntry(left, { ...managerOf(write), time: write.time, fields }, entries.find((entry) => sameManager(entry, write))?.fields));
}

/**
 * The entries after the only manager of an object, who owns all of it, wrote it again with the same fields: only the time is another.
 * Undefined when it is not so plain.
 */
function writtenAgain(entries: readonly ManagedEntry[], write: PendingWrite, types: ManagedTypes): readonly ManagedEntry[] | undefined {
  const { old, next, apiVersion, subresource, time } = write;
  const entry = entries[0]!;
  if (entries.length > 1 || !old || subresource !== '' || !sameManager(entry, write)) return undefined;
  if (old['apiVersion'] !== apiVersion || next['apiVersion'] !== apiVersion || old['status'] !== undefined || next['status'] !== undefined) return undefined;
  const shape = shapeOf(next, types, apiVersion);
  if (!shape || shape.fields !== entry.fields || shape !== shapeOf(old, types, apiVersion)) return undefined;
  return sameTracked(old, next) ? entries : [{ ...entry, time }];
}

/** Whether two objects of one shape have the same values in all fields that somebody can own. */
function sameTracked(old: JsonObject, next: JsonObject): boolean {
  for (const field in next) {
    if (field !== 'metadata') {
      if (!jsonEqual(old[field], next[field])) return false;
      continue;
    }
    const before = old[field] as JsonObject, after = next[field] as JsonObject;
    for (const own in after) if (!NOBODYS.has(own) && !jsonEqual(before[own], after[own])) return false;
  }
  return true;
}

/** The entries after a create: there is nobody to take anything from. */
function created(write: PendingWrite, types: ManagedTypes): readonly ManagedEntry[] {
  const fields = fieldsOfCreate(write.next, types, write.apiVersion, () => {
    const own = comparer(undefined, write.next, types, '')(write.apiVersion);
    return own && difference(union(own.modified, own.added), UNTRACKED);
  });
  const { manager, operation, apiVersion, subresource, time } = write;
  return fields?.size ? [{ manager, operation, apiVersion, subresource, time, fields }] : [];
}

/** Identity and time of writes are nobody's fields. */
export const UNTRACKED = setOfPaths(
  ['f:apiVersion'], ['f:kind'], ['f:metadata'],
  ...[...NOBODYS].map((field) => ['f:metadata', `f:${field}`]),
);

export type CompareAt = (apiVersion: string) => Comparison | undefined;

/** Compares the two objects in each version that is asked for, once; undefined for a version that is not served. */
export function comparer(old: JsonObject | undefined, next: JsonObject, types: ManagedTypes, subresource: string): CompareAt {
  const done = new Map<string, Comparison | undefined>();
  const ignored = types.resetFields(subresource);
  return (apiVersion) => {
    if (done.has(apiVersion)) return done.get(apiVersion);
    const type = types.schema(apiVersion);
    const before = old === undefined ? emptyObject(type) : inVersion(old, apiVersion, types);
    const after = inVersion(next, apiVersion, types);
    const comparison = before && after && filterComparison(compareObjects(before, after, schemaOfType(type)), ignored);
    done.set(apiVersion, comparison);
    return comparison;
  };
}

export const inVersion = (object: JsonObject, apiVersion: string, types: ManagedTypes): JsonObject | undefined =>
  (types.convert ? types.convert(object, apiVersion) : object['apiVersion'] === undefined || object['apiVersion'] === apiVersion ? object : undefined);

/** Takes from every entry what somebody else has changed or removed. Entries of versions no longer served go. */
export function relinquish(entries: readonly ManagedEntry[], compareAt: CompareAt, except?: ManagedEntry): readonly ManagedEntry[] {
  let changed = false;
  const left: ManagedEntry[] = [];
  for (const entry of entries) {
    if (entry === except) {
      left.push(entry);
      continue;
    }
    const comparison = compareAt(entry.apiVersion);
    const fields = comparison && [comparison.modified, comparison.added, comparison.removed].reduce(difference, entry.fields);
    if (fields === entry.fields) left.push(entry);
    else {
      changed = true;
      if (fields && fields.size > 0) left.push({ ...entry, fields });
    }
  }
  return changed ? left : entries;
}

/** Entries of updates are told apart by version too; an applier has one entry, whatever version it speaks. */
export const sameManager = (a: Manager, b: Manager): boolean =>
  a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource && (a.operation === 'Apply' || a.apiVersion === b.apiVersion);

export const managerOf = ({ manager, operation, apiVersion, subresource }: Manager): Manager =>
  ({ manager: manager || 'unknown', operation, apiVersion, subresource });

/** Adds `entry`'s fields to those its manager has left. Where that makes what it had `before`, that stays: its text is known. */
function withEntry(entries: readonly ManagedEntry[], entry: ManagedEntry, before: FieldSet | undefined): readonly ManagedEntry[] {
  const present = entries.find((other) => sameManager(other, entry));
  const together = present ? union(present.fields, entry.fields) : entry.fields;
  const fields = before && setsEqual(before, together) ? before : together;
  if (!present) return [...entries, { ...entry, fields }];
  return entries.map((other) => (other === present ? { ...entry, fields } : other));
}

/** Past ten updaters, the oldest of each version are put together as `ancient-changes`. */
function capUpdates(entries: readonly ManagedEntry[]): readonly ManagedEntry[] {
  const updates = entries.filter((entry) => entry.operation === 'Update').sort(byAge);
  let excess = updates.length - MAX_UPDATE_ENTRIES;
  if (excess <= 0) return entries;
  const first = new Map<string, ManagedEntry>();
  let left = entries;
  for (const entry of updates) {
    if (excess <= 0) break;
    const oldest = first.get(entry.apiVersion);
    if (!oldest) {
      first.set(entry.apiVersion, entry);
      continue;
    }
    const ancient: Manager = { manager: 'ancient-changes', operation: 'Update', apiVersion: entry.apiVersion, subresource: '' };
    const bucket = left.find((other) => sameManager(other, ancient)) ?? oldest;
    left = left.filter((other) => other !== bucket && other !== entry && other !== oldest);
    left = [...left, { ...ancient, time: entry.time, fields: union(bucket.fields, entry.fields) }];
    excess--;
  }
  return left;
}

function byAge(a: ManagedEntry, b: ManagedEntry): number {
  return compareText(a.time ?? '', b.time ?? '') || compareText(identity(a), identity(b));
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How the API server names an entry to itself: managers sort by it. */
export const identity = (m: Manager): string =>
  JSON.stringify({
    manager: m.manager, operation: m.operation, ...(m.operation === 'Apply' ? {} : { apiVersion: m.apiVersion }), ...(m.subresource ? { subresource: m.subresource } : {}),
  });

/** `metadata.managedFields`: appliers first, each kind of operation by time, manager, version, subresource. */
export function encodeManagedFields(entries: readonly ManagedEntry[]): ManagedFieldsEntry[] {
  return [...entries]
    .sort((a, b) => compareText(a.operation, b.operation) || compareText(a.time ?? '', b.time ?? '') || compareText(a.manager, b.manager)
      || compareText(a.apiVersion, b.apiVersion) || compareText(a.subresource, b.subresource))
    .map((entry) => ({
      manager: entry.manager,
      operation: entry.operation,
      apiVersion: entry.apiVersion,
      ...(entry.time === undefined ? {} : { time: entry.time }),
      fieldsType: 'FieldsV1',
      fieldsV1: encoded(entry.fields),
      ...(entry.subresource ? { subresource: entry.subresource } : {}),
    }));
}

/** `object` as REST clients see it. */
export function withManagedFields(object: AnyObject, state: ManagedState, types: ManagedTypes): AnyObject {
  const { entries } = fold(state, types);
  return entries.length === 0 ? object : { ...object, metadata: { ...object.metadata, managedFields: encodeManagedFields(entries) } };
}

const encodings = new WeakMap<FieldSet, FieldsV1>();

function encoded(fields: FieldSet): FieldsV1 {
  let json = encodings.get(fields);
  if (!json) encodings.set(fields, json = encodeFields(fields));
  return json;
}

/** Reads `metadata.managedFields`; undefined when an entry cannot be read. */
export function decodeManagedFields(list: readonly ManagedFieldsEntry[] | undefined): readonly ManagedEntry[] | undefined {
  const entries: ManagedEntry[] = [];
  for (const entry of list ?? []) {
    if (entry.operation !== 'Apply' && entry.operation !== 'Update') return undefined;
    if (!entry.apiVersion || (entry.fieldsType ?? 'FieldsV1') !== 'FieldsV1') return undefined;
    const fields = decodeFields(entry.fieldsV1 ?? {});
    if (!fields) return undefined;
    entries.push({
      manager: entry.manager ?? '', operation: entry.operation, apiVersion: entry.apiVersion, subresource: entry.subresource ?? '', time: entry.time, fields,
    });
  }
  return entries;
}

/**
 * The state to start a write from, when the client's object carries `managedFields` of its own: a list of one empty entry
 * clears them; a list that can be read replaces what is stored; anything else, also an empty list, is as if it had sent
 * none. Not for subresources, which cannot change them.
 */
export function stateFromClient(stored: ManagedState, sent: readonly ManagedFieldsEntry[] | undefined, types: ManagedTypes): ManagedState {
  if (sent === undefined || sent === null || sent.length === 0) return stored;
  if (sent.length === 1 && Object.values(sent[0]!).every((value) => value === undefined || value === '')) return UNMANAGED;
  const entries = decodeManagedFields(sent);
  if (!entries) return stored;
  const folded = fold(stored, types);
  return sameEntries(entries, folded.entries) ? folded : { entries, pending: [] };
}

/** True when both say the same of the same managers, times included. */
export function sameEntries(a: readonly ManagedEntry[], b: readonly ManagedEntry[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((entry) => b.some((other) =>
    sameManager(entry, other) && entry.apiVersion === other.apiVersion && entry.time === other.time && setsEqual(entry.fields, other.fields)));
}
