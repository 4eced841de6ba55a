/**
 * How server-side apply takes a value: as one thing (`leaf`), as a list whose items it can tell apart, or as a map whose
 * entries it owns one by one. Follows the marks of the type; without a type, maps are granular and lists are not.
 */
import { isList, isObject, type JsonObject } from '../patch/json-value.ts';
import type { TypeSchema, ValueSchema } from '../schema/schema.ts';

/** The schema of a value nobody described (a custom resource without one): told from the value itself. */
export const DEDUCED: ValueSchema = { type: 'any' };

export const schemaOfType = (type: TypeSchema | undefined): ValueSchema => (type ? { type: 'ref', ref: type } : DEDUCED);

export type ListSchema = Extract<ValueSchema, { type: 'list' }>;

export type ValueKind = 'leaf' | 'list' | 'map';

export function kindOf(schema: ValueSchema, value: unknown): ValueKind {
  if (schema === DEDUCED) return isObject(value) ? 'map' : 'leaf';
  switch (schema.type) {
    case 'ref': case 'map': return schema.atomic ? 'leaf' : 'map';
    case 'list': return schema.listType === 'atomic' ? 'leaf' : 'list';
    default: return 'leaf';
  }
}

/** The schema of a map's entry or a struct's field; undefined for a field the struct does not have. */
export function entrySchema(schema: ValueSchema, key: string): ValueSchema | undefined {
  if (schema === DEDUCED) return DEDUCED;
  if (schema.type === 'map') return schema.values;
  return schema.type === 'ref' ? schema.ref.fields.get(key)?.type : undefined;
}

/** True for a field of a struct, false for an entry of a map: the latter is owned itself, the former only in its parts. */
export const isNamedField = (schema: ValueSchema, key: string): boolean => schema.type === 'ref' && schema.ref.fields.has(key);

/** Defaults of list keys that a client may leave out. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** The path element of a list item, or why there is none. */
export function itemElement(list: ListSchema, item: unknown): { element: string } | { error: string } {
  if (list.listType === 'set') {
    if (isObject(item)) return { error: 'associative list without keys has an element that\'s a map type' };
    if (isList(item)) return { error: 'lists of lists are not allowed' };
    return { element: `v:${JSON.stringify(item)}` };
  }
  if (item === null || item === undefined) return { error: 'associative list with keys may not have a null element' };
  if (!isObject(item)) return { error: `associative list with keys may not have non-map elements` };
  const keys: Record<string, unknown> = {};
  for (const name of [...list.mapKeys ?? []].sort()) {
    const value = item[name] ?? keyDefault(list, name);
    if (value === undefined) return { error: `associative list with keys has an element that omits key field ${JSON.stringify(name)} (and doesn't have default value)` };
    keys[name] = value;
  }
  return { element: `k:${JSON.stringify(keys)}` };
}

function keyDefault(list: ListSchema, name: string): unknown {
  const field = list.items.type === 'ref' ? list.items.ref.fields.get(name) : undefined;
  return field === undefined ? undefined : field.default ?? KEY_DEFAULTS[name];
}

/** Items by path element; an element that occurs twice has several items, and items without one are left out. */
export function indexItems(list: ListSchema, items: readonly unknown[]): Map<string, unknown[]> {
  const index = new Map<string, unknown[]>();
  for (const item of items) {
    const found = itemElement(list, item);
    if ('error' in found) continue;
    const same = index.get(found.element);
    if (same) same.push(item);
    else index.set(found.element, [item]);
  }
  return index;
}

export const asList = (value: unknown): readonly unknown[] => (isList(value) ? value : []);
export const asMap = (value: unknown): JsonObject => (isObject(value) ? value : {});
export const isEmptyMap = (map: JsonObject): boolean => {
  for (const key in map) if (map[key] !== undefined) return false;
  return true;
};
