/** Order and equality of CEL's values, for functions that work on any list. */
const numeric = (value: unknown): number | bigint | undefined => {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  const raw = typeof value === 'object' && value !== null ? value.valueOf() : undefined;
  return typeof raw === 'bigint' || typeof raw === 'number' ? raw : undefined;
};

/** Below, at or above 0. Throws `no such overload` for values that have no order. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const x = numeric(a), y = numeric(b);
  if (x === undefined || y === undefined) throw new Error('no such overload');
  return x < y ? -1 : x > y ? 1 : 0;
}

export function celEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const x = numeric(a), y = numeric(b);
  if (x !== undefined && y !== undefined) return x === y || (typeof x !== typeof y && Number(x) === Number(y));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => celEqual(item, b[i]));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) || Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && celEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
