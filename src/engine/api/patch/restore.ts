/**
 * Why the result of a strategic merge patch is no object of the type. The API server turns it into Go structs directly,
 * not by way of JSON, and so has other words for a value of the wrong type: `unrecognized type: int32`.
 */
import type { FieldSchema, ValueSchema } from '../schema/schema.ts';
import { isList, isObject } from './json-value.ts';

/** The first error in the order of the type's fields. Parts that are those of `before` need no second look. */
export function restoreError(after: unknown, before: unknown, schema: ValueSchema, field?: FieldSchema): string | undefined {
  if (after === before || after === null || after === undefined) return undefined;
  switch (schema.type) {
    case 'ref': {
      if (!isObject(after)) return `cannot restore struct from: ${goKind(after)}`;
      for (const below of schema.ref.fields.values()) {
        const error = restoreError(after[below.name], isObject(before) ? before[below.name] : undefined, below.type, below);
        if (error) return error;
      }
      return undefined;
    }
    case 'map': {
      if (!isObject(after)) return `cannot restore map from ${goKind(after)}`;
      return firstError(Object.keys(after).sort(), (key) => restoreError(after[key], isObject(before) ? before[key] : undefined, schema.values));
    }
    case 'list': {
      if (!isList(after)) return `cannot restore slice from ${goKind(after)}`;
      return firstError(after, (item) => restoreError(item, isList(before) ? before.find((old) => old === item) : undefined, schema.items));
    }
    case 'string': {
      if (typeof after === 'string' || schema.format === 'byte') return undefined;
      return Number.isInteger(after) ? `cannot convert int64 to ${field?.goType ?? 'string'}` : 'unrecognized type: string';
    }
    case 'boolean': return typeof after === 'boolean' ? undefined : 'unrecognized type: bool';
    case 'integer': case 'number': {
      const type = schema.type === 'number' ? 'float64' : schema.format ?? 'int64';
      if (typeof after !== 'number') return `unrecognized type: ${type}`;
      return schema.type === 'integer' && !Number.isInteger(after) ? `cannot convert float64 to ${type}` : undefined;
    }
    default: return undefined;
  }
}

function firstError<T>(items: readonly T[], check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const error = check(item);
    if (error) return error;
  }
  return undefined;
}

const goKind = (value: unknown): string =>
  (isList(value) ? 'slice' : typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : 'map');
