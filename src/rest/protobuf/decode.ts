/**
 * Bodies of type application/vnd.kubernetes.protobuf (https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding)
 * to the objects that their JSON would be. kubectl 1.32 and later send typed creates this way. The table of field numbers
 * (`messages.gen.json`) is handed in, so that it may be loaded lazily. Start at `protobufDecoder`.
 */
import protobuf from 'protobufjs/minimal.js';
import { encodeBytes } from '../../engine/api/base64.ts';
import { badRequest } from '../../engine/api/errors.ts';
import { formatTime } from './times.ts';

/** Number, JSON name, type (a scalar's name or a message's place in the table), how the field is used. */
export type MessageField = readonly [number: number, name: string, type: string | number, use?: 'repeated' | 'map' | 'inline'];

export interface MessageTable {
  /** `apps/v1/Deployment` -> place of its message. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Messages whose JSON is a list of strings. */
  readonly stringSlices: readonly number[];
  /** Name, then fields. */
  readonly messages: readonly (readonly [name: string, ...fields: MessageField[]])[];
}

type Json = Record<string, unknown>;
type Reader = protobuf.Reader;

const MAGIC = [0x6b, 0x38, 0x73, 0x00];
const META = 'apimachinery.pkg.apis.meta.v1.';
const CRD = 'apiextensions_apiserver.pkg.apis.apiextensions.v1.';

/** The result throws a 400 StatusError for what is no Kubernetes protobuf. */
export function protobufDecoder(table: MessageTable): (bytes: Uint8Array) => unknown {
  const messages = new Messages(table);
  return (bytes) => {
    if (bytes.length < 4 || MAGIC.some((byte, i) => bytes[i] !== byte)) throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
    try {
      return messages.envelope(bytes.subarray(4));
    } catch (error) {
      // What the reader says of a body that ends too early or has a tag of no known type.
      if (error instanceof RangeError) throw badRequest('unexpected EOF');
      throw error;
    }
  };
}

const text = new TextDecoder();
const json = (bytes: Uint8Array): unknown => (bytes.length === 0 ? null : JSON.parse(text.decode(bytes)));

class Messages {
  readonly #fields: ReadonlyMap<number, MessageField>[];
  readonly #slices: ReadonlySet<number>;
  constructor(private readonly table: MessageTable) {
    this.#fields = table.messages.map(([, ...fields]) => new Map(fields.map((field) => [field[0], field])));
    this.#slices = new Set(table.stringSlices);
  }

  /** runtime.Unknown: 1 = TypeMeta, 2 = the object's bytes. */
  envelope(bytes: Uint8Array): unknown {
    const reader = protobuf.Reader.create(bytes);
    let apiVersion = '', kind = '', raw: Uint8Array = new Uint8Array();
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag >>> 3 === 1) {
        const end = reader.uint32() + reader.pos;
        while (reader.pos < end) {
          const inner = reader.uint32();
          if (inner >>> 3 === 1) apiVersion = reader.string();
          else if (inner >>> 3 === 2) kind = reader.string();
          else reader.skipType(inner & 7);
        }
      } else if (tag >>> 3 === 2) raw = reader.bytes();
      else reader.skipType(tag & 7);
    }
    const message = this.table.kinds[`${apiVersion}/${kind}`] ?? this.table.kinds[`v1/${kind}`];
    if (message === undefined) throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`);
    return { apiVersion, kind, ...(this.message(message, raw) as Json) };
  }

  message(place: number, bytes: Uint8Array): unknown {
    const name = this.table.messages[place]![0];
    if (this.#slices.has(place)) return (this.#object(place, bytes).items as unknown[] | undefined) ?? [];
    switch (name) {
      case `${META}Time`: case `${META}MicroTime`: {
        if (bytes.length === 0) return null;
        const { seconds = 0, nanos = 0 } = this.#object(place, bytes) as { seconds?: number; nanos?: number };
        return formatTime(seconds, name.endsWith('MicroTime') ? nanos : undefined);
      }
      case 'apimachinery.pkg.api.resource.Quantity': return this.#object(place, bytes).string ?? '0';
      case 'apimachinery.pkg.util.intstr.IntOrString': {
        const { type, intVal, strVal } = this.#object(place, bytes) as { type?: number; intVal?: number; strVal?: string };
        return type === 1 ? strVal ?? '' : intVal ?? 0;
      }
      case `${META}FieldsV1`: case 'apimachinery.pkg.runtime.RawExtension': case `${CRD}JSON`: return this.#raw(bytes);
      case `${CRD}JSONSchemaPropsOrArray`: case `${CRD}JSONSchemaPropsOrStringArray`: case `${CRD}JSONSchemaPropsOrBool`: {
        const { schema, jSONSchemas, property, allows } = this.#object(place, bytes);
        return jSONSchemas ?? property ?? schema ?? allows ?? null;
      }
      default: return this.#object(place, bytes);
    }
  }

  /** Field 1: JSON as bytes. */
  #raw(bytes: Uint8Array): unknown {
    const reader = protobuf.Reader.create(bytes);
    let value: unknown = null;
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag >>> 3 === 1) value = json(reader.bytes());
      else reader.skipType(tag & 7);
    }
    return value;
  }

  #object(place: number, bytes: Uint8Array): Json {
    const fields = this.#fields[place]!;
    const out: Json = {};
    const reader = protobuf.Reader.create(bytes);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const field = fields.get(tag >>> 3);
      if (!field) {
        reader.skipType(tag & 7);
        continue;
      }
      const [, name, type, use] = field;
      if (use === 'map') {
        const [key, value] = this.#entry(type, reader.bytes());
        setOwn((out[name] ??= {}) as Json, key, value);
      } else if (use === 'inline') Object.assign(out, this.#value(type, reader));
      else if (use === 'repeated') ((out[name] ??= []) as unknown[]).push(this.#value(type, reader));
      else out[name] = this.#value(type, reader);
    }
    return out;
  }

  #entry(type: string | number, bytes: Uint8Array): [string, unknown] {
    const reader = protobuf.Reader.create(bytes);
    let key = '', value: unknown = typeof type === 'number' ? this.message(type, new Uint8Array()) : type === 'string' || type === 'bytes' ? '' : 0;
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag >>> 3 === 1) key = reader.string();
      else if (tag >>> 3 === 2) value = this.#value(type, reader);
      else reader.skipType(tag & 7);
    }
    return [key, value];
  }

  #value(type: string | number, reader: Reader): unknown {
    if (typeof type === 'number') return this.message(type, reader.bytes());
    switch (type) {
      case 'string': return reader.string();
      case 'bytes': return encodeBytes(reader.bytes());
      case 'bool': return reader.bool();
      case 'int32': return reader.int32();
      case 'int64': return Number(reader.int64().toString());
      case 'uint32': return reader.uint32();
      case 'uint64': return Number(reader.uint64().toString());
      case 'double': return reader.double();
      case 'float': return reader.float();
      default: throw new Error(`no reader for ${type}`);
    }
  }
}

/** A key such as `__proto__` is data, too. */
function setOwn(object: Json, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
