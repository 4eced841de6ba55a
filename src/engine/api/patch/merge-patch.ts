/** JSON merge patch (RFC 7386) as the API server applies it: null removes, objects merge, anything else replaces. */
import { badRequest } from '../errors.ts';
import { isList, isObject, jsonKind, type JsonObject, without, withKey } from './json-value.ts';

/** The patched document, sharing what did not change. Throws 400 for a patch that is no object. */
export function applyMergePatch(document: JsonObject, patch: unknown): JsonObject {
  if (patch === null || patch === undefined) throw badRequest('Invalid JSON Patch');
  if (!isObject(patch)) throw badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  return mergeObjects(document, patch);
}

function mergeObjects(document: JsonObject, patch: JsonObject): JsonObject {
  let merged = document;
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) {
      merged = without(merged, key);
      continue;
    }
    const present = merged[key];
    merged = withKey(merged, key, isObject(value) && isObject(present) ? mergeObjects(present, value) : pruneNulls(value));
  }
  return merged;
}

/** A new value holds no nulls (in lists they stay). */
function pruneNulls(value: unknown): unknown {
  if (isList(value)) {
    const pruned = value.map(pruneNulls);
    return pruned.every((item, i) => item === value[i]) ? value : pruned;
  }
  if (!isObject(value)) return value;
  let pruned = value;
  for (const [key, item] of Object.entries(value)) {
    pruned = item === null ? without(pruned, key) : withKey(pruned, key, pruneNulls(item));
  }
  return pruned;
}
