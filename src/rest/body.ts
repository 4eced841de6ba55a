/** Request bodies: size, media type, and from text or bytes to values. */
import { load } from 'js-yaml';
import { badRequest } from '../engine/api/errors.ts';
import { goJSONError } from '../engine/api/go-json.ts';
import { decodeValue } from '../engine/api/schema/decode.ts';
import { parseJson as parseKeepingDuplicates } from '../engine/api/schema/parse-json.ts';
import { typeByName } from '../engine/api/schema/types.ts';
import { entityTooLarge, unsupportedMediaType } from './errors.ts';
import type { RestRequest } from './exchange.ts';

/** Bytes of a request's body (`--max-resource-write-bytes`). */
export const MAX_BODY_BYTES = 3 * 1024 * 1024;

const OBJECT_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Turns a protobuf body into the object that its JSON would be. */
export type ProtobufDecoder = (bytes: Uint8Array) => unknown;

export function checkSize(request: RestRequest): void {
  const { body } = request;
  const bytes = typeof body === 'string' ? (body.length * 3 <= MAX_BODY_BYTES ? 0 : new TextEncoder().encode(body).length) : body.length;
  if (bytes > MAX_BODY_BYTES) throw entityTooLarge(MAX_BODY_BYTES);
}

export const bodyText = (body: string | Uint8Array): string => (typeof body === 'string' ? body : new TextDecoder().decode(body));

/** `application/json; charset=utf-8` is `application/json`. */
export const mediaType = (header: string | undefined): string => (header ?? '').split(';')[0]!.trim().toLowerCase();

/** Delete options in a body; undefined when there are none. Fields of the wrong type get the decoder's own 400. */
export function decodeDeleteOptions(request: RestRequest, protobuf: ProtobufDecoder | undefined): unknown {
  const body = decodeObject(request, 'DeleteOptions', protobuf, true);
  if (body === undefined) return undefined;
  const schema = typeByName('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions');
  if (!schema) return body;
  return decodeValue(body, schema, (why) => badRequest(`DeleteOptions in version "v1" cannot be handled as a DeleteOptions: ${why}`));
}

/**
 * The object in the body of a create, update or delete. `kind` is what the path is about, for the words of an error;
 * undefined for an empty body when `optional`.
 */
export function decodeObject(request: RestRequest, kind: string, protobuf: ProtobufDecoder | undefined, optional = false): unknown {
  checkSize(request);
  const type = mediaType(request.header('content-type'));
  if (request.body.length === 0 && optional) return undefined;
  switch (type) {
    // A client that says nothing, or what curl says, is taken to send JSON.
    case '': case 'application/json': case '*/*': return parseJson(request.body, kind);
    case 'application/yaml': return parseYaml(bodyText(request.body), kind);
    case 'application/vnd.kubernetes.protobuf': {
      if (!protobuf) break;
      const bytes = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : request.body;
      return protobuf(bytes);
    }
  }
  throw unsupportedMediaType(OBJECT_TYPES);
}

function parseJson(body: string | Uint8Array, kind: string): unknown {
  const text = bodyText(body);
  let value: unknown;
  try {
    checkDepth(text);
    value = parseKeepingDuplicates(text);
  } catch (error) {
    const why = error instanceof TooDeep ? error.message : error instanceof RangeError ? TOO_DEEP : goJSONError(text);
    throw unrecognized(kind, `couldn't get version/kind; json parse error: ${why}`, text);
  }
  return expectObject(value, kind, text);
}

/** Objects and lists in one another that Go's decoder follows. */
const MAX_DEPTH = 10_000;
const TOO_DEEP = `invalid character '{' exceeded max depth`;

/** The text of a body that is nested deeper than Go's decoder goes. */
export class TooDeep extends Error {}

/** Throws `TooDeep`. Short texts cannot be that deep, so almost every body is not even looked at. */
export function checkDepth(text: string): void {
  if (text.length <= MAX_DEPTH) return;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > MAX_DEPTH) throw new TooDeep(`invalid character '${text[i]}' exceeded max depth`);
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
}

/** Deeper documents cost a stack. */
export const MAX_YAML_DEPTH = 1000;

function parseYaml(text: string, kind: string): unknown {
  let value: unknown;
  try {
    value = load(text, { maxDepth: MAX_YAML_DEPTH });
  } catch (error) {
    throw unrecognized(kind, `yaml: ${error instanceof Error ? error.message.split('\n')[0]! : String(error)}`, text);
  }
  return expectObject(value, kind, text);
}

function expectObject(value: unknown, kind: string, text: string): unknown {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw unrecognized(kind, `couldn't get version/kind; json parse error: json: cannot unmarshal ${what} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`, text);
}

const unrecognized = (kind: string, why: string, text: string): Error =>
  badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`);

const SUMMARY_BYTES = 30;

function summary(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (!bytes.length) return '<empty>';
  const cut = bytes.slice(0, SUMMARY_BYTES);
  const shown = text.startsWith('{') ? new TextDecoder().decode(cut) : Array.from(cut, (b) => b.toString(16).padStart(2, '0')).join('');
  return bytes.length > SUMMARY_BYTES ? `${shown} ...` : shown;
}
