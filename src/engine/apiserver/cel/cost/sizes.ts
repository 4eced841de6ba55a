/**
 * How large a value of a schema can be in one request: what the cost of a rule is estimated from
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#resource-use-by-validation-functions).
 */
import type { Schema } from '../../../api/kinds/customresourcedefinition/structural-schema.ts';

/** Bytes of a request. */
export const MAX_REQUEST = 3 * 1024 * 1024;
const QUOTES = 2, BRACKETS = 2, COMMA = 1;
/** Quotes and colon of a key, its one letter, comma. */
const ENTRY = 6;
/** Longest texts of formats, in JSON. */
const FORMATS: Readonly<Record<string, number>> = { date: 12, 'date-time': 34, duration: 34 };
/** Formats that CEL reads as values of one size. */
const SCALAR_FORMATS = new Set(Object.keys(FORMATS));
const BYTES_PER_CHARACTER = 4;

/** Bytes that the smallest value takes in JSON. */
export function minimumSize(schema: Schema): number {
  if (schema['x-kubernetes-int-or-string']) return 1;
  switch (schema.type) {
    case 'string': return QUOTES;
    case 'boolean': return 'true'.length;
    case 'array': return BRACKETS;
    case 'object': {
      let size = BRACKETS;
      for (const name of schema.required ?? []) {
        const property = schema.properties?.[name];
        // The server fills in defaults: they take no room in a request.
        if (property && property.default === undefined) size += name.length + minimumSize(property) + 4;
      }
      return size;
    }
    default: return 1;
  }
}

/** Bytes of a string, items of a list, entries of a map: the most there can be. Scalars have 1. */
export function maximumSize(schema: Schema): number {
  if (schema['x-kubernetes-int-or-string']) return MAX_REQUEST - QUOTES;
  switch (schema.type) {
    case 'string': {
      if (SCALAR_FORMATS.has(schema.format ?? '')) return 1;
      if (schema.maxLength !== undefined) return Math.max(0, schema.maxLength) * (schema.format === 'byte' ? 1 : BYTES_PER_CHARACTER);
      const values = schema.enum as readonly unknown[] | undefined;
      return values?.length ? Math.max(...values.map((value) => String(value).length)) : MAX_REQUEST - QUOTES;
    }
    case 'array': return schema.maxItems ?? (schema.items ? Math.floor((MAX_REQUEST - BRACKETS) / (minimumSize(schema.items) + COMMA)) : 0);
    case 'object': {
      if (schema.maxProperties !== undefined) return schema.maxProperties;
      return typeof schema.additionalProperties === 'object' ? Math.floor((MAX_REQUEST - BRACKETS) / (minimumSize(schema.additionalProperties) + ENTRY)) : 1;
    }
    default: return 1;
  }
}

/** How often a value of this schema can occur where nothing bounds the list or map that it stands in. */
export const maximumOccurrences = (schema: Schema): number => Math.floor(MAX_REQUEST / (minimumSize(schema) + 1));
