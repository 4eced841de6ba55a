/**
 * Quantities (`100m`, `1.5Gi`, `1e3`): exact arithmetic, as resource.Quantity does it
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 * Start at `parseQuantity`; what only needs numbers takes `quantityValue` or `quantityMilliValue`, which are cached.
 */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** In billionths, rounded away from zero: the smallest unit a quantity can have. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

/** The API server's own words for a text that is no quantity. */
export const QUANTITY_FORMAT_ERROR = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
export const QUANTITY_SUFFIX_ERROR = "unable to parse quantity's suffix";

/** Sign, whole part, fraction, suffix. All parts may be empty, as in Go's parser: `.` is 0. */
const PATTERN = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 9;
const ONE = 1_000_000_000n;
const MAX_CACHED = 4096;

interface Parsed { readonly quantity?: Quantity; readonly error?: string }

const parsed = new Map<string, Parsed>();

function cachedParse(text: string): Parsed {
  let result = parsed.get(text);
  if (!result) {
    if (parsed.size > MAX_CACHED) parsed.clear();
    parsed.set(text, (result = parse(text)));
  }
  return result;
}

/** Undefined when `text` is no quantity. */
export const parseQuantity = (text: string | number): Quantity | undefined => cachedParse(String(text)).quantity;

/** Why `text` is no quantity, in Kubernetes' words; undefined when it is one. */
export const quantityError = (text: string): string | undefined => cachedParse(text).error;

function parse(text: string): Parsed {
  const m = text === '' ? null : PATTERN.exec(text);
  if (!m) return { error: QUANTITY_FORMAT_ERROR };
  const fraction = m[3] ?? '', suffix = m[4]!;
  let value = BigInt(`${m[2]!}${fraction}` || '0');
  let exponent = -fraction.length;
  let format: QuantityFormat = 'DecimalSI';
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) {
    value *= 1024n ** BigInt(binary + 1);
    format = 'BinarySI';
  } else if (DECIMAL[suffix] !== undefined) exponent += DECIMAL[suffix]!;
  else if (/^[eE][+-]?[0-9]+$/.test(suffix)) {
    exponent += Number(suffix.slice(1));
    format = 'DecimalExponent';
  } else return { error: QUANTITY_SUFFIX_ERROR };
  const shift = exponent + NANO;
  // Past any number that an object can hold; Go caps it, we refuse to make it.
  if (shift > 1000) return { error: QUANTITY_SUFFIX_ERROR };
  if (shift >= 0) value *= 10n ** BigInt(shift);
  else value = divideUp(value, 10n ** BigInt(Math.min(-shift, 1000)));
  return { quantity: { nano: m[1] === '-' ? -value : value, format } };
}

const divideUp = (value: bigint, unit: bigint): bigint => (value + unit - 1n) / unit;
const nanoOf = (text: string | number): bigint => parseQuantity(text)?.nano ?? 0n;

/** Quantity's text as the API server writes it: `1000m` is `1`, `0.5` is `500m`, `1.5Gi` is `1536Mi`. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const size = nano < 0n ? -nano : nano;
  if (format === 'BinarySI' && size >= 1024n * ONE && size % ONE === 0n) {
    let whole = nano / ONE, power = 0;
    while (power < BINARY.length && whole % 1024n === 0n) { whole /= 1024n; power++; }
    return `${whole}${power === 0 ? '' : BINARY[power - 1]}`;
  }
  let mantissa = nano, exponent = -NANO;
  while (mantissa % 1000n === 0n && (exponent < 18 || format === 'DecimalExponent')) { mantissa /= 1000n; exponent += 3; }
  if (format === 'DecimalExponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  for (const [suffix, power] of Object.entries(DECIMAL)) if (power === exponent) return `${mantissa}${suffix}`;
  return String(mantissa);
}

const canonical = new Map<string, string>();

/** `text` as the API server writes it back; what is no quantity stays. */
export function canonicalQuantity(text: string): string {
  let result = canonical.get(text);
  if (result === undefined) {
    const quantity = parseQuantity(text);
    if (canonical.size > MAX_CACHED) canonical.clear();
    canonical.set(text, (result = quantity ? formatQuantity(quantity) : text));
  }
  return result;
}

/** Negative, zero or positive, as a sort wants it. What is no quantity counts as 0. */
export function compareQuantities(a: string | number, b: string | number): number {
  if (a === b) return 0;
  const x = nanoOf(a), y = nanoOf(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export const isZeroQuantity = (text: string | number): boolean => nanoOf(text) === 0n;
export const isNegativeQuantity = (text: string | number): boolean => nanoOf(text) < 0n;

/** The sum. It has `a`'s format, unless `a` is zero. */
export const addQuantities = (a: string | number, b: string | number): string => combine(a, b, 1n);
export const subtractQuantities = (a: string | number, b: string | number): string => combine(a, b, -1n);

function combine(a: string | number, b: string | number, sign: bigint): string {
  const x = parseQuantity(a), y = parseQuantity(b);
  const format = x && x.nano !== 0n ? x.format : y?.format ?? 'DecimalSI';
  return formatQuantity({ nano: (x?.nano ?? 0n) + sign * (y?.nano ?? 0n), format });
}

const PLAIN = /^[0-9]{1,15}$/;
const MILLI = /^[0-9]{1,15}m$/;

function rounded(text: string, unit: bigint): number {
  const nano = nanoOf(text);
  return Number(nano >= 0n ? divideUp(nano, unit) : nano / unit);
}

const values = new Map<string, number>();
const millis = new Map<string, number>();

function remembered(cache: Map<string, number>, text: string, unit: bigint): number {
  let n = cache.get(text);
  if (n === undefined) {
    if (cache.size > MAX_CACHED) cache.clear();
    cache.set(text, (n = rounded(text, unit)));
  }
  return n;
}

/** Whole units, rounded up (Quantity.Value). */
export function quantityValue(text: string | number): number {
  const key = String(text);
  return PLAIN.test(key) ? Number(key) : remembered(values, key, ONE);
}

/** Thousandths, rounded up (Quantity.MilliValue). */
export function quantityMilliValue(text: string | number): number {
  const key = String(text);
  return MILLI.test(key) ? Number(key.slice(0, -1)) : remembered(millis, key, 1_000_000n);
}
