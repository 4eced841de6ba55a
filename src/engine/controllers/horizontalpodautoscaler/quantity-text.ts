/** Thousandths as a quantity: `1500` is `1500m`, `2000` is `2`. */
const SUFFIXES: readonly [number, string][] = [[1e18, 'P'], [1e15, 'T'], [1e12, 'G'], [1e9, 'M'], [1e6, 'k'], [1e3, '']];

export function formatQuantity(milli: number): string {
  if (milli === 0) return '0';
  for (const [unit, suffix] of SUFFIXES) if (milli % unit === 0) return `${milli / unit}${suffix}`;
  return `${milli}m`;
}
