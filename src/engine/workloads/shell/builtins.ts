/** What a shell does itself, since it changes the shell. */
import { fileProblem, pathIn, type Pause, type Run } from '../process.ts';
import { parseShell } from './parse.ts';
import { Exit, Leave, type Shell } from './Shell.ts';

type Builtin = (shell: Shell, words: readonly string[]) => Run;

/** How often a shell that waits for others looks. */
const LOOK_MS = 100;

// oxlint-disable-next-line require-yield
const plain = (run: (shell: Shell, words: readonly string[]) => number): Builtin => function* (shell, words) { return run(shell, words); };

const leave = (how: 'break' | 'continue') => plain((_shell, [loops]) => { throw new Leave(how, Number(loops ?? 1)); });

const cd = plain((shell, [to = shell.get('HOME') ?? '/']) => {
  const path = pathIn({ ...shell.process, cwd: shell.cwd }, to === '-' ? shell.get('OLDPWD') ?? '/' : to);
  const { files, user } = shell.process.inside;
  try {
    if (files.stat(path, user).is === 'file') { shell.say(`cd: can't cd to ${to}: Not a directory`); return 2; }
  } catch (error) { shell.say(`cd: can't cd to ${to}: ${fileProblem(error)}`); return 2; }
  shell.set('OLDPWD', shell.cwd);
  shell.cwd = path;
  return 0;
});

const exportNames = plain((shell, words) => {
  if (words.length === 0 || words[0] === '-p') {
    for (const name of [...shell.exported].sort()) shell.streams.sinks.get(1)?.(`export ${name}='${shell.get(name) ?? ''}'\n`);
    return 0;
  }
  for (const word of words) {
    const [, name, value] = /^(\w+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name === undefined) { shell.say(`export: ${word}: bad variable name`); return 2; }
    if (value !== undefined) shell.set(name, value);
    shell.exported.add(name);
  }
  return 0;
});

const setLocal = plain((shell, words) => {
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    const [, name, value] = /^(\w+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name !== undefined && value !== undefined) shell.set(name, value);
  }
  return 0;
});

const set = plain((shell, words) => {
  for (const [i, word] of words.entries()) {
    if (word === '--' || !/^[-+]/.test(word)) { shell.args = words.slice(word === '--' ? i + 1 : i); break; }
    const on = word.startsWith('-');
    if (word.includes('e')) shell.stopsOnError = on;
    if (word.includes('x')) shell.traces = on;
    if (/^[-+]\w*o$/.test(word)) break;
  }
  return 0;
});

const read = plain((shell, words) => {
  const names = words.filter((word) => !word.startsWith('-'));
  const line = shell.streams.stdin.line();
  if (line === undefined) { for (const name of names) shell.set(name, ''); return 1; }
  const fields = line.trim().split(/[ \t]+/);
  (names.length > 0 ? names : ['REPLY']).forEach((name, i, all) => shell.set(name, i === all.length - 1 ? fields.slice(i).join(' ') : fields[i] ?? ''));
  return 0;
});

const command: Builtin = function* (shell, words) {
  if (words[0] !== '-v' && words[0] !== '-V') return yield* shell.process.launch.call({ ...shell.process, cwd: shell.cwd, shell: shell.name, env: shell.environment(), stdin: shell.streams.stdin, out: sink(shell, 1), err: sink(shell, 2) }, words);
  const name = words[1] ?? '';
  if (BUILTINS[name] || shell.functions.has(name)) { sink(shell, 1)(`${name}\n`); return 0; }
  return yield* shell.process.launch.call({ ...shell.process, out: sink(shell, 1), err: sink(shell, 2) }, ['which', name]);
};

const sink = (shell: Shell, descriptor: number) => (text: string): void => shell.streams.sinks.get(descriptor)?.(text);

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': plain(() => 0),
  '.': function* (shell, [path = '', ...args]) {
    let text: string;
    try { text = shell.process.inside.files.read(pathIn({ ...shell.process, cwd: shell.cwd }, path), shell.process.inside.user); } catch (error) { return shell.fail(`${path}: ${fileProblem(error)}`); }
    if (args.length > 0) shell.args = args;
    return yield* evaluated(shell, text);
  },
  break: leave('break'),
  continue: leave('continue'),
  cd,
  command,
  eval: (shell, words) => evaluated(shell, words.join(' ')),
  exec: function* (shell, words) {
    const code = yield* command(shell, words);
    throw new Exit(code);
  },
  exit: plain((shell, [code]) => { throw new Exit(code === undefined ? shell.code : Number(code) & 255); }),
  export: exportNames,
  local: setLocal,
  readonly: setLocal,
  read,
  return: plain((shell, [code]) => { throw new Exit(code === undefined ? shell.code : Number(code) & 255, true); }),
  set,
  shift: plain((shell, [count = '1']) => { shell.args = shell.args.slice(Number(count)); return 0; }),
  trap: plain((shell, [action, ...signals]) => {
    for (const signal of signals) {
      const name = signal === '0' ? 'EXIT' : signal.replace(/^SIG/, '');
      if (action === '-' || action === undefined) shell.traps.delete(name); else shell.traps.set(name, action);
    }
    return 0;
  }),
  umask: plain(() => 0),
  unset: plain((shell, words) => { for (const word of words) { shell.variables.delete(word); shell.exported.delete(word); shell.functions.delete(word); } return 0; }),
  wait: function* (shell) {
    while (shell.beside.some(({ done }) => !done)) yield { ms: LOOK_MS, idle: true };
    return 0;
  },
};

function* evaluated(shell: Shell, text: string): Generator<Pause, number, void> {
  yield* shell.list(parseShell(text));
  return shell.code;
}
