/**
 * Strategic merge patch: a merge patch that knows the types. Lists with a merge key are merged item by item, lists of
 * scalars as sets, and directives say what a merge cannot: `$patch` (replace, delete), `$retainKeys`,
 * `$setElementOrder/<list>`, `$deleteFromPrimitiveList/<list>`.
 * (https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/)
 *
 * Start at `applyStrategicMergePatch`; `list-order.ts` puts merged lists in order.
 */
import type { TypeSchema, ValueSchema } from '../schema/schema.ts';
import { badRequest } from '../errors.ts';
import { goPrint, isList, isObject, jsonKind, type JsonObject, without, withKey } from './json-value.ts';
import { elementsAreMaps, mergeOrders, orderBy, partition, findByKey, checkSetElementOrder } from './list-order.ts';
import { badArgument, FORMAT, noMergeKey, PatchError, statusOf } from './patch-error.ts';

const PATCH = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
const SET_ORDER = '$setElementOrder';

/** The patched object, sharing what did not change. Throws the Status that the API server answers. */
export function applyStrategicMergePatch(object: JsonObject, patch: unknown, schema: TypeSchema): JsonObject {
  if (patch === null || patch === undefined) return object;
  if (!isObject(patch)) throw badRequest(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  try {
    return mergeMap(object, patch, { type: 'ref', ref: schema });
  } catch (error) {
    throw error instanceof PatchError ? statusOf(error) : error;
  }
}

function mergeMap(original: JsonObject, patch: JsonObject, schema: ValueSchema): JsonObject {
  if (PATCH in patch) return replaceByDirective(patch);
  const retained = retainKeys(original, patch);
  const ordered = mergeOrderedLists(retained.original, retained.patch, schema);
  let merged = ordered.original;
  for (const [patchKey, patchValue] of Object.entries(ordered.patch)) {
    const deleting = patchKey.startsWith(DELETE_FROM_LIST);
    const key = deleting ? directiveTarget(patchKey, DELETE_FROM_LIST, FORMAT.primitiveList) : patchKey;
    if (patchValue === null || patchValue === undefined) {
      merged = without(merged, key);
      continue;
    }
    const present = merged[key];
    if (present === undefined || typeNameOf(present) !== typeNameOf(patchValue)) {
      if (!deleting) merged = takeOver(merged, key, patchValue);
    } else if (isObject(present)) {
      const field = lookUp(schema, key);
      merged = withKey(merged, key, field.strategy === 'replace' ? patchValue : mergeMap(present, patchValue as JsonObject, field.schema));
    } else if (isList(present)) {
      merged = withKey(merged, key, mergeField(present, patchValue as readonly unknown[], lookUp(schema, key), deleting));
    } else {
      merged = withKey(merged, key, patchValue);
    }
  }
  return merged;
}

function replaceByDirective(patch: JsonObject): JsonObject {
  if (patch[PATCH] === 'replace') return without(patch, PATCH);
  if (patch[PATCH] === 'delete') return {};
  throw badPatchType(patch);
}

const badPatchType = (patch: JsonObject): PatchError => new PatchError(`unknown patch type: ${goPrint(patch[PATCH])} in map: ${goPrint(patch)}`);

/** `$retainKeys`: only the keys it lists stay, and the patch may set no others. */
function retainKeys(original: JsonObject, patch: JsonObject): { original: JsonObject; patch: JsonObject } {
  if (!(RETAIN_KEYS in patch)) return { original, patch };
  const list = patch[RETAIN_KEYS];
  const rest = without(patch, RETAIN_KEYS);
  if (!isList(list)) throw new PatchError(FORMAT.retainKeys);
  for (const [key, value] of Object.entries(rest)) {
    if (value === null || key.startsWith(DELETE_FROM_LIST) || key.startsWith(SET_ORDER)) continue;
    if (!list.includes(key)) throw new PatchError(FORMAT.retainKeys);
  }
  const stays = Object.keys(original).every((key) => list.includes(key));
  return { original: stays ? original : Object.fromEntries(Object.entries(original).filter(([key]) => list.includes(key))), patch: rest };
}

/** Merges each list that has a `$setElementOrder` beside it, and puts it in that order. */
function mergeOrderedLists(original: JsonObject, patch: JsonObject, schema: ValueSchema): { original: JsonObject; patch: JsonObject } {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(SET_ORDER)) continue;
    patch = without(patch, directive);
    if (!isList(order)) throw badArgument([], order);
    const key = directiveTarget(directive, SET_ORDER, FORMAT.setElementOrder);
    const present = original[key];
    const patched = patch[key];
    if (present !== undefined && !isList(present)) throw badArgument([], present);
    if (patched !== undefined && !isList(patched)) throw badArgument([], patched);
    const field = lookUp(schema, key);
    checkSetElementOrder(patched, order, field.mergeKey);
    if (!present && !patched) continue;
    const merged = present && patched ? mergeField(present, patched, field, false) : present ?? patched!;
    elementsAreMaps([...(present ?? []), ...(patched ?? [])]);
    const [inOrder, others] = partition(merged, order, field.mergeKey);
    original = withKey(original, key, mergeOrders(orderBy(inOrder, order, field.mergeKey), orderBy(others, present ?? [], field.mergeKey), present ?? [], field.mergeKey));
    patch = without(patch, key);
  }
  return { original, patch };
}

function mergeField(original: readonly unknown[], patch: readonly unknown[], field: Field, deleting: boolean): readonly unknown[] {
  if (field.strategy !== 'merge') return patch;
  if (original.length === 0 && patch.length === 0) return original;
  let present = original;
  let wanted = patch;
  let merged: readonly unknown[];
  if (elementsAreMaps([...original, ...patch])) {
    if (!field.mergeKey) throw new PatchError('cannot merge lists without merge key for type struct');
    [present, wanted] = applyItemDirectives(present, patch as readonly JsonObject[], field.mergeKey);
    merged = mergeItems(present, wanted as readonly JsonObject[], field.mergeKey, field.schema);
  } else {
    if (deleting) return original.filter((item) => !patch.includes(item));
    merged = [...new Set([...original, ...patch])];
  }
  const [inPatch, others] = partition(merged, wanted, field.mergeKey);
  return mergeOrders(orderBy(inPatch, wanted, field.mergeKey), orderBy(others, present, field.mergeKey), present, field.mergeKey);
}

/** Takes `{$patch: delete}` and `{$patch: replace}` items out of `patch` and does what they say to `original`. */
function applyItemDirectives(original: readonly unknown[], patch: readonly JsonObject[], mergeKey: string): [readonly unknown[], readonly JsonObject[]] {
  const plain: JsonObject[] = [];
  let replace = false;
  for (const item of patch) {
    switch (item[PATCH]) {
      case undefined: plain.push(item); break;
      case 'delete':
        if (!(mergeKey in item)) throw noMergeKey(item, mergeKey);
        original = original.filter((present) => (present as JsonObject)[mergeKey] !== item[mergeKey]);
        break;
      case 'replace': replace = true; break;
      case 'merge': throw new PatchError('merging lists cannot yet be specified in the patch');
      default: throw badPatchType(item);
    }
  }
  return replace ? [plain, []] : [original, plain];
}

function mergeItems(original: readonly unknown[], patch: readonly JsonObject[], mergeKey: string, schema: ValueSchema): readonly unknown[] {
  const merged = [...original];
  for (const item of patch) {
    if (!(mergeKey in item)) throw noMergeKey(item, mergeKey);
    const at = findByKey(merged, mergeKey, item[mergeKey]);
    if (at < 0) merged.push(item);
    else merged[at] = mergeMap(merged[at] as JsonObject, item, schema);
  }
  return merged;
}

/** A value with nothing to merge into: nulls go, and so does every map with a `$patch`, whatever it says. */
function takeOver(original: JsonObject, key: string, value: unknown): JsonObject {
  const taken = withoutDirectives(value);
  return taken === undefined ? without(original, key) : withKey(original, key, taken);
}

function withoutDirectives(value: unknown): unknown {
  if (isList(value)) {
    const kept = value.map(withoutDirectives).filter((item) => item !== undefined);
    return kept.length === value.length && kept.every((item, i) => item === value[i]) ? value : kept;
  }
  if (!isObject(value)) return value;
  if (PATCH in value) return undefined;
  let kept = value;
  for (const [key, item] of Object.entries(kept)) {
    const taken = item === null ? undefined : withoutDirectives(item);
    kept = taken === undefined ? without(kept, key) : withKey(kept, key, taken);
  }
  return kept;
}

interface Field {
  /** Of the value; of the items for a list. */
  readonly schema: ValueSchema;
  readonly strategy: string;
  readonly mergeKey: string;
}

const ANY: ValueSchema = { type: 'any' };

function lookUp(schema: ValueSchema, key: string): Field {
  if (schema.type === 'map') return { schema: itemsOf(schema.values), strategy: '', mergeKey: '' };
  if (schema.type !== 'ref') return { schema: ANY, strategy: '', mergeKey: '' };
  const field = schema.ref.fields.get(key);
  if (!field) {
    const struct = schema.ref.name.slice(schema.ref.name.lastIndexOf('.') + 1);
    throw new PatchError(`unable to find api field in struct ${struct} for the json field ${JSON.stringify(key)}`);
  }
  const strategy = (field.patchStrategy ?? '').split(',').find((name) => name !== 'retainKeys') ?? '';
  return { schema: itemsOf(field.type), strategy, mergeKey: field.patchMergeKey ?? '' };
}

const itemsOf = (schema: ValueSchema): ValueSchema => (schema.type === 'list' ? schema.items : schema);

function directiveTarget(key: string, directive: string, wrongFormat: string): string {
  const slash = key.indexOf('/');
  if (slash < 0 || key.slice(0, slash) !== directive) throw new PatchError(wrongFormat);
  return key.slice(slash + 1);
}

const typeNameOf = (value: unknown): string => (isList(value) ? 'list' : value === null ? 'null' : typeof value);
