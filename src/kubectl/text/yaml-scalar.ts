/** How go-yaml v2 (which kubectl prints with) writes a text: plain, quoted or as a block, folded after column 80. */

const BOOL_OR_NULL = new Set([
  'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF',
  '', '~', 'null', 'Null', 'NULL', '.nan', '.NaN', '.NAN', '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF',
]);
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INTEGER = /^[-+]?(0[bB][01]+|0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(([Tt]| +)\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)?|)$/;

/** Whether the bare text would be read as something else than a text. */
export function resolvesToOther(text: string): boolean {
  if (BOOL_OR_NULL.has(text)) return true;
  if (!/^[-+0-9.]/.test(text)) return false;
  const digits = text.replaceAll('_', '');
  return INTEGER.test(digits) || FLOAT.test(digits) || BASE_60.test(text) || TIMESTAMP.test(text);
}

export interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
  readonly multiline: boolean;
}

const printable = (code: number): boolean =>
  code === 0x0a || (code >= 0x20 && code <= 0x7e) || code === 0x85 || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);

const isBreak = (char: string | undefined): boolean => char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';
const isBlank = (char: string | undefined): boolean => char === undefined || char === ' ' || char === '\t' || isBreak(char);

/** Which styles can hold the text. */
export function analyse(text: string): Analysis {
  const chars = [...text];
  let indicators = text.startsWith('---') || text.startsWith('...');
  let special = false, breaks = false, breakSpace = false, spaceBreak = false;
  let previousSpace = false, previousBreak = false;
  let edgeSpace = false, edgeBreak = false, trailingSpace = false;
  let afterBlank = true;
  chars.forEach((char, i) => {
    const nextBlank = isBlank(chars[i + 1]);
    if (i === 0) {
      if ('#,[]{}&*!|>\'"%@`'.includes(char)) indicators = true;
      if ((char === '?' || char === ':' || char === '-') && nextBlank) indicators = true;
    } else if ((char === ':' && nextBlank) || (char === '#' && afterBlank)) {
      indicators = true;
    }
    if (!printable(char.codePointAt(0)!)) special = true;
    const last = i === chars.length - 1;
    if (char === ' ') {
      if (i === 0) edgeSpace = true;
      if (last) { edgeSpace = true; trailingSpace = true; }
      if (previousBreak) breakSpace = true;
      previousSpace = true;
      previousBreak = false;
    } else if (isBreak(char)) {
      breaks = true;
      if (i === 0 || last) edgeBreak = true;
      if (previousSpace) spaceBreak = true;
      previousSpace = false;
      previousBreak = true;
    } else {
      previousSpace = false;
      previousBreak = false;
    }
    afterBlank = isBlank(char);
  });
  const hard = spaceBreak || special;
  return {
    plain: !indicators && !edgeSpace && !edgeBreak && !breakSpace && !hard && !breaks,
    single: !breakSpace && !hard,
    block: !trailingSpace && !hard && text !== '',
    multiline: breaks,
  };
}

const BEST_WIDTH = 80;

/** Words with line ends in place of single spaces beyond the width; `column` is where the text starts. */
export function folded(body: string, column: number, indent: number, edge: (i: number) => boolean): string {
  let out = '';
  let at = column;
  let spaces = false;
  const chars = [...body];
  chars.forEach((char, i) => {
    if (char === ' ' && !spaces && at > BEST_WIDTH && !edge(i) && chars[i + 1] !== ' ') {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
      spaces = true;
      return;
    }
    spaces = char === ' ';
    out += char;
    at++;
  });
  return out;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0', '\u0007': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r', '\u001b': '\\e',
  '"': '\\"', '\\': '\\\\', '\u0085': '\\N', '\u00a0': '\\_', '\u2028': '\\L', '\u2029': '\\P',
};

function escaped(char: string): string {
  const short = ESCAPES[char];
  if (short !== undefined && char !== '\u00a0') return short;
  const code = char.codePointAt(0)!;
  if (printable(code) && !isBreak(char)) return char;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}`.toLowerCase().replace(/[a-f]+$/, (x) => x.toUpperCase()) : code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

export function doubleQuoted(text: string, column: number, indent: number, breaks: boolean): string {
  let out = '"';
  let at = column + 1;
  let spaces = false;
  const chars = [...text];
  chars.forEach((char, i) => {
    if (char === ' ' && breaks && !spaces && at > BEST_WIDTH && i > 0 && i < chars.length - 1) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
      if (chars[i + 1] === ' ') { out += '\\'; at++; }
      spaces = true;
      return;
    }
    const written = escaped(char);
    spaces = char === ' ';
    out += written;
    at += written.length;
  });
  return `${out}"`;
}

/** `|` with its hints, then the lines at `indent`. */
export function literal(text: string, indent: number): string {
  const lead = text.startsWith(' ') || text.startsWith('\n') ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const body = lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n');
  return `|${lead}${chomp}\n${body}`;
}
