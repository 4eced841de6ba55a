/**
 * An OpenAPI v2 document as the protobuf that Go clients ask for: messages of `openapi.v2` (google/gnostic, openapiv2/OpenAPIv2.proto).
 * Numbers and wire forms only; the document itself is `swagger.ts`.
 */
import protobuf from 'protobufjs/minimal.js';
import type { Json } from './swagger.ts';

type Writer = protobuf.Writer;
const LENGTH_DELIMITED = 2, VARINT = 0, FIXED64 = 1;
const tag = (field: number, wire: number): number => (field << 3) | wire;

type Field =
  | readonly [number, 'string' | 'bool' | 'int64' | 'double' | 'strings' | 'any' | 'anys']
  | readonly [number, 'message' | 'messages', Encode];
type Message = Readonly<Record<string, Field>>;
type Encode = (writer: Writer, value: never) => void;

const message = (writer: Writer, field: number, write: (writer: Writer) => void): void => {
  writer.uint32(tag(field, LENGTH_DELIMITED)).fork();
  write(writer);
  writer.ldelim();
};
const text = (writer: Writer, field: number, value: string): void => { writer.uint32(tag(field, LENGTH_DELIMITED)).string(value); };

/** `Any`: the value's YAML; JSON is YAML. */
const any = (writer: Writer, field: number, value: unknown): void => message(writer, field, (w) => text(w, 2, JSON.stringify(value)));

function named<T>(writer: Writer, field: number, name: string, value: T, encode: (writer: Writer, value: T) => void): void {
  message(writer, field, (w) => {
    text(w, 1, name);
    message(w, 2, (inner) => encode(inner, value));
  });
}

/** Fields by their JSON names; `x-...` go to the message's vendor extensions. */
const object = (extensions: number, fields: Message): Encode => (writer: Writer, value: Json) => {
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const field = fields[key];
    if (field) encodeField(writer, field, item);
    else if (extensions && key.startsWith('x-')) message(writer, extensions, (w) => { text(w, 1, key); any(w, 2, item); });
  }
};

function encodeField(writer: Writer, [number, type, encode]: Field, item: unknown): void {
  switch (type) {
    case 'string': text(writer, number, String(item)); break;
    case 'bool': writer.uint32(tag(number, VARINT)).bool(item as boolean); break;
    case 'int64': writer.uint32(tag(number, VARINT)).int64(item as number); break;
    case 'double': writer.uint32(tag(number, FIXED64)).double(item as number); break;
    case 'strings': for (const one of item as string[]) text(writer, number, one); break;
    case 'any': any(writer, number, item); break;
    case 'anys': for (const one of item as unknown[]) any(writer, number, one); break;
    case 'message': message(writer, number, (w) => encode!(w, item as never)); break;
    case 'messages': for (const one of item as unknown[]) message(writer, number, (w) => encode!(w, one as never)); break;
  }
}

/** The shared tail of schemas and of parameters that are no body: names to numbers. */
const LIMITS = (first: number): Message => ({
  maximum: [first, 'double'], exclusiveMaximum: [first + 1, 'bool'], minimum: [first + 2, 'double'], exclusiveMinimum: [first + 3, 'bool'], maxLength: [first + 4, 'int64'],
  minLength: [first + 5, 'int64'], pattern: [first + 6, 'string'], maxItems: [first + 7, 'int64'], minItems: [first + 8, 'int64'], uniqueItems: [first + 9, 'bool'],
});

const strings: Encode = (writer: Writer, value: string | string[]) => { for (const one of [value].flat()) text(writer, 1, one); };
const mapOf = (encode: Encode): Encode => (writer: Writer, value: Json) => { for (const [name, one] of Object.entries(value)) named(writer, 1, name, one as never, encode); };

const schema: Encode = (writer: Writer, value: Json) => (encodeSchema as (w: Writer, v: Json) => void)(writer, value);
const additional: Encode = (writer: Writer, value: Json | boolean) => {
  if (typeof value === 'boolean') writer.uint32(tag(2, VARINT)).bool(value);
  else message(writer, 1, (w) => schema(w, value as never));
};
const item: Encode = (writer: Writer, value: Json | Json[]) => { for (const one of [value].flat()) message(writer, 1, (w) => schema(w, one as never)); };

const encodeSchema = object(31, {
  $ref: [1, 'string'], format: [2, 'string'], title: [3, 'string'], description: [4, 'string'], default: [5, 'any'], multipleOf: [6, 'double'], ...LIMITS(7),
  maxProperties: [17, 'int64'], minProperties: [18, 'int64'], required: [19, 'strings'], enum: [20, 'anys'], additionalProperties: [21, 'message', additional], type: [22, 'message', strings],
  items: [23, 'message', item], allOf: [24, 'messages', schema], properties: [25, 'message', mapOf(schema)], example: [30, 'any'],
});

const bodyParameter = object(6, { description: [1, 'string'], name: [2, 'string'], in: [3, 'string'], required: [4, 'bool'], schema: [5, 'message', schema] });
const QUERY = 3, PATH = 4;
const plainParameter: Readonly<Record<string, readonly [number, Encode]>> = {
  query: [QUERY, object(23, { required: [1, 'bool'], in: [2, 'string'], description: [3, 'string'], name: [4, 'string'], type: [6, 'string'], format: [7, 'string'], default: [10, 'any'], ...LIMITS(11), enum: [21, 'anys'] })],
  path: [PATH, object(22, { required: [1, 'bool'], in: [2, 'string'], description: [3, 'string'], name: [4, 'string'], type: [5, 'string'], format: [6, 'string'], default: [9, 'any'], ...LIMITS(10), enum: [20, 'anys'] })],
};
const parameter: Encode = (writer: Writer, value: Json) => {
  if (value.in === 'body') message(writer, 1, (w) => bodyParameter(w, value as never));
  else message(writer, 2, (w) => {
    const [number, encode] = plainParameter[String(value.in)] ?? plainParameter.query!;
    message(w, number, (inner) => encode(inner, value as never));
  });
};
const jsonReference = object(0, { $ref: [1, 'string'], description: [2, 'string'] });
const parameterItem: Encode = (writer: Writer, value: Json) => {
  if (value.$ref === undefined) message(writer, 1, (w) => parameter(w, value as never));
  else message(writer, 2, (w) => jsonReference(w, value as never));
};

const schemaItem: Encode = (writer: Writer, value: Json) => message(writer, 1, (w) => schema(w, value as never));
const response = object(5, { description: [1, 'string'], schema: [2, 'message', schemaItem] });
const responses: Encode = (writer: Writer, value: Record<string, Json>) => {
  for (const [code, one] of Object.entries(value)) named(writer, 1, code, one, (w, v) => message(w, 1, (inner) => response(inner, v as never)));
};
const operation = object(13, {
  tags: [1, 'strings'], summary: [2, 'string'], description: [3, 'string'], operationId: [5, 'string'], produces: [6, 'strings'], consumes: [7, 'strings'],
  parameters: [8, 'messages', parameterItem], responses: [9, 'message', responses], schemes: [10, 'strings'], deprecated: [11, 'bool'],
});
const pathItem = object(10, {
  get: [2, 'message', operation], put: [3, 'message', operation], post: [4, 'message', operation], delete: [5, 'message', operation], options: [6, 'message', operation],
  head: [7, 'message', operation], patch: [8, 'message', operation], parameters: [9, 'messages', parameterItem],
});
const paths: Encode = (writer: Writer, value: Record<string, Json>) => { for (const [path, one] of Object.entries(value)) named(writer, 2, path, one, pathItem as (w: Writer, v: Json) => void); };

const info = object(7, { title: [1, 'string'], version: [2, 'string'], description: [3, 'string'] });
const apiKey = object(5, { type: [1, 'string'], name: [2, 'string'], in: [3, 'string'], description: [4, 'string'] });
const securityDefinition: Encode = (writer: Writer, value: Json) => message(writer, 2, (w) => apiKey(w, value as never));
const requirement = mapOf(strings);

const document = object(16, {
  swagger: [1, 'string'], info: [2, 'message', info], paths: [8, 'message', paths], definitions: [9, 'message', mapOf(schema)], parameters: [10, 'message', mapOf(parameter)],
  security: [12, 'messages', requirement], securityDefinitions: [13, 'message', mapOf(securityDefinition)],
});

/** `swagger` as an `openapi.v2.Document`. */
export function encodeSwagger(swagger: Json): Uint8Array {
  const writer = protobuf.Writer.create();
  document(writer, swagger as never);
  return writer.finish();
}
