/**
 * From JSON to CEL's values: integers are 64-bit, strings of some formats are times, durations and bytes, and fields whose
 * names CEL cannot say are escaped (https://kubernetes.io/docs/reference/using-api/cel/#type-system-integration).
 */
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { bytesOf, durationOf, timestampOf } from './convert.ts';

type Json = Record<string, unknown>;

const RESERVED = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
]);
const IDENTIFIER = /^[A-Za-z_][\w-./]*$/;

/** The name by which CEL reaches a field; undefined when there is none. */
export function escapeName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  if (!IDENTIFIER.test(name)) return undefined;
  return name.replace(/__|[.\-/]/g, (found) => (found === '__' ? '__underscores__' : found === '.' ? '__dot__' : found === '-' ? '__dash__' : '__slash__'));
}

/** A value of which no schema is known: numbers without a fraction are integers. */
export function dynValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(dynValue);
  if (typeof value !== 'object' || value === null) return value;
  const object: Json = {};
  for (const key in value) if ((value as Json)[key] !== undefined) object[key] = dynValue((value as Json)[key]);
  return object;
}

const OBJECT_META: Schema = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };
const OBJECT_FIELDS: Record<string, Schema> = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: OBJECT_META };

/** A value as its structural schema types it. Fields that the schema does not name cannot be reached. */
export function schemaValue(value: unknown, schema: Schema | undefined, isResource = false): unknown {
  if (value === null || value === undefined) return null;
  if (!schema || schema['x-kubernetes-int-or-string']) return dynValue(value);
  if (Array.isArray(value)) return value.map((item) => schemaValue(item, schema.items));
  if (typeof value === 'object') return objectValue(value as Json, schema, isResource);
  if (typeof value === 'number') return schema.type === 'number' ? value : Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'string') return value;
  switch (schema.format) {
    case 'date': return timestampOf(`${value}T00:00:00Z`);
    case 'date-time': case 'datetime': return timestampOf(value);
    case 'duration': return durationOf(value);
    case 'byte': return bytesOf(value);
    default: return value;
  }
}

function objectValue(value: Json, schema: Schema, isResource: boolean): Json {
  const object: Json = {};
  if (schema.properties || isResource || schema['x-kubernetes-embedded-resource']) {
    const properties = isResource || schema['x-kubernetes-embedded-resource'] ? { ...schema.properties, ...OBJECT_FIELDS } : schema.properties ?? {};
    for (const key of Object.keys(properties)) {
      const name = escapeName(key);
      if (value[key] !== undefined && name !== undefined) object[name] = schemaValue(value[key], properties[key]);
    }
    return object;
  }
  const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  for (const key of Object.keys(value)) object[key] = schemaValue(value[key], values);
  return object;
}
