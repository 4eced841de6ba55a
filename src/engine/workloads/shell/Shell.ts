/** Runs a shell's text in a process: ash as busybox has it, as far as manifests and tests use it. */
import { fileProblem, Input, pathIn, type Pause, type Process, type Run } from '../process.ts';
import { BUILTINS } from './builtins.ts';
import { expandPattern, expandText, expandWords, type Expander } from './expand.ts';
import { parseShell, SyntaxProblem } from './parse.ts';
import { fits } from './pattern.ts';
import { openRedirects, type Streams } from './redirect.ts';
import type { AndOr, List, Node, Pipeline } from './syntax.ts';

/** Leaves as many loops. */
export class Leave extends Error { constructor(readonly how: 'break' | 'continue', readonly loops: number) { super(how); } }
/** Leaves a function, or the shell. */
export class Exit extends Error { constructor(readonly code: number, readonly isReturn = false) { super('exit'); } }

/** Commands in a row that take no time; then some passes, so that no loop stands still in it. */
const COMMANDS_A_TURN = 300;
const TURN_MS = 10;

export class Shell implements Expander {
  readonly variables = new Map<string, string>();
  readonly exported = new Set<string>();
  readonly functions = new Map<string, Node>();
  readonly traps = new Map<string, string>();
  /** Processes that run beside this one. */
  readonly beside: { done: boolean }[] = [];
  args: readonly string[];
  code = 0;
  /** `set -e`, `set -x`. */
  stopsOnError = false;
  traces = false;
  cwd: string;
  streams: Streams;
  #loops = 0;
  #sinceTurn = 0;
  #substituted = 0;
  /** Inside a condition, where a failure is no error. */
  #asking = 0;

  constructor(readonly process: Process, readonly name: string, args: readonly string[], parent?: Shell) {
    this.args = args;
    this.cwd = parent?.cwd ?? process.cwd;
    this.streams = parent?.streams ?? { stdin: process.stdin, sinks: new Map([[1, (text: string) => process.out(text)], [2, (text: string) => process.err(text)]]) };
    for (const [key, value] of parent ? parent.variables : process.env) this.variables.set(key, value);
    for (const key of parent ? parent.exported : process.env.keys()) this.exported.add(key);
    if (!parent) return;
    for (const [key, value] of parent.functions) this.functions.set(key, value);
    this.stopsOnError = parent.stopsOnError;
    this.#loops = parent.#loops;
  }

  /** The whole text; its exit code is the shell's. */
  *run(text: string): Run {
    let list: List;
    try { list = parseShell(text); } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.say(error.message);
      return 2;
    }
    return yield* this.#whole(() => this.list(list));
  }

  *#whole(body: () => Generator<Pause, void, void>): Run {
    try { yield* body(); } catch (error) {
      if (error instanceof Exit) this.code = error.code;
      else if (!(error instanceof Leave)) throw error;
    }
    const last = this.traps.get('EXIT');
    if (last !== undefined) {
      this.traps.delete('EXIT');
      const { code } = this;
      try { yield* this.list(parseShell(last)); this.code = code; } catch (error) {
        if (!(error instanceof Exit)) throw error;
        this.code = error.code;
      }
    }
    return this.code;
  }

  /** A message of the shell itself. */
  say(message: string): void { this.streams.sinks.get(2)?.(`${this.name}: ${message}\n`); }

  fail(message: string): never {
    this.say(message);
    throw new Exit(2);
  }

  get(name: string): string | undefined {
    switch (name) {
      case '?': return String(this.code);
      case '#': return String(this.args.length);
      case '@': case '*': return this.args.join(' ');
      case '$': return '1';
      case '!': return this.beside.length > 0 ? String(this.beside.length + 1) : undefined;
      case '-': return '';
      case '0': return this.name;
      case 'PWD': return this.cwd;
      default: return /^\d+$/.test(name) ? this.args[Number(name) - 1] : this.variables.get(name);
    }
  }

  set(name: string, value: string): void { this.variables.set(name, value); }

  environment(): Map<string, string> { return new Map([...this.variables].filter(([name]) => this.exported.has(name))); }

  paths(pattern: string): string[] {
    const { files, user } = this.process.inside;
    let found = [pattern.startsWith('/') ? '/' : ''];
    for (const name of pattern.split('/').filter((one) => one !== '')) {
      found = found.flatMap((base) => {
        if (!/[*?[]/.test(name)) return [`${base}${name.replace(/\\([\s\S])/g, '$1')}/`];
        try {
          return files.list(pathIn({ ...this.process, cwd: this.cwd }, base || '.'), user).filter((one) => (!one.startsWith('.') || name.startsWith('.')) && fits(one, name)).map((one) => `${base}${one}/`);
        } catch (error) { fileProblem(error); return []; }
      });
    }
    const ends = pattern.endsWith('/') ? '/' : '';
    return found.map((one) => one.replace(/\/$/, '')).filter((one) => { try { return files.find(pathIn({ ...this.process, cwd: this.cwd }, one), user) !== undefined; } catch { return false; } }).map((one) => one + ends);
  }

  *output(list: List): Generator<Pause, string, void> {
    let text = '';
    const inner = new Shell(this.process, this.name, this.args, this);
    inner.streams = { ...this.streams, sinks: new Map(this.streams.sinks).set(1, (more) => { text += more; }) };
    this.#substituted = this.code = yield* inner.#whole(() => inner.list(list));
    return text.replace(/\n+$/, '');
  }

  *list(list: List): Generator<Pause, void, void> {
    for (const item of list) {
      if (!item.background) { yield* this.#andOr(item); continue; }
      const job = { done: false };
      this.beside.push(job);
      const inner = new Shell(this.process, this.name, this.args, this);
      const body = function* (): Run { const code = yield* inner.#whole(() => inner.#andOr(item)); job.done = true; return code; };
      yield { ms: 0, beside: body() };
      this.code = 0;
    }
  }

  *#andOr({ pipelines, operators }: AndOr): Generator<Pause, void, void> {
    for (const [i, pipeline] of pipelines.entries()) {
      const operator = operators[i - 1];
      if ((operator === '&&' && this.code !== 0) || (operator === '||' && this.code === 0)) continue;
      const isLast = i === pipelines.length - 1;
      if (!isLast) this.#asking++;
      try { yield* this.#pipeline(pipeline); } finally { if (!isLast) this.#asking--; }
      if (isLast && this.stopsOnError && this.code !== 0 && this.#asking === 0 && !pipeline.not) throw new Exit(this.code);
    }
  }

  *#pipeline({ commands, not }: Pipeline): Generator<Pause, void, void> {
    if (commands.length === 1) yield* this.node(commands[0]!);
    else {
      let input = this.streams.stdin;
      for (const [i, command] of commands.entries()) {
        const inner = new Shell(this.process, this.name, this.args, this);
        let text = '';
        const isLast = i === commands.length - 1;
        inner.streams = { stdin: input, sinks: isLast ? this.streams.sinks : new Map(this.streams.sinks).set(1, (more) => { text += more; }) };
        this.code = yield* inner.#whole(() => inner.node(command));
        input = new Input(text);
      }
    }
    if (not) this.code = this.code === 0 ? 1 : 0;
  }

  *node(node: Node): Generator<Pause, void, void> {
    if (node.is === 'simple') { yield* this.#simple(node); return; }
    const { streams } = this;
    if (node.redirects.length > 0) {
      const opened = yield* openRedirects(node.redirects, this);
      if (!opened) { this.code = 1; return; }
      this.streams = opened;
    }
    try { yield* this.#compound(node); } finally { this.streams = streams; }
  }

  *#compound(node: Exclude<Node, { is: 'simple' }>): Generator<Pause, void, void> {
    switch (node.is) {
      case 'function': this.functions.set(node.name, node.body); this.code = 0; return;
      case 'group': {
        if (!node.subshell) { yield* this.list(node.body); return; }
        const inner = new Shell(this.process, this.name, this.args, this);
        this.code = yield* inner.#whole(() => inner.list(node.body));
        return;
      }
      case 'if':
        for (const [condition, body] of node.branches) {
          if (yield* this.#holds(condition)) { this.code = 0; yield* this.list(body); return; }
        }
        this.code = 0;
        if (node.otherwise) yield* this.list(node.otherwise);
        return;
      case 'while': {
        let code = 0;
        yield* this.#loop(function* (this: Shell) {
          if ((yield* this.#holds(node.condition)) === node.until) return false;
          yield* this.list(node.body);
          ({ code } = this);
          return true;
        }.bind(this));
        this.code = code;
        return;
      }
      case 'for': {
        const words = node.words ? yield* expandWords(node.words, this) : [...this.args];
        let next = 0;
        this.code = 0;
        yield* this.#loop(function* (this: Shell) {
          if (next >= words.length) return false;
          this.set(node.name, words[next++]!);
          yield* this.list(node.body);
          return true;
        }.bind(this));
        return;
      }
      case 'case': {
        const text = yield* expandText(node.word, this);
        this.code = 0;
        for (const [patterns, body] of node.arms) {
          for (const pattern of patterns) {
            if (fits(text, yield* expandPattern(pattern, this))) { yield* this.list(body); return; }
          }
        }
      }
    }
  }

  *#holds(condition: List): Generator<Pause, boolean, void> {
    this.#asking++;
    try { yield* this.list(condition); } finally { this.#asking--; }
    return this.code === 0;
  }

  /** Turns until one says that it was the last. */
  *#loop(turn: () => Generator<Pause, boolean, void>): Generator<Pause, void, void> {
    this.#loops++;
    try {
      for (;;) {
        try {
          const inner = turn();
          for (let step = inner.next(); ; step = inner.next()) {
            if (step.done) { if (!step.value) return; break; }
            // What a loop waits for is upkeep: the cluster may rest meanwhile.
            yield { ...step.value, idle: true };
          }
        } catch (error) {
          if (!(error instanceof Leave)) throw error;
          if (error.loops > 1 && this.#loops > 1) throw new Leave(error.how, error.loops - 1);
          if (error.how === 'break') return;
        }
        yield* this.#turn();
      }
    } finally { this.#loops--; }
  }

  *#turn(): Generator<Pause, void, void> {
    if (++this.#sinceTurn < COMMANDS_A_TURN) return;
    this.#sinceTurn = 0;
    yield { ms: TURN_MS, idle: this.#loops > 0 };
  }

  *#simple({ assigns, words, redirects }: Extract<Node, { is: 'simple' }>): Generator<Pause, void, void> {
    yield* this.#turn();
    this.#substituted = 0;
    const fields = yield* expandWords(words, this);
    const values: [string, string][] = [];
    for (const [name, word] of assigns) values.push([name, yield* expandText(word, this)]);
    if (this.traces && fields.length > 0) this.streams.sinks.get(2)?.(`+ ${fields.map((field) => (/^[\w@%+=:,./-]+$/.test(field) ? field : `'${field}'`)).join(' ')}\n`);
    const opened = redirects.length > 0 ? yield* openRedirects(redirects, this) : this.streams;
    if (!opened) { this.code = 1; return; }
    const [name, ...rest] = fields;
    if (name === undefined) {
      for (const [key, value] of values) this.set(key, value);
      // Without a command, the code is that of the last one that was substituted.
      this.code = this.#substituted;
      return;
    }
    const { streams } = this;
    const body = this.functions.get(name), builtin = BUILTINS[name];
    if (name === 'exec' && rest.length === 0) { this.streams = opened; this.code = 0; return; }
    if (!body && !builtin) {
      const env = this.environment();
      for (const [key, value] of values) env.set(key, value);
      const inner: Process = { ...this.process, cwd: this.cwd, shell: this.name, env, stdin: opened.stdin, out: (text) => opened.sinks.get(1)?.(text), err: (text) => opened.sinks.get(2)?.(text) };
      this.code = yield* this.process.launch.call(inner, fields);
      return;
    }
    for (const [key, value] of values) this.set(key, value);
    this.streams = opened;
    try {
      if (body) yield* this.#call(body, rest);
      else this.code = yield* builtin!(this, rest);
    } finally { this.streams = streams; }
  }

  *#call(body: Node, args: readonly string[]): Generator<Pause, void, void> {
    const outer = this.args;
    this.args = args;
    try { yield* this.node(body); } catch (error) {
      if (!(error instanceof Exit && error.isReturn)) throw error;
      this.code = error.code;
    } finally { this.args = outer; }
  }
}
