/**
 * One run of Go's JSON decoder over one body. A value of the wrong type is remembered (the first counts) and decoding goes
 * on; a type that decodes itself (quantity, time, int-or-string) and fails ends it at once, and its error wins.
 */
import { quantityError, canonicalQuantity } from '../quantity.ts';
import { normalBase64 } from './go-base64.ts';
import { TimeError, normalTime } from './go-time.ts';
import { elementTypeName, fieldTypeName } from './go-type-name.ts';
import { noteGivenEmpty } from './given-empty.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from './schema.ts';
import { typeByName } from './types.ts';
import { isEmptyValue, zeroField } from './zero.ts';

export class DecodingAborted extends Error {}

type Json = Record<string, unknown>;

/** As many strict errors as the API server collects. */
const MAX_STRICT = 100;
const INT32 = 2 ** 31, INT64 = 2 ** 63;

/** Go's word for a JSON value in an UnmarshalTypeError; a number that does not fit shows itself. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string': return 'string';
    case 'number': return 'number';
    case 'boolean': return 'bool';
    default: return 'object';
  }
}

export class Decoding {
  /** The first error of a value of the wrong type. */
  saved: string | undefined;
  /** The parts of that error, when it is about a value of the wrong type. */
  wrong: { readonly what: string; readonly type: string; readonly path: readonly string[] } | undefined;
  readonly strict: string[] = [];
  readonly #strictly: boolean;
  /** Fields, keys and indexes: put together only for an error. */
  readonly #strictPath: (string | number)[] = [];
  /** Go's path in a type error (no list indexes, no map keys, but embedded structs), and the struct of its last field. */
  readonly #path: string[] = [];
  #struct = '';

  constructor(strictly: boolean) { this.#strictly = strictly; }

  root(body: unknown, schema: TypeSchema): unknown {
    return this.value(body, { type: 'ref', ref: schema }, undefined, true);
  }

  /** Undefined for null and for what cannot be decoded. `field` is the field the value (or the list or map around it) is in. */
  value(value: unknown, schema: ValueSchema, field: FieldSchema | undefined, whole: boolean): unknown {
    // A field that an in-process writer set to undefined is not there.
    if (value === null || value === undefined) return undefined;
    switch (schema.type) {
      case 'ref':
        if (typeof value !== 'object' || Array.isArray(value)) return this.#wrongType(jsonKind(value), schema, field, whole);
        return this.#object(value as Json, schema.ref);
      case 'list': return this.#list(value, schema, field, whole);
      case 'map': return this.#map(value, schema, field, whole);
      case 'any': return this.#raw(value, schema.name);
      case 'quantity': return this.#quantity(value);
      case 'time': case 'microTime': return this.#time(value, schema.type === 'microTime');
      case 'intOrString': return this.#intOrString(value);
      default: return this.#scalar(value, schema, field, whole);
    }
  }

  #object(input: Json, type: TypeSchema): Json {
    const { fields } = type;
    const struct = this.#struct;
    const name = type.name.slice(type.name.lastIndexOf('.') + 1);
    const decoded: Json = {};
    for (const key of Object.keys(input)) {
      const field = fields.get(key);
      if (!field) {
        if (this.#strictly) this.#unknown(key);
        continue;
      }
      const depth = this.#path.length;
      if (field.embedded) this.#path.push(field.embedded);
      this.#path.push(key);
      this.#struct = name;
      this.#strictPath.push(key);
      decoded[key] = this.value(input[key], field.type, field, true);
      this.#strictPath.pop();
      this.#path.length = depth;
    }
    this.#struct = struct;
    const out = written(decoded, type);
    for (const key in decoded) if (decoded[key] === undefined && isEmptyContainer(input[key])) noteGivenEmpty(out, key, input[key]);
    return out;
  }

  #list(value: unknown, schema: ValueSchema & { type: 'list' }, field: FieldSchema | undefined, whole: boolean): unknown {
    if (!Array.isArray(value)) return this.#wrongType(jsonKind(value), schema, field, whole);
    const list: unknown[] = [];
    for (let i = 0; i < value.length; i++) {
      this.#strictPath.push(i);
      list.push(this.value(value[i], schema.items, field, false) ?? zeroElement(schema.items));
      this.#strictPath.pop();
    }
    return list.length > 0 ? list : undefined;
  }

  #map(value: unknown, schema: ValueSchema & { type: 'map' }, field: FieldSchema | undefined, whole: boolean): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#wrongType(jsonKind(value), schema, field, whole);
    // Go writes maps with their keys sorted.
    const map: Json = {};
    const keys = Object.keys(value);
    for (const key of keys) {
      this.#strictPath.push(key);
      map[key] = this.value((value as Json)[key], schema.values, field, false) ?? zeroElement(schema.values);
      this.#strictPath.pop();
    }
    if (keys.length === 0) return undefined;
    return sortedMap(map, keys);
  }

  #scalar(value: unknown, schema: ValueSchema, field: FieldSchema | undefined, whole: boolean): unknown {
    if (schema.type === 'string') {
      if (typeof value !== 'string') return this.#wrongType(jsonKind(value), schema, field, whole);
      if (!('format' in schema) || schema.format !== 'byte') return value;
      const base64 = normalBase64(value);
      if ('value' in base64) return base64.value;
      this.saved ??= base64.error;
      return undefined;
    }
    if (schema.type === 'boolean') return typeof value === 'boolean' ? value : this.#wrongType(jsonKind(value), schema, field, whole);
    if (typeof value !== 'number') return this.#wrongType(jsonKind(value), schema, field, whole);
    if (schema.type === 'number') return value;
    const limit = 'format' in schema && schema.format === 'int32' ? INT32 : INT64;
    if (!Number.isInteger(value) || value >= limit || value < -limit) return this.#wrongType(`number ${goNumber(value)}`, schema, field, whole);
    return value;
  }

  #quantity(value: unknown): string {
    const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
    const error = quantityError(text);
    if (error !== undefined) throw new DecodingAborted(error);
    return canonicalQuantity(text);
  }

  #time(value: unknown, micro: boolean): string {
    if (typeof value !== 'string') return this.#abort(jsonKind(value), 'string');
    try {
      return normalTime(value, micro);
    } catch (error) {
      if (error instanceof TimeError) throw new DecodingAborted(error.message);
      throw error;
    }
  }

  #intOrString(value: unknown): string | number {
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return this.#abort(jsonKind(value), 'int32');
    if (!Number.isInteger(value) || value >= INT32 || value < -INT32) return this.#abort(`number ${goNumber(value)}`, 'int32');
    return value;
  }

  /** Raw JSON stays as it is, but for the three unions of a CRD's schema, which decode what is in them. */
  #raw(value: unknown, name: string | undefined): unknown {
    const union = name?.startsWith(`${SCHEMA_PROPS}Or`) ? name.slice(SCHEMA_PROPS.length) : undefined;
    if (union === undefined) return value;
    const nested = (part: unknown): unknown => this.#nested(part, typeByName(SCHEMA_PROPS)!);
    if (Array.isArray(value)) {
      if (union === 'OrStringArray') return value;
      if (union === 'OrArray') return value.map(nested);
    } else if (typeof value === 'object') return nested(value);
    if (union === 'OrBool') {
      if (typeof value === 'boolean') return value;
      throw new DecodingAborted('boolean or JSON schema expected');
    }
    return undefined;
  }

  /** A union decodes its content on its own: unknown fields in it go unnoticed, and its first error ends all. */
  #nested(value: unknown, type: TypeSchema): unknown {
    const inner = new Decoding(false);
    const decoded = inner.root(value, type);
    const { wrong } = inner;
    if (wrong) this.#abort(wrong.what, wrong.type, wrong.path);
    if (inner.saved !== undefined) throw new DecodingAborted(inner.saved);
    return decoded;
  }

  /** A type that decodes itself met JSON of the wrong type. `inner` is the path within it. */
  #abort(what: string, type: string, inner: readonly string[] = []): never {
    throw new DecodingAborted(this.#typeError(what, type, inner));
  }

  #typeError(what: string, type: string, inner: readonly string[] = []): string {
    const path = [...this.#path, ...inner];
    return `json: cannot unmarshal ${what} into Go ${path.length > 0 ? `struct field ${this.#struct}.${path.join('.')}` : 'value'} of type ${type}`;
  }

  #wrongType(what: string, schema: ValueSchema, field: FieldSchema | undefined, whole: boolean): undefined {
    if (this.saved !== undefined) return undefined;
    const type = field ? (whole ? fieldTypeName(field) : elementTypeName(field)) : schema.type === 'ref' ? schema.ref.name.split('.').slice(-2).join('.') : schema.type;
    this.wrong = { what, type, path: [...this.#path] };
    this.saved = this.#typeError(what, type);
    return undefined;
  }

  #unknown(key: string): void {
    const at = this.#strictPath.map((step, i) => (typeof step === 'number' ? `[${step}]` : i > 0 ? `.${step}` : step)).join('');
    const message = `unknown field ${JSON.stringify(at === '' ? key : `${at}.${key}`)}`;
    if (this.strict.length < MAX_STRICT && !this.strict.includes(message)) this.strict.push(message);
  }
}

const SCHEMA_PROPS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/** A number as it probably stood in the text. */
const goNumber = (value: number): string => String(value).replace('e+', 'e');

function isEmptyContainer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}

/** What Go's encoder writes of a struct with these fields set, in its order. */
function written(decoded: Json, type: TypeSchema): Json {
  const out: Json = {};
  for (const field of type.fields.values()) {
    const value = decoded[field.name];
    if (value === undefined || (!field.pointer && isEmptyValue(value, field))) {
      const zero = zeroField(field);
      if (zero !== undefined) out[field.name] = zero;
    } else out[field.name] = value;
  }
  return out;
}

function zeroElement(schema: ValueSchema): unknown {
  if (schema.type === 'string') return '';
  return zeroField({ name: '', type: schema, required: true, always: true });
}

function sortedMap(map: Json, keys: string[]): Json {
  for (let i = 1; i < keys.length; i++) {
    if (keys[i]! < keys[i - 1]!) {
      const out: Json = {};
      for (const key of keys.sort((a, b) => (a < b ? -1 : 1))) out[key] = map[key];
      return out;
    }
  }
  return map;
}
