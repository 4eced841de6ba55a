/** From CEL's values back to JSON: what an expression of a mutation made. */
import { base64Of } from './convert.ts';
import { textOf } from './libraries/text.ts';

/** Optional values that are not there are left out of maps and lists. */
export function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(jsonOf).filter((item) => item !== undefined);
  if (value instanceof Uint8Array) return base64Of(value);
  if (value instanceof Map) return jsonOf(Object.fromEntries(value));
  const optional = value as { hasValue?(): boolean; value?(): unknown };
  if (typeof optional.hasValue === 'function') return optional.hasValue() ? jsonOf(optional.value!()) : undefined;
  if (value.constructor !== Object && value.constructor !== undefined) return textOf(value);
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const own = jsonOf((value as Record<string, unknown>)[key]);
    if (own !== undefined) object[key] = own;
  }
  return object;
}
