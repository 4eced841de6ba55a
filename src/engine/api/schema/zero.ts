/** What Go writes of a field that is not set: nothing for `omitempty` and pointers, else its type's zero value. */
import type { FieldSchema, TypeSchema, ValueSchema } from './schema.ts';

/** Undefined when nothing is written. A fresh value each time. */
export function zeroField(field: FieldSchema): unknown {
  if (field.pointer) return field.always ? null : undefined;
  if (field.omitZero) return undefined;
  const { type } = field;
  // A struct is never empty to Go's `omitempty`.
  switch (type.type) {
    case 'ref': return zeroStruct(type.ref);
    case 'quantity': return '0';
    case 'intOrString': return 0;
    case 'time': case 'microTime': case 'any': return isPlainAny(type) && !field.always ? undefined : null;
  }
  return field.always ? zeroScalar(type) : undefined;
}

/** A struct (RawExtension, FieldsV1) has a name; an interface has not. */
const isPlainAny = (type: ValueSchema): boolean => type.type === 'any' && type.name === undefined;

function zeroScalar(type: ValueSchema): unknown {
  switch (type.type) {
    case 'string': return 'format' in type && type.format === 'byte' ? null : '';
    case 'integer': case 'number': return 0;
    case 'boolean': return false;
    default: return null;
  }
}

export function zeroStruct(type: TypeSchema): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of type.fields.values()) {
    const zero = zeroField(field);
    if (zero !== undefined) out[field.name] = zero;
  }
  return out;
}

/** A scalar's zero value, which `omitempty` leaves out. Structs are not empty; empty lists and maps were dropped before. */
export function isEmptyValue(value: unknown, field: FieldSchema): boolean {
  if (value === '' || value === false) return true;
  return value === 0 && field.type.type !== 'intOrString';
}
