/**
 * Equality of JSON values as Kubernetes compares specs and statuses: an absent field, an empty list and an empty map are
 * the same. Shared references answer at once, which is the common case.
 */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || a === null) return isEmpty(b);
  if (b === undefined || b === null) return isEmpty(a);
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!semanticEqual(a[i], b[i])) return false;
    return true;
  }
  const left = a as Record<string, unknown>, right = b as Record<string, unknown>;
  for (const key in left) if (!semanticEqual(left[key], right[key])) return false;
  for (const key in right) if (!(key in left) && !semanticEqual(undefined, right[key])) return false;
  return true;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object') { for (const _ in value) return false; return true; }
  return false;
}

/** A copy without fields that Go would omit: undefined, and 0, '' or false where `omitempty` stands (`keep` names the others). */
export function omitEmpty<T extends object>(value: T, ...keep: (keyof T)[]): T {
  const result = {} as T;
  for (const key in value) {
    const field = value[key];
    if (field === undefined) continue;
    if (!keep.includes(key) && (field === 0 || field === '' || field === false || (Array.isArray(field) && field.length === 0))) continue;
    result[key] = field;
  }
  return result;
}
