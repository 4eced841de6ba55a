/** Whether two parts of an object mean the same: an absent value is as good as an empty one, quantities compare by amount. */
import { parseQuantity } from '../../quantity.ts';

const empty = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);

export function semanticEqual(a: unknown, b: unknown, inResources = false): boolean {
  if (a === b || (empty(a) && empty(b))) return true;
  if (typeof a === 'string' && typeof b === 'string') return inResources && parseQuantity(a)?.nano !== undefined && parseQuantity(a)?.nano === parseQuantity(b)?.nano;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => semanticEqual(item, b[i], inResources));
  }
  const x = a as Record<string, unknown>, y = b as Record<string, unknown>;
  for (const key of new Set([...Object.keys(x), ...Object.keys(y)])) {
    if (!semanticEqual(x[key], y[key], inResources || key === 'requests' || key === 'limits')) return false;
  }
  return true;
}
