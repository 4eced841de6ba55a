/**
 * Cron schedules as CronJobs mean them: five fields, or a descriptor such as `@hourly` or `@every 90m`. Written here
 * because libraries read the host's clock and zone data; this is a function of its arguments.
 * https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
import type { Zone } from './zones.ts';

export interface Schedule {
  /** The first instant after `ms` that the schedule names; NaN when there is none in five years. */
  next(ms: number): number;
}

interface Field { min: number; max: number; names?: readonly string[] }
interface Bits { has: Set<number>; star: boolean }

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE: Field = { min: 0, max: 59 }, HOUR: Field = { min: 0, max: 23 }, DAY: Field = { min: 1, max: 31 };
const MONTH: Field = { min: 1, max: 12, names: MONTHS }, WEEKDAY: Field = { min: 0, max: 6, names: DAYS };

const DESCRIPTORS: Record<string, string> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};
const MINUTE_MS = 60_000, HOUR_MS = 3_600_000, DAY_MS = 86_400_000;

/** Throws an Error with the parser's message for a text that is no schedule. */
export function parseSchedule(text: string, zone: Zone): Schedule {
  if (text === '') throw new Error('empty spec string');
  if (text.startsWith('@every ')) return every(text);
  const spec = text.startsWith('@') ? DESCRIPTORS[text] : text;
  if (spec === undefined) throw new Error(`unrecognized descriptor: ${text}`);
  const fields = spec.trim().split(/\s+/);
  if (fields.length !== 5) throw new Error(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minute, hour, day, month, weekday] = [MINUTE, HOUR, DAY, MONTH, WEEKDAY].map((f, i) => parseField(fields[i], f));
  return { next: (ms) => nextOf(ms, zone, minute, hour, day, month, weekday) };
}

function parseField(text: string, field: Field): Bits {
  const bits: Bits = { has: new Set(), star: false };
  for (const part of text.split(',')) if (part !== '') parseRange(part, field, bits);
  return bits;
}

function parseRange(text: string, field: Field, bits: Bits): void {
  const rangeAndStep = text.split('/'), lowAndHigh = rangeAndStep[0].split('-');
  const single = lowAndHigh.length === 1;
  let start: number, end: number;
  if (lowAndHigh[0] === '*' || lowAndHigh[0] === '?') {
    start = field.min; end = field.max;
    bits.star ||= rangeAndStep.length === 1 || rangeAndStep[1] === '1';
  } else {
    start = parseNumber(lowAndHigh[0], field);
    if (lowAndHigh.length > 2) throw new Error(`too many hyphens: ${text}`);
    end = single ? start : parseNumber(lowAndHigh[1], field);
  }
  let step = 1;
  if (rangeAndStep.length === 2) {
    if (!/^\d+$/.test(rangeAndStep[1])) throw new Error(`failed to parse int from ${rangeAndStep[1]}: strconv.Atoi: parsing ${JSON.stringify(rangeAndStep[1])}: invalid syntax`);
    step = Number(rangeAndStep[1]);
    if (single && lowAndHigh[0] !== '*' && lowAndHigh[0] !== '?') end = field.max;
  } else if (rangeAndStep.length > 2) throw new Error(`too many slashes: ${text}`);
  if (start < field.min) throw new Error(`beginning of range (${start}) below minimum (${field.min}): ${text}`);
  if (end > field.max) throw new Error(`end of range (${end}) above maximum (${field.max}): ${text}`);
  if (start > end) throw new Error(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new Error(`step of range should be a positive number: ${text}`);
  for (let i = start; i <= end; i += step) bits.has.add(i);
}

function parseNumber(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + field.min;
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) < 0) throw new Error(`negative number (${Number(text)}) not allowed: ${text}`);
  return Number(text);
}

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS };

function every(text: string): Schedule {
  const duration = text.slice('@every '.length);
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((p) => p[0]).join('') !== duration) throw new Error(`failed to parse duration ${text}: time: invalid duration ${JSON.stringify(duration)}`);
  const total = parts.reduce((sum, p) => sum + Number(p[1]) * UNITS[p[2]], 0);
  const ms = Math.max(1000, total - (total % 1000));
  return { next: (at) => at + ms - (at % 1000) };
}

/** Walks forward in the zone's own time: month, then day, hour, minute, each jump landing on the unit's start. */
function nextOf(ms: number, zone: Zone, minute: Bits, hour: Bits, day: Bits, month: Bits, weekday: Bits): number {
  let t = Math.floor(ms / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const limit = ms + 5 * 366 * DAY_MS;
  while (t <= limit) {
    const local = t + zone.offsetMs(t);
    const date = civil(Math.floor(local / DAY_MS));
    if (!month.has.has(date.month)) { t = startOf(zone, monthStart(date.year, date.month + 1), t); continue; }
    const onDay = day.has.has(date.day), onWeekday = weekday.has.has(date.weekday);
    if (day.star || weekday.star ? !(onDay && onWeekday) : !(onDay || onWeekday)) { t = startOf(zone, (Math.floor(local / DAY_MS) + 1) * DAY_MS, t); continue; }
    if (!hour.has.has(Math.floor(local / HOUR_MS) % 24)) { t += HOUR_MS - (local % HOUR_MS); continue; }
    if (!minute.has.has(Math.floor(local / MINUTE_MS) % 60)) { t += MINUTE_MS; continue; }
    return t;
  }
  return NaN;
}

/** The instant a local time begins; always later than `after`, even where the clocks change. */
function startOf(zone: Zone, localMs: number, after: number): number {
  const guess = localMs - zone.offsetMs(after);
  const exact = localMs - zone.offsetMs(guess);
  return exact > after ? exact : after + HOUR_MS;
}

/** Howard Hinnant's civil calendar. */
function civil(days: number): { year: number; month: number; day: number; weekday: number } {
  const z = days + 719468, era = Math.floor(z / 146097), doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return { year: yoe + era * 400 + (month <= 2 ? 1 : 0), month, day: doy - Math.floor((153 * mp + 2) / 5) + 1, weekday: (((days + 4) % 7) + 7) % 7 };
}

function monthStart(year: number, month: number): number {
  const y0 = month > 12 ? year + 1 : year, m = month > 12 ? month - 12 : month;
  const y = m <= 2 ? y0 - 1 : y0, era = Math.floor(y / 400), yoe = y - era * 400;
  const doy = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5);
  return (era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468) * DAY_MS;
}
