/**
 * Starts programs in a container: the usual commands, shells, and scripts that lie in its files. What else an image holds is not here:
 * such a program is missing, or (`assumed`) taken to do its work and to run on where it is the last that a script starts.
 */
import { COMMANDS } from './commands/index.ts';
import { fileProblem, Input, pathIn, runAtOnce, type Inside, type Outcome, type Process, type Run } from './process.ts';
import { Shell } from './shell/Shell.ts';

const SHELLS = /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da|a)?sh$/;
const FOLDERS = /^\/(?:(?:usr\/(?:local\/)?)?s?bin\/(?=[^/]+$)|(?=agnhost(?:-2)?$))/;
const NOT_FOUND = 127, NOT_EXECUTABLE = 126;

export const isShell = (word: string | undefined): boolean => word !== undefined && SHELLS.test(word);

export interface Launching {
  readonly stdin?: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Told of each program that is not there. */
  readonly unknown?: (name: string) => void;
  /** A program that is not known runs on for good. */
  readonly assumed?: boolean;
}

/** A new process of a container. */
export function startProcess(words: readonly string[], inside: Inside, { stdin = '', out, err, unknown, assumed = false }: Launching): Run {
  const launch: Process['launch'] = function (this: Process, line, change = {}) { return started(line, { ...this, ...change }, unknown, assumed); };
  return started(words, { inside, env: new Map(inside.env), cwd: inside.container.workingDir ?? '/', shell: 'sh', stdin: new Input(stdin), out, err, launch }, unknown, assumed);
}

function* started(words: readonly string[], process: Process, unknown: ((name: string) => void) | undefined, assumed: boolean): Run {
  const [name = '', ...rest] = words;
  if (isShell(name)) return yield* shell(name, rest, process);
  const plain = name.replace(FOLDERS, '');
  if (plain === 'busybox') return yield* started(rest, process, unknown, assumed);
  if (plain === 'which') return which(rest, process);
  const command = Object.hasOwn(COMMANDS, plain) ? COMMANDS[plain] : undefined;
  if (command) {
    const result = command(rest, process, name);
    return typeof result === 'number' ? result : yield* result;
  }
  if (name.includes('/')) {
    const entry = found(process, name);
    if (entry?.is === 'file') {
      if ((entry.mode & 0o111) === 0) { process.err(`${process.shell}: ${name}: Permission denied\n`); return NOT_EXECUTABLE; }
      return yield* new Shell(process, name, rest).run(entry.text.replace(/^#!.*\n/, ''));
    }
  }
  unknown?.(name);
  if (assumed) { yield { ms: Infinity }; return 0; }
  process.err(`${process.shell}: ${name}: not found\n`);
  return NOT_FOUND;
}

function* shell(name: string, words: readonly string[], process: Process): Run {
  const at = words.findIndex((word) => !word.startsWith('-') && !word.startsWith('+'));
  const options = (at < 0 ? words : words.slice(0, at)).join('');
  const rest = at < 0 ? [] : words.slice(at);
  const begin = (args: readonly string[], as = name): Shell => {
    const made = new Shell(process, as, args);
    made.stopsOnError = options.includes('e');
    made.traces = options.includes('x');
    return made;
  };
  if (/-\w*c/.test(options)) return yield* begin(rest.slice(2), rest[1]).run(rest[0] ?? '');
  if (rest.length === 0) return yield* begin([]).run(process.stdin.all());
  let text: string;
  try { text = process.inside.files.read(pathIn(process, rest[0]!), process.inside.user); } catch (error) {
    process.err(`${name}: can't open '${rest[0]}': ${fileProblem(error)}\n`);
    return 2;
  }
  return yield* begin(rest.slice(1), rest[0]).run(text);
}

function found(process: Process, name: string): ReturnType<Inside['files']['find']> {
  try { return process.inside.files.find(pathIn(process, name), process.inside.user); } catch (error) { fileProblem(error); return undefined; }
}

function which([name = '']: readonly string[], { out }: Process): number {
  const plain = name.replace(FOLDERS, '');
  if (!Object.hasOwn(COMMANDS, plain) && !isShell(plain)) return 1;
  out(`/bin/${plain}\n`);
  return 0;
}

export interface AtOnce { readonly stdin?: string; /** Virtual ms. */ readonly patienceMs?: number }

/** Runs a command to its end without virtual time going on, as `kubectl exec` and probes do. */
export function runCommand(words: readonly string[], inside: Inside, { stdin, patienceMs }: AtOnce = {}): Outcome {
  let missing = false;
  const outcome = runAtOnce((out, err) => startProcess(words, inside, { ...(stdin === undefined ? {} : { stdin }), out, err, unknown: () => { missing = true; } }), patienceMs);
  if (!missing) return outcome;
  // A program that is named itself is not even started.
  return isShell(words[0]) || outcome.code !== NOT_FOUND ? { ...outcome, missing } : { ...outcome, stderr: '', missing };
}
