/** `test`, `[` and `[[`: of files, texts and numbers. */
import { fileProblem, pathIn, type Command, type Process } from '../process.ts';

class NotUnderstood extends Error {}

export const condition = (name: string): Command => (words, process) => {
  const end = name === '[' ? ']' : name === '[[' ? ']]' : undefined;
  if (end !== undefined && words.at(-1) !== end) { process.err(`sh: missing ${end}\n`); return 2; }
  try { return holds(end === undefined ? words : words.slice(0, -1), process) ? 0 : 1; } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    process.err(`sh: ${error.message}\n`);
    return 2;
  }
};

function holds(words: readonly string[], process: Process): boolean {
  let at = 0;
  const either = (): boolean => {
    let value = both();
    while (words[at] === '-o' || words[at] === '||') { at++; const next = both(); value ||= next; }
    return value;
  };
  const both = (): boolean => {
    let value = not();
    while (words[at] === '-a' || words[at] === '&&') { at++; const next = not(); value &&= next; }
    return value;
  };
  const not = (): boolean => {
    if (words[at] === '!' && at + 1 < words.length) { at++; return !not(); }
    return one();
  };
  const one = (): boolean => {
    const first = words[at++];
    if (first === undefined) return false;
    const operator = words[at], second = words[at + 1];
    if (second !== undefined && operator !== undefined && (operator in TEXTS || operator in NUMBERS)) {
      at += 2;
      if (operator in TEXTS) return TEXTS[operator]!(first, second);
      return NUMBERS[operator]!(number(first), number(second));
    }
    if (first === '(') { const value = either(); at++; return value; }
    if (/^-[a-zA-Z]$/.test(first) && words[at] !== undefined) return single(first, words[at++]!, process);
    return first !== '';
  };
  const value = either();
  if (at < words.length) throw new NotUnderstood(`${words[at]}: unknown operand`);
  return value;
}

const TEXTS: Readonly<Record<string, (a: string, b: string) => boolean>> = { '=': (a, b) => a === b, '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b, '>': (a, b) => a > b };
const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b, '-ne': (a, b) => a !== b, '-lt': (a, b) => a < b, '-le': (a, b) => a <= b, '-gt': (a, b) => a > b, '-ge': (a, b) => a >= b,
};

function number(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new NotUnderstood(`${text}: bad number`);
  return Number(text);
}

function single(operator: string, word: string, process: Process): boolean {
  if (operator === '-z') return word === '';
  if (operator === '-n') return word !== '';
  if (operator === '-t') return false;
  const { files, user } = process.inside;
  let entry: ReturnType<typeof files.find>;
  try { entry = files.find(pathIn(process, word), user); } catch (error) { fileProblem(error); return false; }
  if (!entry) return false;
  const may = (bit: number): boolean => (user.uid === 0 ? bit !== 1 || entry.is === 'directory' || (entry.mode & 0o111) !== 0 : ((entry.mode >> (user.uid === entry.uid ? 6 : user.gid === entry.gid || user.groups.includes(entry.gid) ? 3 : 0)) & bit) !== 0);
  switch (operator) {
    case '-f': return entry.is === 'file';
    case '-d': return entry.is === 'directory';
    case '-s': return entry.is === 'directory' || entry.text !== '';
    case '-r': return may(4);
    case '-w': return may(2) && !files.mountOf(pathIn(process, word)).readOnly;
    case '-x': return may(1);
    case '-e': case '-a': return true;
    default: return false;
  }
}
