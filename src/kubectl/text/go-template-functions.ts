/** The functions of Go's templates, and kubectl's two (`exists`, `base64decode`). They throw Errors with Go's words. */
import { decodeText } from '../../engine/api/base64.ts';
import { goPrintf } from './go-printf.ts';
import { goTypeName, GoNumber, plain } from './go-types.ts';
import { goText } from './go-value.ts';

export interface TemplateFunction {
  readonly least: number;
  readonly most: number;
  /** Takes texts only. */
  readonly texts?: boolean;
  /** `undefined` stands for a missing key. */
  readonly run: (...args: unknown[]) => unknown;
}

/** What counts as true in a condition. */
export function truth(given: unknown): boolean {
  const value = plain(given);
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object') return Object.keys(value).length > 0;
  return Boolean(value);
}

function lengthOf(value: unknown): GoNumber {
  if (value === undefined || value === null) throw new Error('reflect: call of reflect.Value.Type on zero Value');
  if (typeof value === 'string') return new GoNumber(new TextEncoder().encode(value).length, 'int');
  if (typeof value !== 'object' || value instanceof GoNumber) throw new Error(`len of type ${goTypeName(value)}`);
  return new GoNumber(Array.isArray(value) ? value.length : Object.keys(value).length, 'int');
}

function position(key: unknown, length: number, wholeToo = false): number {
  const i = plain(key);
  if (i === undefined || i === null) throw new Error('cannot index slice/array with nil');
  if (typeof i !== 'number' || !Number.isInteger(i)) throw new Error(`cannot index slice/array with type ${goTypeName(key)}`);
  if (i < 0 || (wholeToo ? i > length : i >= length)) throw new Error(`index out of range: ${i}`);
  return i;
}

function indexed(value: unknown, ...keys: unknown[]): unknown {
  let current = value;
  if (current === undefined || current === null) throw new Error('index of untyped nil');
  for (const key of keys) {
    if (current === null || current === undefined) throw new Error('index of nil pointer');
    if (typeof current === 'string') {
      const bytes = new TextEncoder().encode(current);
      current = bytes[position(key, bytes.length)];
    } else if (Array.isArray(current)) {
      current = (current as unknown[])[position(key, current.length)];
    } else if (typeof current === 'object' && !(current instanceof GoNumber)) {
      if (typeof key !== 'string') throw new Error(key === undefined || key === null ? 'value is nil; should be of type string' : `value has type ${goTypeName(key)}; should be string`);
      current = (current as Record<string, unknown>)[key];
    } else {
      throw new Error(`can't index item of type ${goTypeName(current)}`);
    }
  }
  return current;
}

function slice(value: unknown, ...bounds: unknown[]): unknown {
  if (value === undefined || value === null) throw new Error('slice of untyped nil');
  if (typeof value !== 'string' && !Array.isArray(value)) throw new Error(`can't slice item of type ${goTypeName(value)}`);
  if (bounds.length > 3) throw new Error(`too many slice indexes: ${bounds.length}`);
  if (bounds.length === 3 && typeof value === 'string') throw new Error('cannot 3-index slice a string');
  const [from = 0, to = value.length] = bounds.map((bound) => position(bound, value.length, true));
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  return value.slice(from, to);
}

type Basic = 'bool' | 'number' | 'float' | 'string' | 'none';

function basicOf(given: unknown): Basic {
  const value = plain(given);
  if (typeof value === 'number') return goTypeName(given) === 'float64' ? 'float' : 'number';
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'none';
}

function equal(a: unknown, ...others: unknown[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison');
  return others.some((b) => {
    const [x, y] = [basicOf(a), basicOf(b)];
    const bothGiven = (a ?? undefined) !== undefined && (b ?? undefined) !== undefined;
    if (x !== y) {
      if (bothGiven) throw new Error(`incompatible types for comparison: ${goTypeName(a)} and ${goTypeName(b)}`);
      return false;
    }
    if (x !== 'none') return plain(a) === plain(b);
    if (bothGiven) throw new Error(`non-comparable type ${goText(a)}: ${goTypeName(a)}`);
    return (a ?? undefined) === (b ?? undefined);
  });
}

function less(a: unknown, b: unknown): boolean {
  const [x, y] = [basicOf(a), basicOf(b)];
  if (x === 'none' || y === 'none') throw new Error('invalid type for comparison');
  if (x !== y) throw new Error('incompatible types for comparison');
  if (x === 'bool') throw new Error('invalid type for comparison');
  return (plain(a) as string) < (plain(b) as string);
}

/** Go puts spaces between operands when neither is a text. */
const printed = (args: readonly unknown[]): string => args.map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + goText(plain(arg))).join('');

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;', '\0': '\uFFFD' };
const SCRIPT: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D' };

const fixed = (count: number, run: (...args: unknown[]) => unknown): TemplateFunction => ({ least: count, most: count, run });
const open = (least: number, run: (...args: unknown[]) => unknown): TemplateFunction => ({ least, most: Infinity, run });

export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  not: fixed(1, (value) => !truth(value)),
  eq: open(1, equal),
  ne: fixed(2, (a, b) => !equal(a, b)),
  lt: fixed(2, less),
  le: fixed(2, (a, b) => less(a, b) || equal(a, b)),
  gt: fixed(2, (a, b) => !less(a, b) && !equal(a, b)),
  ge: fixed(2, (a, b) => !less(a, b)),
  len: fixed(1, lengthOf),
  index: open(1, indexed),
  slice: open(1, slice),
  print: open(0, (...args) => printed(args)),
  println: open(0, (...args) => `${args.map((arg) => goText(plain(arg))).join(' ')}\n`),
  printf: open(1, (format, ...args) => goPrintf(String(format), args)),
  html: open(0, (...args) => printed(args).replace(/[&<>'"\0]/g, (c) => HTML[c]!)),
  js: open(0, (...args) => printed(args).replace(/[\\'"<>&=]|[\0-\x1f]/g, (c) => SCRIPT[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)),
  urlquery: open(0, (...args) => encodeURIComponent(printed(args)).replaceAll('%20', '+').replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)),
  exists: open(1, (value, ...keys) => { try { return (indexed(value, ...keys) ?? undefined) !== undefined; } catch { return false; } }),
  base64decode: {
    least: 1, most: 1, texts: true,
    run: (value) => {
      const text = decodeText(value as string);
      if (text === undefined) throw new Error(`base64 decode failed: illegal base64 data at input byte ${badByte(value as string)}`);
      return text;
    },
  },
};

/** Where Go's decoder stops: at the first character that is none of base64's. */
function badByte(text: string): number {
  const at = text.search(/[^A-Za-z0-9+/\r\n]/);
  return at < 0 ? Math.floor(text.length / 4) * 4 : at;
}
