/**
 * Validation of a custom object against its OpenAPI schema, with the API server's texts and order of rules. Start at
 * `validateValue`. What did not change in an update is not complained about (validation ratcheting, KEP-4008).
 */
import { deepEqual } from '../../api/deep-equal.ts';
import { goRegExp } from '../../api/go-regexp.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../../api/validation/field.ts';
import { FORMATS } from './formats.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The errors of a value, and how many rules it was put to: the closest alternative is the one with the most. */
interface Verdict { readonly errors: FieldError[]; matches: number }

/** Errors of `value`. `old` is what stood there before an update. */
export const validateValue = (value: unknown, schema: Schema, old?: unknown): FieldError[] => verdict(value, schema, '', old).errors;

const at = (path: string): string => path || '<nil>';
const inBody = (path: string, text: string): string => `${path} in body ${text}`;
const broken = (path: string, value: unknown, text: string): FieldError => invalid(at(path), value, inBody(path, text));
/** An error about alternatives names its field only in the text. */
const composite = (text: string): FieldError => invalid('<nil>', '', text);

function merge(into: Verdict, from: Verdict): void {
  into.errors.push(...from.errors);
  into.matches += from.matches;
}

function verdict(value: unknown, schema: Schema, path: string, old: unknown): Verdict {
  const result: Verdict = { errors: [], matches: 0 };
  const run = (errors: FieldError[]): void => { result.errors.push(...errors); result.matches++; };
  run(typeErrors(value, schema, path));
  if (value !== null) {
    merge(result, alternatives(value, schema, path, old));
    result.matches++;
    if (typeof value === 'string') {
      run(stringErrors(value, schema, path));
      run(formatErrors(value, schema, path));
    } else if (typeof value === 'number') run(numberErrors(value, schema, path));
    else if (Array.isArray(value)) merge(result, listVerdict(value, schema, path, old));
  }
  if (schema.enum) run(enumErrors(value, schema, path));
  if (isObject(value)) merge(result, objectVerdict(value, schema, path, old));
  if (result.errors.length && old !== undefined && deepEqual(value, old)) return { errors: [], matches: result.matches };
  return result;
}

/** JSON type and format of a value, as Go tells them. */
function typeOf(value: unknown): [type: string, format: string] {
  switch (typeof value) {
    case 'string': return ['string', ''];
    case 'boolean': return ['boolean', ''];
    case 'number': return Number.isInteger(value) ? ['integer', 'int64'] : ['number', 'double'];
    default: return [Array.isArray(value) ? 'array' : 'object', ''];
  }
}

function typeErrors(value: unknown, schema: Schema, path: string): FieldError[] {
  const types = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];
  if (types.length === 0) return [];
  if (value === null) return schema.nullable ? [] : [wrongType(path, types.join(','), 'null')];
  const [type, format] = typeOf(value);
  const fits = types.includes(type) || (type === 'integer' && types.includes('number'));
  const wanted = knownFormat(schema);
  const textual = typeof value === 'string' || Array.isArray(value);
  if (!textual && wanted && !fits && format !== wanted) return [wrongType(path, wanted, format)];
  if (textual && wanted && !types.includes('number') && !types.includes('integer')) return Array.isArray(value) || types.includes('string') ? [] : [wrongType(path, types.join(','), type)];
  return fits ? [] : [wrongType(path, types.join(','), type)];
}

const NUMBER_FORMATS = new Set(['int32', 'int64', 'float', 'double']);
/** Formats nobody knows are dropped before anything is checked. */
const knownFormat = ({ format }: Schema): string => (format && (NUMBER_FORMATS.has(format) || Object.hasOwn(FORMATS, format)) ? format : '');

function wrongType(path: string, wanted: string, found: string): FieldError {
  return { ...invalid(at(path), found, inBody(path, `must be of type ${wanted}: ${JSON.stringify(found)}`)), reason: 'FieldValueTypeInvalid' };
}

function alternatives(value: unknown, schema: Schema, path: string, old: unknown): Verdict {
  const result: Verdict = { errors: [], matches: 0 };
  const best = (verdicts: readonly Verdict[]): Verdict | undefined => {
    let chosen: Verdict | undefined;
    for (const candidate of verdicts) if (!chosen || candidate.matches > chosen.matches) chosen = candidate;
    return chosen;
  };
  const of = (parts: readonly Schema[]): Verdict[] => parts.map((part) => verdict(value, part, path, old));
  if (schema.anyOf?.length) {
    const all = of(schema.anyOf);
    if (!all.some(({ errors }) => errors.length === 0)) {
      result.errors.push(composite(`${JSON.stringify(path)} must validate at least one schema (anyOf)`));
      merge(result, best(all)!);
    }
  }
  if (schema.oneOf?.length) {
    const all = of(schema.oneOf);
    const valid = all.filter(({ errors }) => errors.length === 0).length;
    if (valid !== 1) {
      result.errors.push(composite(`${JSON.stringify(path)} must validate one and only one schema (oneOf). ${valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`}`));
      if (valid === 0) merge(result, best(all)!);
    }
  }
  if (schema.allOf?.length) {
    const all = of(schema.allOf);
    const valid = all.filter(({ errors }) => errors.length === 0).length;
    for (const one of all) merge(result, one);
    if (valid !== all.length) result.errors.push(composite(`${JSON.stringify(path)} must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`));
  }
  if (schema.not && verdict(value, schema.not, path, old).errors.length === 0) result.errors.push(composite(`${JSON.stringify(path)} must not validate the schema (not)`));
  return result;
}

function stringErrors(value: string, schema: Schema, path: string): FieldError[] {
  const { maxLength, minLength, pattern } = schema;
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) return [tooLong(at(path), maxLength)];
  if (minLength !== undefined && length < minLength) return [broken(path, value, `should be at least ${minLength} chars long`)];
  if (pattern && !(goRegExp(pattern)?.test(value) ?? true)) return [broken(path, value, `should match '${pattern}'`)];
  return [];
}

function formatErrors(value: string, schema: Schema, path: string): FieldError[] {
  const { format } = schema;
  if (!format || !Object.hasOwn(FORMATS, format) || FORMATS[format]!(value)) return [];
  return [{ ...broken(path, value, `must be of type ${format}: ${JSON.stringify(value)}`), reason: 'FieldValueTypeInvalid' }];
}

/** As Go prints a limit: floats from a million on in scientific notation, unless the value is an integer. */
function limitText(limit: number, value: number): string {
  if (Number.isInteger(value) && Number.isInteger(limit)) return String(limit);
  if (limit !== 0 && (Math.abs(limit) >= 1e6 || Math.abs(limit) < 1e-4)) return limit.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(limit);
}

function numberErrors(value: number, schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum, format, type } = schema;
  if (multipleOf !== undefined && !Number.isInteger(Math.round((value / multipleOf) * 1e9) / 1e9)) errors.push(broken(path, value, `should be a multiple of ${multipleOf}`));
  if (maximum !== undefined && (value > maximum || (exclusiveMaximum && value === maximum))) {
    errors.push(broken(path, value, `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${limitText(maximum, value)}`));
  }
  if (minimum !== undefined && (value < minimum || (exclusiveMinimum && value === minimum))) {
    errors.push(broken(path, value, `should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${limitText(minimum, value)}`));
  }
  if (format === 'int32' && type === 'integer' && Number.isInteger(value) && (value > 2147483647 || value < -2147483648)) {
    errors.push(composite('Checked number must be of type integer with format int32'));
  }
  return errors;
}

function enumErrors(value: unknown, schema: Schema, path: string): FieldError[] {
  const allowed = schema.enum as unknown[];
  if (allowed.some((one) => deepEqual(one, value))) return [];
  return [notSupported(at(path), value, allowed.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))))];
}

function listVerdict(list: readonly unknown[], schema: Schema, path: string, old: unknown): Verdict {
  const result: Verdict = { errors: [], matches: 1 };
  const { items, minItems, maxItems, uniqueItems } = schema;
  if (items) {
    const before = schema['x-kubernetes-list-type'] === 'map' && Array.isArray(old) ? old as unknown[] : undefined;
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    list.forEach((item, i) => merge(result, verdict(item, items, `${path}[${i}]`, before?.find((one) => sameKeys(one, item, keys)))));
  }
  if (minItems !== undefined && list.length < minItems) result.errors.push(broken(path, list.length, `should have at least ${minItems} items`));
  if (maxItems !== undefined && list.length > maxItems) result.errors.push(tooMany(at(path), list.length, maxItems));
  if (uniqueItems && list.some((item, i) => list.slice(0, i).some((one) => deepEqual(one, item)))) result.errors.push(broken(path, '', "shouldn't contain duplicates"));
  return result;
}

/** True when both are objects with the same keys of a list of type map. */
export const sameKeys = (a: unknown, b: unknown, keys: readonly string[]): boolean => isObject(a) && isObject(b) && keys.every((key) => deepEqual(a[key], b[key]));

function objectVerdict(object: Json, schema: Schema, path: string, old: unknown): Verdict {
  const result: Verdict = { errors: [], matches: 1 };
  const { minProperties, maxProperties, properties = {}, additionalProperties } = schema;
  const count = Object.keys(object).length;
  if (minProperties !== undefined && count < minProperties) return { errors: [broken(path, count, `should have at least ${minProperties} properties`)], matches: 1 };
  if (maxProperties !== undefined && count > maxProperties) return { errors: [tooMany(at(path), count, maxProperties)], matches: 1 };
  const before = isObject(old) ? old : {};
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (typeof additionalProperties === 'object') {
    for (const key of Object.keys(object).sort()) if (!Object.hasOwn(properties, key)) merge(result, verdict(object[key], additionalProperties, below(key), before[key]));
  }
  for (const key of Object.keys(properties).sort()) if (object[key] !== undefined) merge(result, verdict(object[key], properties[key]!, below(key), before[key]));
  for (const key of schema.required ?? []) if (object[key] === undefined) result.errors.push(required(below(key)));
  return result;
}
