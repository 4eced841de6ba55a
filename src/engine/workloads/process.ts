/**
 * A process in a container: what it sees, where it writes, and how it goes on. It runs as a generator that hands over whenever it
 * waits; whoever runs it decides what waiting means (virtual time in a pod, none for a command from outside).
 */
import { Files, FileError, plain, type FileUser } from './files/Files.ts';
import type { HttpRequest, HttpResponse, Site } from './http.ts';

/** A container's inside, as its processes see it. */
export interface Inside extends Site {
  /** In the order in which a process has them. */
  readonly env: ReadonlyMap<string, string>;
  readonly files: Files;
  readonly user: FileUser;
  /** Nothing may gain rights that its parent had not (`allowPrivilegeEscalation: false`). */
  readonly privileged: boolean;
  /** Asks a program elsewhere. Throws what the network says. */
  request(host: string, port: number, request: HttpRequest): HttpResponse;
  /** The addresses of a name; undefined when nobody has it. Throws when nobody answers. */
  lookup(host: string): { readonly name: string; readonly address: string } | undefined;
  /** What DNS has for a name: `A`, `SRV`, `CNAME`, `PTR`. Throws when nobody answers. */
  records(host: string, type: string): readonly { readonly name: string; readonly type: string; readonly data: string }[];
}

/** `ms` of virtual time, Infinity = for good. `idle`: the cluster counts as at rest meanwhile. */
export interface Pause { readonly ms: number; readonly idle?: boolean; /** A process that runs on beside this one. */ readonly beside?: Run }

/** Ends with its exit code. */
export type Run = Generator<Pause, number, void>;

export interface Process {
  readonly inside: Inside;
  readonly env: Map<string, string>;
  cwd: string;
  /** The shell that started it, as it was called. */
  readonly shell: string;
  readonly stdin: Input;
  out(text: string): void;
  err(text: string): void;
  /** Runs another program with what this one has, or something else in its place. */
  launch(words: readonly string[], change?: Partial<Pick<Process, 'env' | 'stdin' | 'out' | 'err'>>): Run;
}

/** Text that is read once, a line or all of it at a time. */
export class Input {
  constructor(private text = '') {}

  all(): string {
    const { text } = this;
    this.text = '';
    return text;
  }

  /** Undefined at the end. */
  line(): string | undefined {
    if (this.text === '') return undefined;
    const end = this.text.indexOf('\n');
    const line = end < 0 ? this.text : this.text.slice(0, end);
    this.text = end < 0 ? '' : this.text.slice(end + 1);
    return line;
  }
}

/** A program of the container's image: gets its arguments, and apart from them how it was called. */
export type Command = (words: readonly string[], process: Process, name: string) => number | Run;

export const pathIn = ({ cwd }: Process, path: string): string => plain(path, cwd);

/** What libc says of a failure; anything else is thrown on. */
export function fileProblem(error: unknown): string {
  if (error instanceof FileError) return error.message;
  throw error;
}

/** What came of a command that was run to its end at once. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** 127 with `missing` when there is no such program. */
  readonly code: number;
  readonly missing?: boolean;
  /** Virtual ms that it would have waited. */
  readonly tookMs?: number;
}

/** More turns than this make a command that does not end. */
const MOST_TURNS = 20_000;
const TIMED_OUT = 124;

/** Runs a process to its end without virtual time going on; one that waits for longer than `patienceMs` is left. */
export function runAtOnce(start: (out: (text: string) => void, err: (text: string) => void) => Run, patienceMs = Infinity): Outcome {
  let stdout = '', stderr = '', tookMs = 0;
  const run = start((text) => { stdout += text; }, (text) => { stderr += text; });
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const step = run.next();
    if (step.done) return { stdout, stderr, code: step.value, tookMs };
    const { ms, beside } = step.value;
    if (beside) { for (let i = 0; i < MOST_TURNS && !beside.next().done; i++); }
    tookMs += ms;
    if (tookMs > patienceMs || ms === Infinity) return { stdout, stderr, code: TIMED_OUT, tookMs: Infinity };
  }
  return { stdout, stderr, code: TIMED_OUT, tookMs };
}
