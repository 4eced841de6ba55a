/**
 * Quantities (`100m`, `1.5Gi`, `1e3`): exact arithmetic, as resource.Quantity does it
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
 */
const PATTERN = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;
const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 9;

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** In billionths, rounded away from zero: the smallest unit a quantity can have. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

const cache = new Map<string, Quantity | undefined>();

/** Undefined when `text` is no quantity. */
export function parseQuantity(text: string | number): Quantity | undefined {
  const key = String(text);
  if (cache.has(key)) return cache.get(key);
  if (cache.size > 4096) cache.clear();
  const quantity = parse(key);
  cache.set(key, quantity);
  return quantity;
}

function parse(text: string): Quantity | undefined {
  const m = PATTERN.exec(text);
  if (!m) return undefined;
  const [whole = '', fraction = ''] = m[2]!.split('.');
  let value = BigInt(whole + fraction || '0');
  let exponent = -fraction.length;
  let format: QuantityFormat = 'DecimalSI';
  const binary = m[3] === undefined ? -1 : BINARY.indexOf(m[3]);
  if (binary >= 0) {
    value *= 1024n ** BigInt(binary + 1);
    format = 'BinarySI';
  } else if (m[3] !== undefined) exponent += DECIMAL[m[3]]!;
  else if (m[4] !== undefined) {
    exponent += Number(m[4]);
    format = 'DecimalExponent';
  }
  const shift = exponent + NANO;
  if (shift > 1000) return undefined;
  if (shift >= 0) value *= 10n ** BigInt(shift);
  else {
    const unit = 10n ** BigInt(-shift);
    value = (value + unit - 1n) / unit;
  }
  return { nano: m[1] === '-' ? -value : value, format };
}

const nanoOf = (text: string | number): bigint => parseQuantity(text)?.nano ?? 0n;

/** Negative, zero or positive, as a sort wants it. What is no quantity counts as 0. */
export function compareQuantities(a: string | number, b: string | number): number {
  const x = nanoOf(a), y = nanoOf(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export const isZeroQuantity = (text: string | number): boolean => nanoOf(text) === 0n;
export const isNegativeQuantity = (text: string | number): boolean => nanoOf(text) < 0n;

/** Whole units, rounded up (Quantity.Value). */
export function quantityValue(text: string | number): number {
  const nano = nanoOf(text);
  return Number(nano >= 0n ? (nano + 999_999_999n) / 1_000_000_000n : nano / 1_000_000_000n);
}

/** Thousandths, rounded up (Quantity.MilliValue). */
export function quantityMilliValue(text: string | number): number {
  const nano = nanoOf(text);
  return Number(nano >= 0n ? (nano + 999_999n) / 1_000_000n : nano / 1_000_000n);
}
