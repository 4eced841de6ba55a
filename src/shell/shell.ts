/**
 * The shell of a laptop beside the cluster: just-bash over files in memory, with `kubectl`, `k` and `curl` that reach the
 * API server through a `World`. A `Laptop` has the files; a `Shell` is one terminal on it, which keeps its folder,
 * variables, functions and options from line to line. The page's terminal and `POST /sandbox/v1/terminal` both use it.
 */
import { Bash, getCommandNames } from 'just-bash/browser';
import { curlCommand } from './commands/curl.ts';
import { editCommand } from './commands/edit.ts';
import { followCommand, type Followed } from './commands/follow.ts';
import { kubectlCommand } from './commands/kubectl.ts';
import { dateCommand, helpCommand, hostnameCommand, idCommand, pagerCommand, unameCommand, whoamiCommand } from './commands/laptop.ts';
import { timeoutCommand } from './commands/timeout.ts';
import { watchCommand } from './commands/watch.ts';
import { xargsCommand } from './commands/xargs.ts';
import { aliasNames, expandAliases } from './aliases.ts';
import { complete, type Completion } from './complete.ts';
import { fromBytes, HOME, LaptopFs, type Screen } from './laptop-fs.ts';
import { literal, simple, statement, toTerminal, type Script, type Simple, type Statement } from './to-terminal.ts';
import { KUBECONFIG } from './kubeconfig.ts';
import type { World } from './world.ts';

export class Laptop {
  readonly fs = new LaptopFs();

  constructor(readonly world: World) {
    this.fs.mkdirSync(HOME, { recursive: true });
    this.fs.mkdirSync('/tmp', { recursive: true });
    this.fs.mkdirSync(`${HOME}/.kube`, { recursive: true });
    this.fs.writeFileSync(`${HOME}/.kube/config`, KUBECONFIG);
  }

  /** Texts of people's files, by path under the home folder, sorted; without those that begin with a dot. */
  async files(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const path of this.fs.getAllPaths().filter((p) => p.startsWith(`${HOME}/`) && !p.slice(HOME.length).includes('/.')).sort()) {
      const stat = await this.fs.lstat(path);
      if (stat.isFile) found.set(path.slice(HOME.length + 1), await this.fs.readFile(path));
    }
    return found;
  }

  async write(name: string, text: string): Promise<void> {
    const path = this.fs.resolvePath(HOME, name);
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (folder !== '') await this.fs.mkdir(folder, { recursive: true });
    await this.fs.writeFile(path, text);
  }

  async remove(name: string): Promise<void> { await this.fs.rm(this.fs.resolvePath(HOME, name), { force: true }); }
}

export interface Outcome { readonly exitCode: number }

/** A shell is for people: it ends when they stop it. A loop that never waits ends by itself, for nobody could stop it. */
const LIMITS = {
  maxExecutionTimeMs: 2 ** 31 - 1, maxCommandCount: 1_000_000, maxLoopIterations: 10_000, maxCallDepth: 500, maxOutputSize: 256 * 2 ** 20, maxStringLength: 64 * 2 ** 20,
  maxInputBytes: 1024 * 2 ** 20, maxLiveBytes: 1024 * 2 ** 20, maxHeredocSize: 16 * 2 ** 20, maxSourceBytes: 16 * 2 ** 20, maxWorkUnits: Number.MAX_SAFE_INTEGER,
} as const;

export class Shell {
  readonly #bash: Bash;
  readonly #paths: { readonly stdout: string; readonly stderr: string };
  readonly #followed: Followed = new Map();
  #env: Record<string, string>;
  #cwd = HOME;
  #status = 0;
  /** Definitions that just-bash forgets when a line ends: functions, options, arrays. */
  #kept: Statement[] = [];
  /** The next script that just-bash parses is the line itself, not what a command of it runs. */
  #atTop = false;
  #line: Script | undefined;

  constructor(private readonly laptop: Laptop, private readonly screen: Screen, options: { readonly env?: Readonly<Record<string, string>> } = {}) {
    const { fs, world } = laptop;
    this.#env = { HOME, USER: 'you', HOSTNAME: 'laptop', SHELL: '/bin/bash', TERM: 'xterm-256color', PS1: '$ ', ...options.env };
    this.#paths = fs.attach(screen);
    const kubectl = kubectlCommand(world, screen);
    this.#bash = new Bash({
      fs, cwd: HOME, env: this.#env, defenseInDepth: false, executionLimits: LIMITS, sleep: (ms) => world.sleep(ms, this.#signal),
      customCommands: [
        kubectl('kubectl'), kubectl('k'), curlCommand(world, screen), watchCommand(world, screen), timeoutCommand(world), xargsCommand, followCommand(this.#followed, screen),
        { name: '__status', execute: async ([code]) => ({ stdout: '', stderr: '', exitCode: Number(code) }) },
        dateCommand(world), helpCommand(() => PROGRAMS), hostnameCommand, idCommand, pagerCommand('less'), pagerCommand('more'), unameCommand, whoamiCommand,
        ...['edit', 'vi', 'vim', 'nano', 'code'].map((name) => editCommand(name, world)),
      ],
    });
    this.#bash.registerTransformPlugin({ name: 'bottleship', transform: ({ ast }) => ({ ast: this.#plan(ast) }) });
  }

  #signal: AbortSignal | undefined;

  /** The folder it is in. */
  get cwd(): string { return this.#cwd; }
  get status(): number { return this.#status; }
  variable(name: string): string | undefined { return this.#env[name]; }

  /** Runs a line, or several. What it prints goes to the screen as it comes. An abort is Ctrl-C: exit code 130. */
  async run(line: string, options: { readonly signal?: AbortSignal; readonly stdin?: string; readonly history?: readonly string[] } = {}): Promise<Outcome> {
    if (line.trim() === '') return { exitCode: this.#status };
    this.#atTop = true;
    this.#line = undefined;
    this.#signal = options.signal;
    const env = { ...this.#env, ...(options.history ? { BASH_HISTORY: JSON.stringify(options.history) } : {}) };
    const result = await this.#bash.exec(expandAliases(line, this.#env), { env, replaceEnv: true, cwd: this.#cwd, rawScript: true, ...(options.stdin === undefined ? {} : { stdin: options.stdin }), ...(options.signal ? { signal: options.signal } : {}) });
    const stopped = options.signal?.aborted ?? false;
    if (result.stdout) this.screen(fromBytes(result.stdout), 'stdout');
    if (result.stderr && !stopped) this.screen(fromBytes(result.stderr), 'stderr');
    if (!stopped) this.#remember(result.env);
    this.#followed.clear();
    this.#status = stopped ? 130 : result.exitCode;
    return { exitCode: this.#status };
  }

  /** For Tab. */
  complete(text: string, cursor: number): Promise<Completion> {
    const functions = this.#kept.map(functionName).filter((name) => name !== undefined);
    return complete(text, cursor, { fs: this.laptop.fs, cwd: this.#cwd, world: this.laptop.world, commands: [...COMMANDS, ...functions, ...aliasNames(this.#env)] });
  }

  close(): void { this.laptop.fs.detach(this.#paths); }

  /** True for a line that goes on: an open quote, a `do` without its `done`, a here-document, a trailing `|` or `\`. */
  isIncomplete(line: string): boolean {
    if (/(^|[^\\])\\$|(^|[^|])\|\s*$|(\|\||&&)\s*$/.test(line)) return true;
    try {
      this.#atTop = false;
      this.#bash.transform(line);
      return false;
    } catch (error) {
      return /unexpected EOF while looking for matching|got EOF|unterminated here-document/.test((error as Error).message);
    }
  }

  /** A part of a line as text again: just-bash prints what its plugins made of a line. */
  #text(part: Script): string {
    this.#part = part;
    try { return this.#bash.transform(':').script; } finally { this.#part = undefined; }
  }
  #part: Script | undefined;

  #plan(ast: Script): Script {
    if (this.#part) return this.#part;
    if (!this.#atTop) return ast;
    this.#atTop = false;
    this.#line = ast;
    const script = toTerminal(ast, {
      ...this.#paths,
      follow: (source, rest) => {
        const id = String(this.#followed.size);
        this.#followed.set(id, { source: this.#text(source), rest: this.#text(rest) });
        return id;
      },
    });
    return { ...script, statements: [...this.#kept, statement(simple('__status', [String(this.#status)])), ...script.statements] };
  }

  #remember(env: Record<string, string>): void {
    this.#cwd = env.PWD ?? this.#cwd;
    this.#env = env;
    for (const one of this.#line?.statements ?? []) {
      const command = one.pipelines.length === 1 && one.pipelines[0]!.commands.length === 1 ? one.pipelines[0]!.commands[0]! : undefined;
      if (command?.type === 'FunctionDef') this.#kept = [...this.#kept.filter((k) => functionName(k) !== command.name), one];
      else if (command?.type === 'SimpleCommand' && lasts(command)) this.#kept.push(statement({ ...command, redirections: [] }));
    }
  }
}

/** Programs and the everyday builtins. */
const PROGRAMS = [...new Set([...getCommandNames().filter((name) => !/^(python3?|js-exec|sqlite3|yq|xan)$/.test(name)), 'kubectl', 'k', 'curl', 'id', 'less', 'more', 'uname', 'watch', 'edit', 'vi', 'vim', 'nano', 'code'])].sort();
const COMMANDS = [...PROGRAMS, 'alias', 'help', 'history', 'cd', 'export', 'exit', 'set', 'unset', 'source', 'type', 'for', 'while', 'if'];

const functionName = (one: Statement): string | undefined => { const command = one.pipelines[0]!.commands[0]!; return command.type === 'FunctionDef' ? command.name : undefined; };

function lasts(command: Simple): boolean {
  const name = literal(command.name);
  if (command.name === null) return command.assignments.some((a) => a.array !== null);
  return (name === 'set' || name === 'shopt' || name === 'declare' || name === 'export') && command.args.length > 0;
}
