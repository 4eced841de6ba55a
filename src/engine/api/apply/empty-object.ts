/**
 * What the API server compares a new object with: the Go type's zero value as JSON, in which structs that are no
 * pointers are there, empty, and lists without `omitempty` are null. A creator owns what goes into those, not the things
 * themselves: `f:strategy` has no `.` beneath it, `f:rollingUpdate` does.
 */
import type { JsonObject } from '../patch/json-value.ts';
import type { TypeSchema } from '../schema/schema.ts';

const made = new WeakMap<TypeSchema, JsonObject>();

export function emptyObject(type: TypeSchema | undefined): JsonObject {
  // Custom resources have no Go type: nothing is there before they are made.
  if (!type?.name.startsWith('io.k8s.')) return {};
  let empty = made.get(type);
  if (!empty) made.set(type, empty = zeroValue(type));
  return empty;
}

const ZERO: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };

function zeroValue(type: TypeSchema): JsonObject {
  const zero: Record<string, unknown> = {};
  for (const field of type.fields.values()) {
    if (field.type.type === 'ref' && !field.pointer && !field.omitZero) zero[field.name] = zeroValue(field.type.ref);
    else if (field.always && (field.pointer || ['ref', 'list', 'map'].includes(field.type.type))) zero[field.name] = null;
    else if (field.always && field.type.type in ZERO) zero[field.name] = ZERO[field.type.type];
  }
  return zero;
}
