/** Where a command reads from and writes to. */
import { fileProblem, Input, pathIn } from '../process.ts';
import type { Pause } from '../process.ts';
import { expandText } from './expand.ts';
import type { Shell } from './Shell.ts';
import type { Redirect } from './syntax.ts';

export interface Streams {
  readonly stdin: Input;
  /** By file descriptor; one that is closed has none. */
  readonly sinks: ReadonlyMap<number, (text: string) => void>;
}

/** Undefined, with the reason written, when a file cannot be opened. */
export function* openRedirects(redirects: readonly Redirect[], shell: Shell): Generator<Pause, Streams | undefined, void> {
  let { stdin } = shell.streams;
  const sinks = new Map(shell.streams.sinks);
  for (const { descriptor, operator, target } of redirects) {
    const word = yield* expandText(target, shell);
    const path = pathIn({ ...shell.process, cwd: shell.cwd }, word);
    const { files, user } = shell.process.inside;
    if (operator === '<<') { stdin = new Input(word); continue; }
    if (operator === '>&' && /^\d+$|^-$/.test(word)) {
      const sink = word === '-' ? undefined : sinks.get(Number(word));
      if (sink) sinks.set(descriptor, sink); else sinks.delete(descriptor);
      continue;
    }
    try {
      if (operator === '<') {
        stdin = path === '/dev/null' ? new Input() : path === '/dev/stdin' ? stdin : new Input(files.read(path, user));
        continue;
      }
      const sink = device(path, sinks) ?? ((text: string): void => files.write(path, text, user, 0o644, true));
      if (!device(path, sinks)) files.write(path, '', user, 0o644, operator === '>>');
      if (operator === '&>') { sinks.set(1, sink); sinks.set(2, sink); } else sinks.set(operator === '>&' ? 1 : descriptor, sink);
      if (operator === '>&') sinks.set(2, sink);
    } catch (error) {
      shell.say(operator === '<' ? `can't open ${word}: ${short(fileProblem(error))}` : `can't create ${word}: ${short(fileProblem(error), true)}`);
      return undefined;
    }
  }
  return { stdin, sinks };
}

/** As ash says what is not there. */
const short = (problem: string, creating = false): string => (problem === 'No such file or directory' ? (creating ? 'nonexistent directory' : 'no such file') : problem);

function device(path: string, sinks: ReadonlyMap<number, (text: string) => void>): ((text: string) => void) | undefined {
  if (path === '/dev/null') return () => undefined;
  const [, name] = /^\/(?:dev|proc\/(?:1|self)\/fd)\/(stdout|stderr|1|2|fd\/[12]|tty)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  return sinks.get(name === 'stderr' || name.endsWith('2') ? 2 : 1);
}
