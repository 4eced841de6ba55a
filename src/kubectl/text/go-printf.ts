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
  return next < args.length ? `${out}%!(EXTRA ${args.slice(next).map((arg) => `${typeName(arg)}=${goText(arg)}`).join(', ')})` : out;
}

const typeName = (value: unknown): string => (typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float64') : typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : '<nil>');

function verbText(verb: string, value: unknown, precision: string | undefined, flags: string): string {
  switch (verb) {
    case 'v': return flags.includes('#') ? goSyntax(value) : goText(value);
    case 's': return typeof value === 'string' ? (precision === undefined ? value : value.slice(0, Number(precision))) : typeof value === 'number' || typeof value === 'boolean' ? `%!s(${typeName(value)}=${goText(value)})` : goText(value);
    case 'q': return JSON.stringify(goText(value));
    case 't': return typeof value === 'boolean' ? String(value) : `%!t(${typeName(value)}=${goText(value)})`;
    case 'd': return typeof value === 'number' ? `${flags.includes('+') && value >= 0 ? '+' : ''}${Math.trunc(value)}` : `%!d(${typeName(value)}=${goText(value)})`;
    case 'x': return typeof value === 'number' ? value.toString(16) : [...goText(value)].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
    case 'f': return Number(value).toFixed(precision === undefined ? 6 : Number(precision));
    case 'T': return typeName(value);
    default: return `%!${verb}(${typeName(value)}=${goText(value)})`;
  }
}
