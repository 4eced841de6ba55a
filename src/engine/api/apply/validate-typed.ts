/** Checks an applied configuration against its type, with the texts of a server-side apply. */
import { isList, isObject } from '../patch/json-value.ts';
import type { ValueSchema } from '../schema/schema.ts';
import { printElement } from './fieldsv1.ts';
import { entrySchema, itemElement, kindOf, type ListSchema, DEDUCED } from './value-kind.ts';

/** Errors as `.spec.foo: field not declared in schema`; null fits everywhere. */
export function typeErrors(value: unknown, schema: ValueSchema, path = ''): string[] {
  if (schema === DEDUCED || value === null || value === undefined) return [];
  const wrong = (text: string): string[] => [path === '' ? text : `${path}: ${text}`];
  switch (schema.type) {
    case 'ref': case 'map': {
      if (!isObject(value)) return wrong(`expected map, got ${printValue(value)}`);
      return Object.entries(value).flatMap(([key, item]) => {
        const entry = entrySchema(schema, key);
        if (!entry) return [`${path}.${key}: field not declared in schema`];
        return typeErrors(item, entry, `${path}.${key}`);
      });
    }
    case 'list': {
      if (!isList(value)) return wrong(`expected list, got ${printValue(value)}`);
      if (kindOf(schema, value) === 'leaf') return value.flatMap((item, i) => typeErrors(item, schema.items, `${path}[${i}]`));
      return itemErrors(value, schema, path);
    }
    case 'string': case 'time': case 'microTime':
      return typeof value === 'string' ? [] : wrong(`expected string, got ${printValue(value)}`);
    case 'integer': case 'number':
      return typeof value === 'number' ? [] : wrong(`expected numeric (int or float), got ${goKind(value)}`);
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong(`expected boolean, got ${printValue(value)}`);
    case 'quantity': case 'intOrString':
      return typeof value === 'string' || typeof value === 'number' ? [] : wrong(`expected scalar, got ${printValue(value)}`);
    case 'any': return [];
  }
}

function itemErrors(items: readonly unknown[], schema: ListSchema, path: string): string[] {
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const found = itemElement(schema, item);
    if ('error' in found) return [`${path}: element ${i}: ${found.error}`];
    const name = printElement(found.element);
    if (seen.has(found.element)) return [`${path}: duplicate entries for key ${name}`];
    seen.add(found.element);
    return typeErrors(item, schema.items, path + name);
  });
}

const printValue = (value: unknown): string => `&value.valueUnstructured{Value:${isObject(value) || isList(value) ? JSON.stringify(value) : typeof value === 'string' ? JSON.stringify(value) : String(value)}}`;

const goKind = (value: unknown): string => (isList(value) ? 'list' : isObject(value) ? 'map' : typeof value === 'boolean' ? 'boolean' : 'string');

/** Several errors in one text, as structured-merge-diff joins them. */
export const joinErrors = (errors: readonly string[]): string =>
  (errors.length === 1 ? errors[0]! : `errors:\n${errors.map((error) => `  ${error}`).join('\n')}`);
