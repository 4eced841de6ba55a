/** Go's durations (`1h30m`, `1.5s`), exact to the nanosecond (https://pkg.go.dev/time#ParseDuration). */
const UNITS: Readonly<Record<string, bigint>> = {
  h: 3_600_000_000_000n, m: 60_000_000_000n, s: 1_000_000_000n, ms: 1_000_000n, us: 1000n, 'µs': 1000n, 'μs': 1000n, ns: 1n,
};

/** Nanoseconds; undefined for what is no duration. */
export function parseGoDuration(text: string): bigint | undefined {
  const m = /^([+-]?)(.+)$/s.exec(text);
  if (!m) return undefined;
  if (m[2] === '0') return 0n;
  const part = /(\d*)(?:\.(\d*))?(h|ms|m|s|us|µs|μs|ns)/y;
  let nanos = 0n;
  while (part.lastIndex < m[2]!.length) {
    const found = part.exec(m[2]!);
    if (!found || (!found[1] && !found[2])) return undefined;
    const unit = UNITS[found[3]!]!;
    nanos += BigInt(found[1] || '0') * unit;
    const fraction = found[2] ?? '';
    if (fraction !== '') nanos += (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length);
  }
  if (nanos >= 1n << 63n) return undefined;
  return m[1] === '-' ? -nanos : nanos;
}
