import { goTypeName, plain } from './go-types.ts';
import { goSyntax, goText } from './go-value.ts';

/** Go's fmt.Sprintf for the verbs that templates use. */
export function goPrintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const out = format.replace(/%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g, (_, flags: string, width: string, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= args.length) return `%!${verb}(MISSING)`;
    const text = verbText(verb, args[next++], precision, flags);
    const size = Number(width || 0);
    if (flags.includes('-')) return text.padEnd(size);
    return flags.includes('0') && verb !== 's' ? text.padStart(size, '0') : text.padStart(size);
  });
  return next < args.length ? `${out}%!(EXTRA ${args.slice(next).map((arg) => (plain(arg) === undefined ? '<nil>' : `${goTypeName(arg)}=${goText(plain(arg))}`)).join(', ')})` : out;
}

function verbText(verb: string, given: unknown, precision: string | undefined, flags: string): string {
  const value = plain(given);
  const bad = (): string => (value === null || value === undefined ? `%!${verb}(<nil>)` : `%!${verb}(${goTypeName(given)}=${goText(value)})`);
  if (value !== null && typeof value === 'object' && 'sqdtfx'.includes(verb)) return eachOf(verb, value, precision, flags);
  switch (verb) {
    case 'v': return flags.includes('#') ? goSyntax(value) : goText(value);
    case 's': return typeof value === 'string' ? (precision === undefined ? value : [...value].slice(0, Number(precision)).join('')) : bad();
    case 'q': return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' && Number.isInteger(value) ? `'${String.fromCodePoint(value)}'` : bad();
    case 't': return typeof value === 'boolean' ? String(value) : bad();
    case 'd': return typeof value === 'number' && Number.isInteger(value) ? `${flags.includes('+') && value >= 0 ? '+' : ''}${value}` : bad();
    case 'x': return typeof value === 'number' ? value.toString(16) : typeof value === 'string' ? [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('') : bad();
    case 'f': return typeof value === 'number' && !Number.isInteger(value) || goTypeName(given) === 'float64' ? (value as number).toFixed(precision === undefined ? 6 : Number(precision)) : bad();
    case 'T': return goTypeName(given);
    default: return bad();
  }
}

/** A verb goes to the parts of a list or map. */
function eachOf(verb: string, value: object, precision: string | undefined, flags: string): string {
  if (Array.isArray(value)) return `[${value.map((item) => verbText(verb, item, precision, flags)).join(' ')}]`;
  return `map[${Object.keys(value).sort().map((key) => `${verbText(verb, key, precision, flags)}:${verbText(verb, (value as Record<string, unknown>)[key], precision, flags)}`).join(' ')}]`;
}
