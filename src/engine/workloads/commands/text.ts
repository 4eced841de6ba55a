/** Commands over text: they read their files or stdin, and write. */
import { encodeBytes, utf8Bytes, decodeText } from '../../api/base64.ts';
import { fileProblem, pathIn, type Command, type Process } from '../process.ts';
import { argumentsOf } from './arguments.ts';

/** What the operands hold together, or stdin; undefined, with the reason written, when one cannot be read. */
function textOf(name: string, operands: readonly string[], process: Process): string | undefined {
  if (operands.length === 0) return process.stdin.all();
  let text = '';
  for (const operand of operands) {
    try { text += operand === '-' ? process.stdin.all() : process.inside.files.read(pathIn(process, operand), process.inside.user); } catch (error) {
      process.err(`${name}: ${operand}: ${fileProblem(error)}\n`);
      return undefined;
    }
  }
  return text;
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** A command from all lines to all lines. */
const overLines = (name: string, valued: string, run: (lines: string[], flags: ReadonlyMap<string, string>, operands: readonly string[]) => string[], taken = 0): Command => (words, process) => {
  const { flags, operands } = argumentsOf(words, valued);
  const text = textOf(name, operands.slice(taken), process);
  if (text === undefined) return 1;
  for (const line of run(linesOf(text), flags, operands)) process.out(`${line}\n`);
  return 0;
};

const echo: Command = (words, { out }) => {
  const [, letters] = /^-([neE]+)$/.exec(words[0] ?? '') ?? [];
  const text = words.slice(letters === undefined ? 0 : 1).join(' ');
  out(`${letters?.includes('e') ? escaped(text) : text}${letters?.includes('n') ? '' : '\n'}`);
  return 0;
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', '0': '\0', e: '\x1b' };
const escaped = (text: string): string => text.replace(/\\(?:x([\da-f]{1,2})|0?([0-7]{1,3})|(.))/gi, (whole, hex?: string, octal?: string, letter?: string) =>
  (hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : octal !== undefined ? String.fromCharCode(Number.parseInt(octal, 8)) : ESCAPES[letter!] ?? whole));

const printf: Command = ([format = '', ...values], { out }) => {
  const plain = escaped(format);
  let next = 0;
  do {
    const start = next;
    out(plain.replace(/%(-?0?\d*)(?:\.\d+)?([sdicxqb%])/g, (_, width: string, kind: string) => {
      if (kind === '%') return '%';
      const value = values[next++] ?? (kind === 's' ? '' : '0');
      const text = kind === 'x' ? Number(value).toString(16) : kind === 'd' || kind === 'i' ? String(Math.trunc(Number(value)) || 0) : kind === 'c' ? value.slice(0, 1) : kind === 'b' ? escaped(value) : value;
      const size = Math.abs(Number(width.replace(/^-?0/, (zero) => (zero.startsWith('-') ? '-' : ''))));
      return width.startsWith('-') ? text.padEnd(size) : text.padStart(size, width.startsWith('0') ? '0' : ' ');
    }));
    if (next === start) break;
  } while (next < values.length);
  return 0;
};

const grep: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words, 'em');
  const [pattern = '', ...files] = flags.has('e') ? [flags.get('e')!, ...operands] : operands;
  const text = textOf('grep', files, process);
  if (text === undefined) return 2;
  // Basic expressions have these letters the other way round.
  const source = flags.has('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : flags.has('E') || flags.has('P') ? pattern : pattern.replace(/\\?[+?{}()|]/g, (piece) => (piece.startsWith('\\') ? piece.slice(1) : `\\${piece}`));
  const expression = new RegExp(flags.has('x') ? `^(?:${source})$` : flags.has('w') ? `\\b(?:${source})\\b` : source, flags.has('i') ? 'i' : '');
  const found = linesOf(text).map((line, i) => [line, i] as const).filter(([line]) => expression.test(line) !== flags.has('v'));
  if (flags.has('q')) return found.length > 0 ? 0 : 1;
  if (flags.has('c')) process.out(`${found.length}\n`);
  else for (const [line, i] of found) process.out(`${flags.has('n') ? `${i + 1}:` : ''}${flags.has('o') ? expression.exec(line)?.[0] ?? '' : line}\n`);
  return found.length > 0 ? 0 : 1;
};

const wc: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words);
  const text = textOf('wc', operands, process);
  if (text === undefined) return 1;
  const counts = { l: (text.match(/\n/g) ?? []).length, w: (text.match(/\S+/g) ?? []).length, c: utf8Bytes(text).length };
  const wanted = (['l', 'w', 'c'] as const).filter((letter) => flags.size === 0 || flags.has(letter));
  process.out(`${wanted.map((letter) => (wanted.length === 1 ? String(counts[letter]) : String(counts[letter]).padStart(9))).join(' ')}${operands.length > 0 ? ` ${operands[0]}` : ''}\n`);
  return 0;
};

const countOf = (flags: ReadonlyMap<string, string>): number => Number(flags.get('n') ?? [...flags.keys()].filter((key) => /^\d$/.test(key)).join('') ?? 10) || 10;

const head = overLines('head', 'nc', (lines, flags) => lines.slice(0, countOf(flags)));

const tail: Command = function* (words, process) {
  const { flags, operands } = argumentsOf(words, 'nc');
  const follows = flags.has('f') || flags.has('F');
  const text = follows && operands[0] === '/dev/null' ? '' : textOf('tail', operands, process);
  if (text === undefined) return 1;
  const from = /^\+\d+$/.test(flags.get('n') ?? '') ? Number(flags.get('n')) - 1 : -countOf(flags);
  for (const line of linesOf(text).slice(from)) process.out(`${line}\n`);
  if (!follows) return 0;
  let shown = text.length;
  const path = pathIn(process, operands[0] ?? '');
  for (;;) {
    if (operands[0] === undefined || operands[0] === '/dev/null') { yield { ms: Infinity }; continue; }
    yield { ms: 1000, idle: true };
    try {
      const now = process.inside.files.read(path, process.inside.user);
      if (now.length > shown) process.out(now.slice(shown));
      shown = now.length;
    } catch (error) { fileProblem(error); }
  }
};

const sort = overLines('sort', 'kt', (lines, flags) => {
  const compare = flags.has('n') ? (a: string, b: string) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) : (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = [...lines].sort(compare);
  if (flags.has('r')) sorted.reverse();
  return flags.has('u') ? [...new Set(sorted)] : sorted;
});

const uniq = overLines('uniq', '', (lines, flags) => {
  const runs: [string, number][] = [];
  for (const line of lines) { const last = runs.at(-1); if (last?.[0] === line) last[1]++; else runs.push([line, 1]); }
  return runs.map(([line, count]) => (flags.has('c') ? `${String(count).padStart(7)} ${line}` : line));
});

/** `a-z` spelt out. */
const letters = (set: string): string => escaped(set).replace(/\[:(\w+):\]/g, (_, name: string) => ({ upper: 'A-Z', lower: 'a-z', digit: '0-9', space: ' \t\n' })[name] ?? '')
  .replace(/([^])-([^])/g, (_, a: string, b: string) => Array.from({ length: Math.max(0, b.charCodeAt(0) - a.charCodeAt(0) + 1) }, (__, i) => String.fromCharCode(a.charCodeAt(0) + i)).join(''));

const tr: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words);
  const from = letters(operands[0] ?? ''), to = letters(operands[1] ?? '');
  const isIn = (letter: string): boolean => from.includes(letter) !== flags.has('c');
  process.out([...process.stdin.all()].map((letter) => (!isIn(letter) ? letter : flags.has('d') ? '' : to[Math.min(from.indexOf(letter), to.length - 1)] ?? letter)).join(''));
  return 0;
};

const cut = overLines('cut', 'dfc', (lines, flags) => lines.map((line) => {
  const wanted = (flags.get('f') ?? flags.get('c') ?? '').split(',').map((range) => range.split('-').map((end) => (end === '' ? undefined : Number(end))));
  const separator = flags.get('d') ?? '\t';
  const pieces = flags.has('c') ? [...line] : line.split(separator);
  if (!flags.has('c') && pieces.length === 1) return line;
  return pieces.filter((_, i) => wanted.some(([from, to]) => (to === undefined && !(flags.get('f') ?? flags.get('c') ?? '').includes(`${from}-`) ? i + 1 === from : i + 1 >= (from ?? 1) && i + 1 <= (to ?? Infinity)))).join(flags.has('c') ? '' : separator);
}));

/** `s/a/b/g`, `/a/d`, `3p` with `-n`, `$!d`-like rules are not known. */
const sed: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words, 'e');
  const [script = '', ...files] = flags.has('e') ? [flags.get('e')!, ...operands] : operands;
  const text = textOf('sed', files, process);
  if (text === undefined) return 1;
  const rules = script.split(';').map((rule) => rule.trim()).filter((rule) => rule !== '');
  const lines: string[] = [];
  for (let [i, line] of linesOf(text).entries()) {
    let kept = !flags.has('n');
    for (const rule of rules) {
      const [, address = '', body = ''] = /^(\d+|\/(?:[^/\\]|\\.)*\/)?\s*(.*)$/s.exec(rule) ?? [];
      if (address !== '' && !(address.startsWith('/') ? new RegExp(address.slice(1, -1)).test(line) : Number(address) === i + 1)) continue;
      if (body === 'd') kept = false;
      else if (body === 'p') lines.push(line);
      else {
        const mark = body[1] ?? '/';
        const [, from = '', to = '', options = ''] = body.split(new RegExp(`(?<!\\\\)${mark.replace(/[|.*+?^$()[\]{}\\]/g, '\\$&')}`));
        const source = flags.has('E') || flags.has('r') ? from : from.replace(/\\?[+?{}()|]/g, (piece) => (piece.startsWith('\\') ? piece.slice(1) : `\\${piece}`));
        line = line.replace(new RegExp(source, `${options.includes('g') ? 'g' : ''}${/i/i.test(options) ? 'i' : ''}`), (...groups: string[]) => to.replace(/\\(\d)|\\(.)|&/g, (whole, digit?: string, letter?: string) => (digit === undefined ? letter ?? (whole === '&' ? groups[0]! : whole) : groups[Number(digit)] ?? '')));
      }
    }
    if (kept) lines.push(line);
  }
  const result = lines.map((line) => `${line}\n`).join('');
  if (flags.has('i') && files[0] !== undefined) process.inside.files.write(pathIn(process, files[0]), result, process.inside.user); else process.out(result);
  return 0;
};

/** `awk -F. '{print $1"-"$2}'`: printing of fields and texts. */
const awk: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words, 'Fv');
  const [script = '', ...files] = operands;
  const text = textOf('awk', files, process);
  if (text === undefined) return 1;
  const [, pattern, body] = /^\s*(?:\/((?:[^/\\]|\\.)*)\/)?\s*\{\s*print\s*([\s\S]*?)\s*;?\s*\}\s*$/.exec(script) ?? [];
  if (body === undefined) { process.err('awk: cmd. line:1: syntax error\n'); return 1; }
  const separator = flags.get('F');
  for (const [i, line] of linesOf(text).entries()) {
    if (pattern !== undefined && !new RegExp(pattern).test(line)) continue;
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator.length === 1 ? separator : new RegExp(separator));
    const field = (word: string): string => (word === '$0' ? line : word === '$NF' ? fields.at(-1) ?? '' : word === 'NF' ? String(fields.length) : word === 'NR' ? String(i + 1) : word.startsWith('$') ? fields[Number(word.slice(1)) - 1] ?? '' : escaped(word.slice(1, -1)));
    const values = body === '' ? [line] : body.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => [...part.matchAll(/\$\w+|NF|NR|"(?:[^"\\]|\\.)*"/g)].map(([word]) => field(word)).join(''));
    process.out(`${values.join(' ')}\n`);
  }
  return 0;
};

const seq: Command = (words, { out }) => {
  const [a = 1, b, c] = words.filter((word) => !/^-[sw]$/.test(word)).map(Number);
  const [first, step, last] = c !== undefined ? [a, b!, c] : b !== undefined ? [a, 1, b] : [1, 1, a];
  for (let i = first; step > 0 ? i <= last : i >= last; i += step) out(`${i}\n`);
  return 0;
};

const UNDECODED = 0xdc80;

/** The bytes of a text whose bytes that are no UTF-8 stand as lone surrogates. */
function bytesOf(text: string): number[] {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code >= UNDECODED && code < UNDECODED + 128) bytes.push(code - 0xdc00); else bytes.push(...utf8Bytes(letter));
  }
  return bytes;
}

/** As `hexdump -C` and, for every call without it, as that too: the form that people can read. */
const hexdump: Command = (words, process) => {
  const text = textOf('hexdump', argumentsOf(words, 'ens').operands, process);
  if (text === undefined) return 1;
  const bytes = bytesOf(text);
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16);
    const columns = [row.slice(0, 8), row.slice(8)].map((half) => half.map((byte) => hex(byte, 2)).join(' ').padEnd(23));
    process.out(`${hex(at, 8)}  ${columns.join('  ')}  |${row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}|\n`);
  }
  process.out(`${hex(bytes.length, 8)}\n`);
  return 0;
};

const base64: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words, 'w');
  const text = textOf('base64', operands, process);
  if (text === undefined) return 1;
  process.out(flags.has('d') ? decodeText(text.replace(/\s/g, '')) ?? '' : `${encodeBytes(Uint8Array.from(bytesOf(text)))}\n`);
  return 0;
};

export const TEXT_COMMANDS: Readonly<Record<string, Command>> = { awk, base64, cut, echo, grep, head, hexdump, printf, sed, seq, sort, tail, tr, uniq, wc };
