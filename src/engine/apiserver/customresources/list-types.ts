/** Lists that are sets or maps hold no item twice (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy). */
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { sortedJson } from '../../api/sorted-json.ts';
import { duplicate, invalid, type FieldError } from '../../api/validation/field.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export function validateListTypes(value: unknown, schema: Schema | undefined, path = ''): FieldError[] {
  if (!schema || typeof value !== 'object' || value === null) return [];
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (isObject(value)) {
    return Object.keys(value).sort().flatMap((key) => {
      const property = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      if (property) return validateListTypes(value[key], property, below(key));
      return typeof schema.additionalProperties === 'object' ? validateListTypes(value[key], schema.additionalProperties, path === '' ? `[${key}]` : `${path}[${key}]`) : [];
    });
  }
  const list = value as unknown[];
  const errors: FieldError[] = [];
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') errors.push(...twice(list, (item) => item, path));
  if (type === 'map') {
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    list.forEach((item, i) => { if (item !== null && !isObject(item)) errors.push(invalid(`${path}[${i}]`, item, 'must be an object for an array of list-type map')); });
    if (errors.length === 0) errors.push(...twice(list, (item) => Object.fromEntries(keys.filter((key) => (item as Json | null)?.[key] !== undefined).map((key) => [key, (item as Json)[key]])), path));
  }
  list.forEach((item, i) => errors.push(...validateListTypes(item, schema.items, `${path}[${i}]`)));
  return errors;
}

/** An error for each item that an earlier one equals in what `identity` gives. */
function twice(list: readonly unknown[], identity: (item: unknown) => unknown, path: string): FieldError[] {
  const seen = new Set<string>(), told = new Set<string>();
  return list.flatMap((item, i) => {
    const own = identity(item), text = sortedJson(own);
    if (told.has(text)) return [];
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    told.add(text);
    return [duplicate(`${path}[${i}]`, own)];
  });
}
