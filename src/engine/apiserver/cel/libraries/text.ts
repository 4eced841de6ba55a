/** How CEL prints values: `string(x)` and the verbs of `"...".format([...])`. */
export function textOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const known = value as { getTime?(): number; toISOString?(): string; seconds?: bigint; nanos?: number; value?: bigint };
  if (known.toISOString) return known.toISOString().replace('.000Z', 'Z').replace(/(\.\d*?)0+Z$/, '$1Z');
  if (typeof known.seconds === 'bigint') return `${durationSeconds(known.seconds, known.nanos ?? 0)}s`;
  if (value.constructor !== Object && typeof (value as { toString(): string }).toString === 'function') return String(value);
  return `{${Object.keys(value).sort().map((key) => `${key}: ${textOf((value as Record<string, unknown>)[key])}`).join(', ')}}`;
}

function durationSeconds(seconds: bigint, nanos: number): string {
  if (nanos === 0) return String(seconds);
  const fraction = String(Math.abs(nanos)).padStart(9, '0').replace(/0+$/, '');
  return `${seconds === 0n && nanos < 0 ? '-' : ''}${seconds}.${fraction}`;
}

/** `%s %d %f %e %x %X %b %o %%`, with a precision for floats. */
export function formatText(format: string, args: readonly unknown[]): string {
  let next = 0;
  const result = format.replace(/%(?:\.(\d+))?([a-zA-Z%])/g, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= args.length) throw new Error(`index ${next} out of range`);
    const value = args[next++];
    const digits = precision === undefined ? 6 : Number(precision);
    switch (verb) {
      case 's': return textOf(value);
      case 'd': return textOf(value);
      case 'f': return Number(value).toFixed(digits);
      case 'e': return Number(value).toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
      case 'b': return typeof value === 'boolean' ? (value ? '1' : '0') : BigInt(value as bigint).toString(2);
      case 'o': return BigInt(value as bigint).toString(8);
      case 'x': return hex(value);
      case 'X': return hex(value).toUpperCase();
      default: throw new Error(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
    }
  });
  return result;
}

function hex(value: unknown): string {
  if (typeof value === 'bigint') return value.toString(16);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value as Uint8Array;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
