/** From a word of a shell to the fields it stands for: variables, commands, sums, field splitting, file names. */
import type { Run } from '../process.ts';
import { calculate } from './arithmetic.ts';
import { fits } from './pattern.ts';
import type { List, Part, Word } from './syntax.ts';

export interface Expander {
  /** Undefined when it is not set. `@` and `*` are the arguments with a space between. */
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  readonly args: readonly string[];
  /** What a list writes to stdout, without the newlines at its end. */
  output(list: List): Generator<Pause, string, void>;
  /** Paths that fit a pattern; none when nothing does. */
  paths(pattern: string): string[];
  fail(message: string): never;
}

type Pause = Run extends Generator<infer P, number, void> ? P : never;

/** A letter of a field, and whether it was quoted: then it splits nothing and is no pattern. */
interface Letters { text: string; quoted: boolean }

export function* expandWords(words: readonly Word[], shell: Expander): Generator<Pause, string[], void> {
  const fields: string[] = [];
  for (const word of words) {
    for (const field of yield* fieldsOf(word, shell)) {
      const isPattern = field.some(({ text, quoted }) => !quoted && /[*?[]/.test(text));
      const plain = field.map(({ text }) => text).join('');
      const found = isPattern ? shell.paths(field.map(({ text, quoted }) => (quoted ? text.replace(/[*?[\\]/g, '\\$&') : text)).join('')) : [];
      fields.push(...(found.length > 0 ? found : [plain]));
    }
  }
  return fields;
}

/** Without field splitting, as the value of an assignment or the target of a redirection. */
export function* expandText(word: Word, shell: Expander): Generator<Pause, string, void> {
  let text = '';
  for (const part of word) text += yield* valueOf(part, shell);
  return text;
}

/** As a pattern: what was quoted stands for itself. */
export function* expandPattern(word: Word, shell: Expander): Generator<Pause, string, void> {
  let pattern = '';
  for (const part of word) {
    const text = yield* valueOf(part, shell);
    pattern += part.quoted ? text.replace(/[*?[\\]/g, '\\$&') : text;
  }
  return pattern;
}

function* fieldsOf(word: Word, shell: Expander): Generator<Pause, Letters[][], void> {
  const fields: Letters[][] = [];
  let field: Letters[] | undefined;
  for (const part of word) {
    if (part.is === 'variable' && part.name === '@' && part.quoted && !part.operator) {
      shell.args.forEach((arg, i) => {
        if (i > 0 && field) { fields.push(field); field = undefined; }
        (field ??= []).push({ text: arg, quoted: true });
      });
      continue;
    }
    const text = yield* valueOf(part, shell);
    if (part.quoted || part.is === 'text') { if (text !== '' || part.quoted) (field ??= []).push({ text, quoted: part.quoted }); continue; }
    const pieces = text.split(/[ \t\n]+/);
    pieces.forEach((piece, i) => {
      if (i > 0 && field) { fields.push(field); field = undefined; }
      if (piece !== '') (field ??= []).push({ text: piece, quoted: false });
    });
  }
  if (field) fields.push(field);
  return fields;
}

function* valueOf(part: Part, shell: Expander): Generator<Pause, string, void> {
  if (part.is === 'text') return part.quoted ? part.text : part.text.replace(/^~(?=\/|$)/, () => shell.get('HOME') ?? '/root');
  if (part.is === 'command') return yield* shell.output(part.list);
  if (part.is === 'arithmetic') {
    const text = yield* expandText(part.text, shell);
    try { return String(calculate(text, shell)); } catch { return shell.fail('arithmetic syntax error'); }
  }
  const value = shell.get(part.name);
  const { operator, word = [] } = part;
  if (!operator) return value ?? '';
  if (operator === 'length') return String((value ?? '').length);
  const missing = value === undefined || (operator.startsWith(':') && value === '');
  switch (operator.replace(':', '')) {
    case '-': return missing ? yield* expandText(word, shell) : value;
    case '+': return missing ? '' : yield* expandText(word, shell);
    case '=': {
      if (!missing) return value;
      const text = yield* expandText(word, shell);
      shell.set(part.name, text);
      return text;
    }
    case '?': return missing ? shell.fail(`${part.name}: ${(yield* expandText(word, shell)) || 'parameter not set'}`) : value;
    default: return cut(value ?? '', operator, yield* expandPattern(word, shell));
  }
}

/** `${x#pattern}` and its like: what fits is cut off the front or the end, as little or (doubled) as much as can be. */
function cut(value: string, operator: string, pattern: string): string {
  const front = operator.startsWith('#'), greedy = operator.length === 2;
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => (greedy ? value.length - i : i));
  for (const length of lengths) {
    const piece = front ? value.slice(0, length) : value.slice(value.length - length);
    if (fits(piece, pattern)) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
