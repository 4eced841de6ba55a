/**
 * Cron expressions as Kubernetes reads them (https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/): five fields or a
 * descriptor such as `@daily`. Texts are those of the library robfig/cron v3.
 */
export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** A `*` in either day field: then both must match, else one is enough. */
  readonly anyDay: boolean;
}

interface Bounds { readonly min: number; readonly max: number; readonly names?: Readonly<Record<string, number>> }

const named = (first: number, names: string): Record<string, number> => Object.fromEntries(names.split(' ').map((name, i) => [name, first + i]));

const BOUNDS: readonly Bounds[] = [
  { min: 0, max: 59 }, { min: 0, max: 23 }, { min: 1, max: 31 },
  { min: 1, max: 12, names: named(1, 'jan feb mar apr may jun jul aug sep oct nov dec') },
  { min: 0, max: 6, names: named(0, 'sun mon tue wed thu fri sat') },
];

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};

class CronError extends Error {}

/** `@every 1h30m` has no fields: only its seconds. */
export type ParsedCron = { schedule: CronSchedule } | { everySeconds: number } | { error: string };

export function parseCron(text: string): ParsedCron {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof CronError) return { error: error.message };
    throw error;
  }
}

function parse(given: string): ParsedCron {
  let text = given;
  if (text === '') throw new CronError('empty spec string');
  if (text.startsWith('TZ=') || text.startsWith('CRON_TZ=')) {
    const space = text.indexOf(' ');
    text = space < 0 ? '' : text.slice(space).trim();
  }
  if (text.startsWith('@')) {
    const expression = DESCRIPTORS[text];
    if (expression) return parse(expression);
    if (text.startsWith('@every ')) return { everySeconds: every(text) };
    throw new CronError(`unrecognized descriptor: ${text}`);
  }
  const fields = text.split(/\s+/).filter(Boolean);
  if (fields.length !== 5) throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minutes, hours, dom, months, dow] = fields.map((field, i) => parseField(field, BOUNDS[i]!));
  return {
    schedule: { minutes: minutes!.values, hours: hours!.values, daysOfMonth: dom!.values, months: months!.values, daysOfWeek: dow!.values, anyDay: dom!.star || dow!.star },
  };
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, 'µs': 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

function every(text: string): number {
  const duration = text.slice('@every '.length);
  const m = /^[-+]?((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+$/.exec(duration);
  if (!m && duration !== '0') throw new CronError(`failed to parse duration ${text}: time: invalid duration ${JSON.stringify(duration)}`);
  let seconds = 0;
  for (const [, number, unit] of duration.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) seconds += Number(number) * UNITS[unit!]!;
  // The library keeps whole seconds, one at least.
  return Math.max(1, Math.floor(seconds));
}

function parseField(field: string, bounds: Bounds): { values: Set<number>; star: boolean } {
  const values = new Set<number>();
  let star = false;
  for (const part of field.split(',').filter(Boolean)) {
    const range = parseRange(part, bounds);
    star ||= range.star;
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
  }
  return { values, star };
}

function parseRange(text: string, { min, max, names }: Bounds): { start: number; end: number; step: number; star: boolean } {
  const rangeAndStep = text.split('/');
  const ends = rangeAndStep[0]!.split('-');
  let star = false;
  let start = min, end = max;
  if (ends[0] === '*' || ends[0] === '?') star = true;
  else {
    start = numberOrName(ends[0]!, names);
    if (ends.length === 1) end = start;
    else if (ends.length === 2) end = numberOrName(ends[1]!, names);
    else throw new CronError(`too many hyphens: ${text}`);
  }
  let step = 1;
  if (rangeAndStep.length === 2) {
    step = whole(rangeAndStep[1]!);
    if (ends.length === 1) end = max;
    if (step > 1) star = false;
  } else if (rangeAndStep.length > 2) throw new CronError(`too many slashes: ${text}`);
  if (start < min) throw new CronError(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) throw new CronError(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`);
  return { start, end, step, star };
}

const numberOrName = (text: string, names: Bounds['names']): number => names?.[text.toLowerCase()] ?? whole(text);

function whole(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (value < 0) throw new CronError(`negative number (${value}) not allowed: ${text}`);
  return value;
}
