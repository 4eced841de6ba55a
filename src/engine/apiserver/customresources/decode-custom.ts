/**
 * From the body of a request to a custom object: metadata as every kind has it, then what the version's structural schema
 * makes of the rest: unknown fields dropped (and told), nulls dropped, defaults filled in.
 */
import { badRequest } from '../../api/errors.ts';
import { deepCopy } from '../../api/deep-copy.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { Decoding, DecodingAborted, jsonKind } from '../../api/schema/decoding.ts';
import { duplicatesOf } from '../../api/schema/parse-json.ts';
import type { AnyObject } from '../../api/types.ts';
import { applyDefaults } from './defaulting.ts';
import { prune, pruneNulls } from './prune.ts';
import { OBJECT_META } from './type-schema.ts';

type Json = Record<string, unknown>;
type Mode = 'Strict' | 'Warn' | 'Ignore';

/** As many strict errors as the API server tells. */
const MAX_TOLD = 100;

export interface DecodedCustom { object: AnyObject; warnings: string[] }

/** Throws 400 for a body that is no object, for metadata of the wrong shape and (Strict) for unknown fields. `stored` is the schema of the stored version, when another is spoken. */
export function decodeCustom(body: unknown, kind: string, version: string, schema: Schema | undefined, stored: Schema | undefined, mode: Mode): DecodedCustom {
  const refuse = (why: string): Error => badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw refuse(`json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`);
  const object = deepCopy(body) as Json;
  const told = duplicatesOf(body).map((path) => `duplicate field ${JSON.stringify(path.join('').replace(/^\./, ''))}`);
  object.metadata = decodeMetadata(object.metadata ?? {}, '', told, refuse);
  const dropped: string[] = [];
  prune(object, schema, true, dropped);
  for (const path of dropped.sort()) told.push(`unknown field ${JSON.stringify(path)}`);
  decodeEmbedded(object, schema, '', told, refuse);
  if (mode === 'Strict' && told.length) throw refuse(`strict decoding error: ${told.slice(0, MAX_TOLD).join(', ')}`);
  pruneNulls(object, schema);
  applyDefaults(object, schema);
  if (stored !== schema) {
    prune(object, stored, true);
    pruneNulls(object, stored);
  }
  return { object: object as unknown as AnyObject, warnings: mode === 'Warn' ? told : [] };
}

/** Metadata decoded as the struct it is; what it does not have is told with its path. */
function decodeMetadata(metadata: unknown, path: string, told: string[], refuse: (why: string) => Error): unknown {
  const decoding = new Decoding(true);
  let decoded: unknown;
  try {
    decoded = decoding.root(metadata, OBJECT_META);
  } catch (error) {
    if (error instanceof DecodingAborted) throw refuse(error.message);
    throw error;
  }
  if (decoding.saved !== undefined) throw refuse(decoding.saved);
  const prefix = `unknown field "${path === '' ? '' : `${path}.`}metadata.`;
  for (const text of decoding.strict) told.push(text.replace('unknown field "', prefix));
  return decoded;
}

/** Objects within the object (`x-kubernetes-embedded-resource`) have metadata too. */
function decodeEmbedded(value: unknown, schema: Schema | undefined, path: string, told: string[], refuse: (why: string) => Error): void {
  if (!schema || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    value.forEach((item, i) => decodeEmbedded(item, schema.items, `${path}[${i}]`, told, refuse));
    return;
  }
  const object = value as Json;
  if (schema['x-kubernetes-embedded-resource'] && object.metadata !== undefined) object.metadata = decodeMetadata(object.metadata, path, told, refuse);
  for (const key in object) {
    const property = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    if (property) decodeEmbedded(object[key], property, path === '' ? key : `${path}.${key}`, told, refuse);
  }
}
