/**
 * The strategic merge patch from one object to another, and of three for `kubectl apply`: what the file says, what it said
 * before (last-applied), and what is live. Lists are told by their merge keys; their order by `$setElementOrder`.
 */
import { deepEqual } from '../../engine/api/deep-equal.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from '../../engine/api/schema/schema.ts';
import { Failure } from '../failure.ts';

export type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

interface Wanted { readonly deletions: boolean; readonly changes: boolean; readonly retainKeys: boolean }

/** From `original` to `modified`. */
export const strategicDiff = (original: Fields, modified: Fields, schema: TypeSchema | undefined): Fields =>
  diffMaps(original, modified, schema, { deletions: true, changes: true, retainKeys: false });

/** What leads from `current` to `modified`, and away from what only `original` has. */
export function threeWayDiff(original: Fields, modified: Fields, current: Fields, schema: TypeSchema | undefined): Fields {
  const delta = diffMaps(current, modified, schema, { deletions: false, changes: true, retainKeys: false });
  const deletions = diffMaps(original, modified, schema, { deletions: true, changes: false, retainKeys: false });
  return mergePatches(deletions, delta, schema);
}

const refOf = (type: ValueSchema | undefined): TypeSchema | undefined => (type?.type === 'ref' ? type.ref : undefined);

function fieldOf(schema: TypeSchema | undefined, key: string): FieldSchema | undefined { return schema?.fields.get(key); }

function diffMaps(original: Fields, modified: Fields, schema: TypeSchema | undefined, wanted: Wanted): Fields {
  const patch: Record<string, unknown> = {};
  const kept: string[] = [];
  const below = { ...wanted, retainKeys: false };
  for (const key of Object.keys(original)) {
    const before = original[key];
    if (!Object.hasOwn(modified, key)) {
      if (wanted.deletions) patch[key] = null;
      continue;
    }
    kept.push(key);
    const after = modified[key];
    const field = fieldOf(schema, key);
    const strategies = field?.patchStrategy?.split(',') ?? [];
    if (isFields(before) && isFields(after)) {
      if (strategies.includes('replace')) {
        if (wanted.changes) patch[key] = after;
        continue;
      }
      const inner = diffMaps(before, after, refOf(field?.type), { ...below, retainKeys: strategies.includes('retainKeys') });
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (Array.isArray(before) && Array.isArray(after) && strategies.includes('merge')) {
      diffLists(key, before as unknown[], after as unknown[], field!, wanted, patch);
    } else if (wanted.changes && !deepEqual(before, after)) {
      patch[key] = after;
    }
  }
  if (wanted.changes) for (const key of Object.keys(modified)) if (!Object.hasOwn(original, key)) { patch[key] = modified[key]; }
  if (wanted.retainKeys && kept.length > 0) {
    const lost = Object.keys(original).some((key) => !Object.hasOwn(modified, key) && original[key] !== null);
    if (Object.keys(patch).length > 0 || lost) patch['$retainKeys'] = Object.keys(modified).sort();
  }
  return patch;
}

function diffLists(key: string, original: readonly unknown[], modified: readonly unknown[], field: FieldSchema, wanted: Wanted, patch: Record<string, unknown>): void {
  if (original.length === 0) {
    if (modified.length > 0 && wanted.changes) patch[key] = modified;
    return;
  }
  const mergeKey = field.patchMergeKey;
  if (mergeKey === undefined || !isFields(original[0])) return diffScalars(key, original, modified, wanted, patch);
  const items = field.type.type === 'list' ? refOf(field.type.items) : undefined;
  const before = byKey(original, mergeKey), after = byKey(modified, mergeKey);
  const changed: Fields[] = [];
  for (const item of modified as Fields[]) {
    const old = before.get(String(item[mergeKey]));
    if (old === undefined) {
      if (wanted.changes) changed.push(item);
      continue;
    }
    const inner = diffMaps(old, item, items, { ...wanted, retainKeys: field.patchStrategy?.includes('retainKeys') ?? false });
    if (Object.keys(inner).length > 0) changed.push({ ...inner, [mergeKey]: item[mergeKey] });
  }
  const deleted: Fields[] = wanted.deletions ? (original as Fields[]).filter((item) => !after.has(String(item[mergeKey]))).map((item) => ({ $patch: 'delete', [mergeKey]: item[mergeKey] })) : [];
  const list = [...changed, ...deleted];
  if (list.length > 0) patch[key] = list;
  const order = (modified as Fields[]).map((item) => String(item[mergeKey]));
  const oldOrder = (original as Fields[]).map((item) => String(item[mergeKey]));
  const common = order.filter((name) => before.has(name));
  const sameOrder = deepEqual(common, oldOrder.filter((name) => after.has(name)));
  if ((wanted.changes && (list.length > 0 || !sameOrder)) || (wanted.deletions && list.length > 0)) {
    patch[`$setElementOrder/${key}`] = (modified as Fields[]).map((item) => ({ [mergeKey]: item[mergeKey] }));
  }
}

function byKey(list: readonly unknown[], mergeKey: string): Map<string, Fields> {
  const found = new Map<string, Fields>();
  for (const item of list) {
    if (!isFields(item) || item[mergeKey] === undefined) throw new Failure(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    found.set(String(item[mergeKey]), item);
  }
  return found;
}

function diffScalars(key: string, original: readonly unknown[], modified: readonly unknown[], wanted: Wanted, patch: Record<string, unknown>): void {
  const added = wanted.changes ? modified.filter((item) => !original.includes(item)) : [];
  const deleted = wanted.deletions ? original.filter((item) => !modified.includes(item)) : [];
  if (added.length > 0) patch[key] = added;
  if (deleted.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = deleted;
  if ((wanted.deletions && deleted.length > 0) || (wanted.changes && !deepEqual(original, modified))) patch[`$setElementOrder/${key}`] = modified;
}

/** Two patches as one; where both say something, `second` wins. */
function mergePatches(first: Fields, second: Fields, schema: TypeSchema | undefined): Fields {
  const merged: Record<string, unknown> = { ...first };
  for (const key of Object.keys(second)) {
    const mine = merged[key], theirs = second[key];
    const field = fieldOf(schema, key);
    if (isFields(mine) && isFields(theirs)) merged[key] = mergePatches(mine, theirs, refOf(field?.type));
    else if (Array.isArray(mine) && Array.isArray(theirs) && !key.startsWith('$') && field?.patchMergeKey !== undefined) merged[key] = mergeLists(mine as Fields[], theirs as Fields[], field);
    else merged[key] = theirs;
  }
  return merged;
}

function mergeLists(first: readonly Fields[], second: readonly Fields[], field: FieldSchema): Fields[] {
  const mergeKey = field.patchMergeKey!;
  const items = field.type.type === 'list' ? refOf(field.type.items) : undefined;
  const left = [...first];
  const merged = second.map((item) => {
    const at = left.findIndex((other) => other[mergeKey] === item[mergeKey]);
    if (at < 0) return item;
    const [other] = left.splice(at, 1);
    return mergePatches(other!, item, items);
  });
  return [...merged, ...left];
}

/** The JSON merge patch of three objects, for kinds without a schema. */
export function threeWayMergePatch(original: Fields, modified: Fields, current: Fields): Fields {
  return mergePatches(onlyNulls(mergeDiff(original, modified)), withoutNulls(mergeDiff(current, modified)), undefined);
}

/** The JSON merge patch from one object to another. */
export function mergeDiff(original: Fields, modified: Fields): Fields {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null;
  for (const key of Object.keys(modified)) {
    const before = original[key], after = modified[key];
    if (deepEqual(before, after)) continue;
    patch[key] = isFields(before) && isFields(after) ? mergeDiff(before, after) : after;
  }
  return patch;
}

function onlyNulls(patch: Fields): Fields {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) kept[key] = null;
    else if (isFields(value)) {
      const inner = onlyNulls(value);
      if (Object.keys(inner).length > 0) kept[key] = inner;
    }
  }
  return kept;
}

function withoutNulls(patch: Fields): Fields {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) continue;
    const inner = isFields(value) ? withoutNulls(value) : value;
    if (isFields(value) && Object.keys(value).length > 0 && Object.keys(inner as Fields).length === 0) continue;
    kept[key] = inner;
  }
  return kept;
}
