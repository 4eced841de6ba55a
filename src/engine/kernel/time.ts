/**
 * Instants and durations of the virtual clock. An instant is milliseconds since 1970-01-01T00:00:00Z (a plain number);
 * the engine has no `Date`, so the calendar is computed here.
 */
import { flat } from './flat.ts';

/** Where a cluster's clock starts unless told otherwise: 2026-01-01T00:00:00Z. */
export const DEFAULT_EPOCH_MS = 1767225600000;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const two = (n: number): string => (n < 10 ? '0' + n : '' + n);

/** The texts of a few seconds, by their remainder: what is told of now and of a moment ago is one string each. */
const CACHED = 64;
const cachedSeconds: number[] = Array.from({ length: CACHED }, () => NaN);
const cachedTexts: string[] = Array.from({ length: CACHED }, () => '');

/** RFC 3339 with second precision, as Kubernetes' `metav1.Time` prints: `2026-01-01T00:00:00Z`. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  const slot = ((second % CACHED) + CACHED) % CACHED;
  if (cachedSeconds[slot] === second) return cachedTexts[slot]!;
  const text = flat(civil(second) + 'Z');
  cachedSeconds[slot] = second;
  cachedTexts[slot] = text;
  return text;
}

/** RFC 3339 with microseconds, as `metav1.MicroTime` prints: `2026-01-01T00:00:00.000000Z`. */
export function formatMicroTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  const micros = Math.round((ms - second * 1000) * 1000);
  return flat(civil(second) + '.' + String(micros).padStart(6, '0') + 'Z');
}

function civil(second: number): string {
  const days = Math.floor(second / 86400);
  const rest = second - days * 86400;
  // Howard Hinnant's days-to-civil.
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return String(year).padStart(4, '0') + '-' + two(month) + '-' + two(day) + 'T' + two(Math.floor(rest / 3600)) + ':' + two(Math.floor(rest / 60) % 60) + ':' + two(rest % 60);
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds of an RFC 3339 text, or NaN when it is none. */
export function parseTime(text: string): number {
  const m = RFC3339.exec(text);
  if (!m) return NaN;
  const year = +m[1]!, month = +m[2]!, day = +m[3]!;
  const hour = +m[4]!, minute = +m[5]!, second = +m[6]!;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return NaN;
  let offsetMinutes = 0;
  const zone = m[8]!;
  if (zone.length > 1) offsetMinutes = (zone[0] === '-' ? -1 : 1) * (+zone.slice(1, 3) * 60 + +zone.slice(4, 6));
  const millis = m[7] ? Math.floor(Number('0' + m[7]) * 1e6) / 1000 : 0;
  return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes) * 60000 + second * 1000 + millis;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}
