/** The 422 of a patch whose result is no object of the kind: it quotes the patched JSON and says why it does not decode. */
import { StatusError } from '../errors.ts';
import type { ValueSchema } from '../schema/schema.ts';
import { sortedJson } from '../sorted-json.ts';
import { invalid, invalidObject } from '../validation/field.ts';
import { goPrint, isList, isObject, type JsonObject } from './json-value.ts';

/** `patch` is the patched document's text (JSON and merge patches) or the patch as Go prints it (strategic ones). */
export function invalidPatch(patch: string, why: string): StatusError {
  const { status } = invalidObject({ group: '', kind: '' }, '', [invalid('patch', patch, why)]);
  return new StatusError({ ...status, details: { causes: status.details!.causes! } });
}

/** How a strategic merge patch is quoted. */
export const strategicPatchText = (patch: unknown): string => goPrint(patch);

/**
 * How the result of a JSON or merge patch is quoted: what the patch went through has its keys sorted, the rest is still
 * the text the server had encoded, in the order of the type's fields.
 */
export function patchedText(before: unknown, after: unknown, schema: ValueSchema): string {
  if (before === after) return inFieldOrder(after, schema);
  if (!isObject(after)) return sortedJson(after);
  const old = isObject(before) ? before : {};
  const keys = Object.keys(after).filter((key) => after[key] !== undefined).sort();
  return `{${keys.map((key) => `${sortedJson(key)}:${patchedText(old[key], after[key], below(schema, key))}`).join(',')}}`;
}

function inFieldOrder(value: unknown, schema: ValueSchema): string {
  if (isList(value)) return `[${value.map((item) => inFieldOrder(item, schema.type === 'list' ? schema.items : ANY)).join(',')}]`;
  if (!isObject(value) || schema.type !== 'ref') return isObject(value) && schema.type === 'any' ? asWritten(value) : sortedJson(value);
  const known = [...schema.ref.fields.keys()].filter((key) => value[key] !== undefined);
  return `{${known.map((key) => `${sortedJson(key)}:${inFieldOrder(value[key], below(schema, key))}`).join(',')}}`;
}

/** Raw JSON (managed fields) keeps the order it has. */
const asWritten = (value: JsonObject): string =>
  `{${Object.keys(value).map((key) => `${sortedJson(key)}:${isObject(value[key]) ? asWritten(value[key]) : sortedJson(value[key])}`).join(',')}}`;

const ANY: ValueSchema = { type: 'any' };

function below(schema: ValueSchema, key: string): ValueSchema {
  if (schema.type === 'map') return schema.values;
  return schema.type === 'ref' ? schema.ref.fields.get(key)?.type ?? ANY : ANY;
}
