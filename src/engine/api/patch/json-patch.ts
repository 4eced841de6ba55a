/**
 * JSON patch (RFC 6902) as the API server applies it, with its peculiarities: a `replace` of a map key that is not there
 * sets it, `-` appends, and whatever does not apply answers one 422 that does not say why.
 */
import { badRequest, StatusError } from '../errors.ts';
import { isList, isObject, jsonEqual, jsonKind, type JsonObject, without } from './json-value.ts';

/** Why an operation does not apply; `kubectl patch --local` shows this text, the API server hides it. */
export class JsonPatchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonPatchError';
  }
}

const MAX_OPERATIONS = 10_000;

/** The patched document. Throws the Status that the API server answers. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = decodeJsonPatch(patch);
  try {
    return runJsonPatch(document, operations);
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    throw new StatusError({
      kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Invalid', code: 422, details: {},
      message: 'the server rejected our request due to an error in our request',
    });
  }
}

/** Checks that `patch` is a list of objects. Throws 400 (or 413 past 10,000 operations). */
export function decodeJsonPatch(patch: unknown): readonly JsonObject[] {
  if (patch === null || patch === undefined) return [];
  if (!isList(patch)) throw badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(patch)} into Go value of type []handlers.jsonPatchOp`);
  const wrong = patch.find((operation) => operation !== null && !isObject(operation));
  if (wrong !== undefined) throw badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(wrong)} into Go value of type handlers.jsonPatchOp`);
  if (patch.length > MAX_OPERATIONS) {
    const message = `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`;
    throw new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'RequestEntityTooLarge', code: 413, message });
  }
  return patch.map((operation) => (operation ?? {}) as JsonObject);
}

/** Applies operations one by one. Throws `JsonPatchError` with evanphx/json-patch's text. */
export function runJsonPatch(document: unknown, operations: readonly JsonObject[]): unknown {
  return operations.reduce((current: unknown, operation) => runOperation(current, operation), document);
}

function runOperation(document: unknown, operation: JsonObject): unknown {
  const kind = typeof operation['op'] === 'string' ? operation['op'] : 'unknown';
  const value = operation['value'] ?? null;
  switch (kind) {
    case 'add': {
      const path = pointerOf(operation, 'path', 'add operation failed to decode path');
      return change(document, path, `add operation does not apply: doc is missing path: "${path}": missing value`,
        (parent, key) => wrap(`error in add for path: '${path}'`, () => add(parent, key, value)));
    }
    case 'remove': {
      const path = pointerOf(operation, 'path', 'remove operation failed to decode path');
      return change(document, path, `remove operation does not apply: doc is missing path: "${path}": missing value`,
        (parent, key) => wrap(`error in remove for path: '${path}'`, () => remove(parent, key)));
    }
    case 'replace': {
      const path = pointerOf(operation, 'path', 'replace operation failed to decode path');
      return change(document, path, `replace operation does not apply: doc is missing path: ${path}: missing value`, (parent, key) => {
        try {
          read(parent, key);
        } catch (error) {
          if (error instanceof JsonPatchError) throw new JsonPatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
          throw error;
        }
        return isList(parent) ? parent.with(Number(key), value) : { ...parent, [key]: value };
      });
    }
    case 'move': {
      const from = pointerOf(operation, 'from', 'move operation failed to decode from');
      let moved: unknown;
      const taken = change(document, from, `move operation does not apply: doc is missing from path: ${from}: missing value`,
        (parent, key) => wrap(`error in move for path: '${key}'`, () => {
          moved = read(parent, key);
          return remove(parent, key);
        }));
      const path = pointerOf(operation, 'path', 'move operation failed to decode path');
      return change(taken, path, `move operation does not apply: doc is missing destination path: ${path}: missing value`,
        (parent, key) => wrap(`error in move for path: '${path}'`, () => add(parent, key, moved)));
    }
    case 'copy': {
      const from = pointerOf(operation, 'from', 'copy operation failed to decode from');
      const source = parentOf(document, from);
      if (!source) throw new JsonPatchError(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
      const copied = wrap(`error in copy for from: '${from}'`, () => read(source.parent, source.key));
      const path = pointerOf(operation, 'path', 'copy operation failed to decode path');
      return change(document, path, `copy operation does not apply: doc is missing destination path: ${path}: missing value`,
        (parent, key) => wrap('error while adding value during copy', () => add(parent, key, copied ?? null)));
    }
    case 'test': {
      const path = pointerOf(operation, 'path', 'test operation failed to decode path');
      const found = parentOf(document, path);
      if (!found) throw new JsonPatchError(`test operation does not apply: is missing path: ${path}: missing value`);
      const present = wrap(`error in test for path: '${path}'`, () => read(found.parent, found.key)) ?? null;
      if (!jsonEqual(present, value)) throw new JsonPatchError(`testing value ${path} failed: test failed`);
      return document;
    }
    default:
      throw new JsonPatchError(`Unexpected kind: ${kind}`);
  }
}

type Container = JsonObject | readonly unknown[];

function pointerOf(operation: JsonObject, field: 'path' | 'from', what: string): string {
  const pointer = operation[field];
  if (typeof pointer !== 'string') throw new JsonPatchError(`${what}: operation, missing ${field} field: missing value`);
  return pointer;
}

const decodeKey = (key: string): string => key.replace(/~1/g, '/').replace(/~0/g, '~');

function parentOf(document: unknown, pointer: string): { parent: Container; key: string } | undefined {
  const parts = pointer.split('/');
  if (parts.length < 2) return undefined;
  let parent: unknown = document;
  for (const part of parts.slice(1, -1)) {
    try {
      parent = read(parent as Container, decodeKey(part));
    } catch (error) {
      if (error instanceof JsonPatchError) return undefined;
      throw error;
    }
    if (!isObject(parent) && !isList(parent)) return undefined;
  }
  return { parent: parent as Container, key: decodeKey(parts.at(-1)!) };
}

/** Replaces the container that `pointer` leads to, copying only what lies on the way. */
function change(document: unknown, pointer: string, missing: string, edit: (parent: Container, key: string) => Container): unknown {
  const found = parentOf(document, pointer);
  if (!found) throw new JsonPatchError(missing);
  return graft(document, pointer.split('/').slice(1, -1).map(decodeKey), edit(found.parent, found.key));
}

function graft(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (isList(node)) return node.with(Number(key), graft(node[Number(key)], rest, value));
  const object = node as JsonObject;
  return { ...object, [key]: graft(object[key], rest, value) };
}

function read(parent: Container, key: string): unknown {
  if (!isList(parent)) return parent[key];
  const index = indexOf(key);
  if (index >= parent.length || index < 0) throw new JsonPatchError(`Unable to access invalid index: ${index}: invalid index referenced`);
  return parent[index];
}

function add(parent: Container, key: string, value: unknown): Container {
  if (!isList(parent)) return { ...parent, [key]: value };
  if (key === '-') return [...parent, value];
  const index = wrap(`value was not a proper array index: '${key}'`, () => indexOf(key));
  const size = parent.length + 1;
  if (index >= size || index < -size) throw new JsonPatchError(`Unable to access invalid index: ${index}: invalid index referenced`);
  return parent.toSpliced(index < 0 ? index + size : index, 0, value);
}

function remove(parent: Container, key: string): Container {
  if (!isList(parent)) {
    if (!(key in parent)) throw new JsonPatchError(`Unable to remove nonexistent key: ${key}: missing value`);
    return without(parent, key);
  }
  const index = indexOf(key);
  if (index >= parent.length || index < -parent.length) throw new JsonPatchError(`Unable to access invalid index: ${index}: invalid index referenced`);
  return parent.toSpliced(index, 1);
}

function indexOf(key: string): number {
  if (!/^[-+]?\d+$/.test(key)) throw new JsonPatchError(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  return Number(key);
}

function wrap<T>(context: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof JsonPatchError ? new JsonPatchError(`${context}: ${error.message}`) : error;
  }
}
