/** JSON as patches see it, and how Go names its types in error texts. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value);

export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** `object` without `key`; itself when it has none. */
export function without(object: JsonObject, key: string): JsonObject {
  if (!(key in object)) return object;
  const { [key]: _, ...rest } = object;
  return rest;
}

/** `object` with `key` set; itself when it holds that very value. */
export const withKey = (object: JsonObject, key: string, value: unknown): JsonObject =>
  key in object && object[key] === value ? object : { ...object, [key]: value };

/** Equality of JSON values: keys in any order, lists in the same order. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => jsonEqual(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  return keys.length === Object.keys(b).filter((key) => b[key] !== undefined).length && keys.every((key) => jsonEqual(a[key], b[key]));
}

/** What `json.Unmarshal` calls a JSON value that does not fit. */
export function jsonKind(value: unknown): string {
  if (isList(value)) return 'array';
  if (isObject(value)) return 'object';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The Go type a decoded JSON value has, as `%s` of its `reflect.Type` prints it. */
export function goTypeName(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (isList(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** Go's `%v` of a decoded JSON value: `map[image:nginx name:web]`. */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (isList(value)) return `[${value.map(goPrint).join(' ')}]`;
  if (isObject(value)) return `map[${Object.keys(value).sort().map((key) => `${key}:${goPrint(value[key])}`).join(' ')}]`;
  return String(value);
}
