/** RFC 3339 times as Go's time.Parse reads and time.Format writes them, errors included. */
const LAYOUT = '2006-01-02T15:04:05Z07:00';
const LAYOUT_MICRO = '2006-01-02T15:04:05.000000Z07:00';

export class TimeError extends Error {}

const quote = (text: string): string => JSON.stringify(text);
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (month: number, year: number): number => (month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
const two = (n: number): string => String(n).padStart(2, '0');

class Reader {
  at = 0;
  constructor(readonly text: string, readonly layout: string) {}

  fail(element: string): never {
    throw new TimeError(`parsing time ${quote(this.text)} as ${quote(this.layout)}: cannot parse ${quote(this.text.slice(this.at))} as ${quote(element)}`);
  }

  range(what: string): never {
    throw new TimeError(`parsing time ${quote(this.text)}: ${what} out of range`);
  }

  digits(count: number, element: string): number {
    const part = this.text.slice(this.at, this.at + count);
    if (part.length !== count || !/^[0-9]+$/.test(part)) this.fail(element);
    this.at += count;
    return Number(part);
  }

  literal(c: string): void {
    if (this.text[this.at] !== c) this.fail(c);
    this.at++;
  }
}

/** The text as the API server writes it: UTC, whole seconds or (`micro`) six decimals. Throws TimeError. */
export function normalTime(text: string, micro = false): string {
  const r = new Reader(text, micro ? LAYOUT_MICRO : LAYOUT);
  const year = r.digits(4, '2006');
  r.literal('-');
  const month = r.digits(2, '01');
  if (month < 1 || month > 12) r.range('month');
  r.literal('-');
  const day = r.digits(2, '02');
  r.literal('T');
  const hour = r.digits(2, '15');
  if (hour > 23) r.range('hour');
  r.literal(':');
  const minute = r.digits(2, '04');
  if (minute > 59) r.range('minute');
  r.literal(':');
  const second = r.digits(2, '05');
  if (second > 59) r.range('second');
  let fraction = '';
  if (micro) {
    const part = /^\.[0-9]{6}/.exec(text.slice(r.at));
    fraction = part?.[0] ?? r.fail('.000000');
    r.at += 7;
  } else r.at += /^[.,][0-9]+/.exec(text.slice(r.at))?.[0].length ?? 0;
  const offset = zone(r);
  if (r.at < text.length) throw new TimeError(`parsing time ${quote(text)}: extra text: ${quote(text.slice(r.at))}`);
  if (day < 1 || day > daysIn(month, year)) r.range('day');
  return toUtc(year, month, day, hour * 60 + minute - offset, second, fraction);
}

/** Minutes east of UTC. */
function zone(r: Reader): number {
  if (r.text[r.at] === 'Z') { r.at++; return 0; }
  const m = /^([+-])([0-9]{2}):([0-9]{2})/.exec(r.text.slice(r.at));
  if (!m) r.fail('Z07:00');
  const hours = Number(m[2]), minutes = Number(m[3]);
  if (hours > 24) r.range('time zone offset hour');
  if (minutes > 60) r.range('time zone offset minute');
  r.at += 6;
  return (m[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function toUtc(year: number, month: number, day: number, minutes: number, second: number, fraction: string): string {
  while (minutes < 0) { minutes += 1440; day--; }
  while (minutes >= 1440) { minutes -= 1440; day++; }
  if (day < 1) {
    month = month === 1 ? 12 : month - 1;
    if (month === 12) year--;
    day += daysIn(month, year);
  } else if (day > daysIn(month, year)) {
    day -= daysIn(month, year);
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year++;
  }
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(second)}${fraction}Z`;
}
