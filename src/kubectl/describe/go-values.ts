/** Values as Go's fmt writes them, and instants as kubectl's describers do. */
import { quantityValue } from '../../engine/api/quantity.ts';
import { DAY, formatTime, parseTime } from '../../engine/kernel/time.ts';

/** `[a b]`, also for an absent list. */
export const goList = (values: readonly unknown[] | undefined): string => `[${(values ?? []).map(goValue).join(' ')}]`;

/** `map[a:1 b:2]` */
export const goMap = (map: Readonly<Record<string, unknown>> | undefined): string =>
  `map[${sortedKeys(map).map((key) => `${key}:${goValue(map![key])}`).join(' ')}]`;

/** `%v` of what came from JSON. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? goList(value) : goMap(value as Record<string, unknown>);
}

/** A number of a JSON document: whole ones are int64 as long as they fit, others floats in their shortest form. */
function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value).toString();
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(value);
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** A message of the API by pointer: `&SecretReference{Name:a,Namespace:b,}`; `nil` without one. */
export const goMessage = (type: string, fields: Readonly<Record<string, unknown>> | undefined, names: readonly string[]): string =>
  fields ? `&${type}{${names.map((name) => `${name}:${goText(fields[name[0]!.toLowerCase() + name.slice(1)])},`).join('')}}` : 'nil';

const goText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** `%q` */
export const quoted = (text: string): string => JSON.stringify(text);

export const sortedKeys = (map: object | undefined): string[] => Object.keys(map ?? {}).sort();

export const orNone = (text: string | undefined): string => text || '<none>';
export const orUnset = (value: string | number | boolean | undefined | null): string => (value === undefined || value === null ? '<unset>' : String(value));

/** `True`, `False`. */
export const boolText = (value: boolean | undefined): string => (value ? 'True' : 'False');

/** `10%` or `3`: an IntOrString. */
export const intOrString = (value: string | number | undefined): string => String(value ?? 0);

/** How many percent `part` is of `whole`, cut; Go's conversion of what is no number is the least int64. */
export function percent(part: number, whole: number): string {
  const share = (part / whole) * 100;
  return Number.isFinite(share) ? String(Math.trunc(share)) : '-9223372036854775808';
}

export const isPositive = (quantity: string | undefined): boolean => quantity !== undefined && quantityValue(quantity) > 0;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** 1970-01-01 was a Thursday. */
const FIRST_DAY = 4;

/** `Sat, 21 Nov 2026 05:18:44 +0000` (Go's RFC1123Z, in UTC); an absent time is the year 1. */
export function rfc1123(time: string | undefined | null): string {
  if (!time) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const ms = parseTime(time);
  const text = formatTime(ms);
  const weekday = DAYS[(((Math.floor(ms / DAY) + FIRST_DAY) % 7) + 7) % 7];
  return `${weekday}, ${text.slice(8, 10)} ${MONTHS[Number(text.slice(5, 7)) - 1]} ${text.slice(0, 4)} ${text.slice(11, 19)} +0000`;
}

/** `2026-11-21 05:18:44 +0000 UTC` (a Go time's own text). */
export function goTime(time: string | undefined | null): string {
  const text = time ? formatTime(parseTime(time)) : '0001-01-01T00:00:00Z';
  return `${text.slice(0, 10)} ${text.slice(11, 19)} +0000 UTC`;
}
