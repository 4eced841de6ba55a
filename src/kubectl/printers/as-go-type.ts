/**
 * An object as Go's encoding/json writes it out of kubectl's own types: fields in the order they are declared, structs that
 * are not pointers even when nothing is in them, nothing that `omitempty` leaves out. Objects that kubectl did not decode
 * into a type (most of what it gets and changes) are printed as they came instead.
 */
import { schemaOf } from '../../engine/api/schema/types.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from '../../engine/api/schema/schema.ts';
import { isEmptyValue, zeroField } from '../../engine/api/schema/zero.ts';
import type { AnyObject } from '../../engine/api/types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The same object when its kind is not built in. A list's items tell their own kinds. */
export function asGoType(object: AnyObject): AnyObject {
  const schema = schemaOf(object.apiVersion ?? '', object.kind ?? '');
  return schema ? struct(object as unknown as Fields, schema) as unknown as AnyObject : object;
}

function struct(value: Fields, type: TypeSchema): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of type.fields.values()) {
    const written = field.name in value ? fieldValue(value[field.name], field) : zeroField(field);
    if (written !== undefined) out[field.name] = written;
  }
  return out;
}

function fieldValue(value: unknown, field: FieldSchema): unknown {
  if (value === null || value === undefined) return zeroField(field);
  const written = typed(value, field.type);
  if (field.pointer || field.always) return written;
  if (field.omitZero && isEmpty(written)) return undefined;
  const omitted = Array.isArray(written) ? written.length === 0 : field.type.type === 'map' ? isEmpty(written) : isEmptyValue(written, field);
  return omitted ? undefined : written;
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function typed(value: unknown, type: ValueSchema): unknown {
  if (Array.isArray(value)) return type.type === 'list' ? value.map((item) => typed(item, type.items)) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (type.type === 'ref') return type.ref.fields.size === 0 ? value : struct(value as Fields, type.ref);
  if (type.type === 'map') return Object.fromEntries(Object.keys(value).sort().map((key) => [key, typed((value as Fields)[key], type.values)]));
  return value;
}
