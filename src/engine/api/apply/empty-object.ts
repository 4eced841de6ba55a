/**
 * What the API server compares a new object with: the Go type's zero value as JSON, in which structs that are no
 * pointers are there, empty, and lists without `omitempty` are null. A creator owns what goes into those, not the things
 * themselves: `f:strategy` has no `.` beneath it, `f:rollingUpdate` does.
 */
import type { JsonObject } from '../patch/json-value.ts';
import type { TypeSchema } from '../schema/schema.ts';

const made = new WeakMap<TypeSchema, JsonObject>();
/** The structs in them. */
const fresh = new WeakSet<object>();

/** True for a struct within an empty object: there is one of it, whatever is compared with it. */
export const isFresh = (value: unknown): boolean => typeof value === 'object' && value !== null && fresh.has(value);

export function emptyObject(type: TypeSchema | undefined): JsonObject {
  // Custom resources have no Go type: nothing is there before they are made.
  if (!type?.name.startsWith('io.k8s.')) return {};
  let empty = made.get(type);
  if (!empty) made.set(type, empty = zeroValue(type));
  return empty;
}

const ZERO: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };

/** Metadata is each object's own: remembering it would help nobody. */
function zeroStruct(type: TypeSchema, shared: boolean): JsonObject {
  const zero = zeroValue(type);
  if (shared) fresh.add(zero);
  return zero;
}

function zeroValue(type: TypeSchema): JsonObject {
  const zero: Record<string, unknown> = {};
  for (const field of type.fields.values()) {
    if (field.type.type === 'ref' && !field.pointer && !field.omitZero) zero[field.name] = zeroStruct(field.type.ref, field.name !== 'metadata');
    else if (field.always && (field.pointer || ['ref', 'list', 'map'].includes(field.type.type))) zero[field.name] = null;
    else if (field.always && field.type.type in ZERO) zero[field.name] = ZERO[field.type.type];
  }
  return zero;
}
