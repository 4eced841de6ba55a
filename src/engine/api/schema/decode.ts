/**
 * From a request's JSON to a built-in object, as Go's decoder and encoder would leave it: unknown fields are dropped, null
 * means not set, what a Go struct always holds is there (`resources: {}`, `rules: null`), empty lists and maps are not,
 * quantities, times and base64 are in their normal form. Wrong types get the API server's own 400.
 *
 * `decodeObject` decodes a whole object; `decodeValue` a part of one. Custom resources are not decoded here.
 */
import { badRequest, type StatusError } from '../errors.ts';
import type { AnyObject } from '../types.ts';
import { copyGiven } from './given-empty.ts';
import { Decoding, DecodingAborted } from './decoding.ts';
import { duplicatesOf } from './parse-json.ts';
import type { TypeSchema, ValueSchema } from './schema.ts';
import { schemaOf } from './types.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface DecodedObject {
  /** A fresh object: the caller may change it in place. */
  readonly object: AnyObject;
  /** `unknown field "spec.foo"`, `duplicate field "spec.bar"`: the warnings of mode Warn. */
  readonly unknownOrDuplicate: string[];
}

const cannotHandle = (apiVersion: string, kind: string, why: string): StatusError =>
  badRequest(`${kind} in version ${JSON.stringify(apiVersion.slice(apiVersion.indexOf('/') + 1))} cannot be handled as a ${kind}: ${why}`);

/** Throws a 400 StatusError when `body` does not fit the kind, or (Strict) has fields that are unknown or given twice. */
export function decodeObject(body: unknown, apiVersion: string, kind: string, mode: FieldValidation, schema: TypeSchema | undefined = schemaOf(apiVersion, kind)): DecodedObject {
  if (!schema) throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`);
  const decoding = new Decoding(mode !== 'Ignore');
  const object = run(decoding, body, schema, (why) => cannotHandle(apiVersion, kind, why)) as AnyObject;
  const found = mode === 'Ignore' ? [] : withDuplicates(decoding.strict, body, schema);
  if (mode === 'Strict' && found.length > 0) throw cannotHandle(apiVersion, kind, `strict decoding error: ${found.join(', ')}`);
  return { object: copyGiven(object, { kind, apiVersion, ...withoutType(object) } as AnyObject), unknownOrDuplicate: found };
}

/** Decodes `body` as `schema`, unknown fields dropped in silence. `fail` makes the error of a value of the wrong type. */
export function decodeValue(body: unknown, schema: TypeSchema, fail: (why: string) => Error): unknown {
  return run(new Decoding(false), body, schema, fail);
}

function run(decoding: Decoding, body: unknown, schema: TypeSchema, fail: (why: string) => Error): unknown {
  let object: unknown;
  try {
    object = decoding.root(body, schema);
  } catch (error) {
    if (error instanceof DecodingAborted) throw fail(error.message);
    throw error;
  }
  if (decoding.saved !== undefined) throw fail(decoding.saved);
  return object;
}

function withoutType(object: AnyObject): Record<string, unknown> {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return rest;
}

function withDuplicates(strict: string[], body: unknown, schema: TypeSchema): string[] {
  const duplicates = duplicatesOf(body);
  if (duplicates.length === 0) return strict;
  const seen = new Set(strict);
  for (const path of duplicates) if (isTyped(path, schema)) seen.add(`duplicate field ${JSON.stringify(path.join('').replace(/^\./, ''))}`);
  return [...seen];
}

/** Duplicates count where Go decodes into structs and maps, not inside raw JSON, nor for fields it does not know. */
function isTyped(path: readonly string[], schema: TypeSchema): boolean {
  let at: ValueSchema = { type: 'ref', ref: schema };
  for (const part of path) {
    if (part.startsWith('[')) {
      if (at.type !== 'list') return false;
      at = at.items;
    } else if (at.type === 'ref') {
      const field = at.ref.fields.get(part.slice(1));
      if (!field) return false;
      at = field.type;
    } else if (at.type === 'map') at = at.values;
    else return false;
  }
  return true;
}
