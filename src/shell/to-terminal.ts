/**
 * just-bash hands out what a line printed when the line has ended. A terminal shows it as it comes: so whatever would
 * print on the terminal is redirected to the terminal's device before the line is run. What is piped, redirected or
 * substituted stays as it is. `kubectl get -w | grep x` becomes one `__follow`, which feeds the rest as lines arrive.
 */
import type { Bash } from 'just-bash/browser';

export type Script = ReturnType<Bash['transform']>['ast'];
export type Statement = Script['statements'][number];
type Pipeline = Statement['pipelines'][number];
type Command = Pipeline['commands'][number];
export type Simple = Extract<Command, { type: 'SimpleCommand' }>;
type Word = NonNullable<Simple['name']>;
type Redirection = Simple['redirections'][number];

/** Set for commands of ours that may write to the terminal themselves, bit by bit. */
export const TTY = '__tty';
/** Commands that run until they are stopped, when they say so with one of these. */
const ENDLESS = new Set(['-w', '--watch', '--watch-only', '-f', '--follow', '--watch=true', '--follow=true', '--watch-only=true']);
const OURS = new Set(['kubectl', 'k', 'curl']);
/** Those that run another command, which stands among their words. */
const RUNNERS = new Set(['timeout']);
/** Redirecting these means something else, or their assignments would last. */
const LEFT = new Set(['exec', 'eval', 'source', '.', 'exit', 'return', 'break', 'continue']);

export const word = (value: string): Word => ({ type: 'Word', parts: [{ type: 'Literal', value }] });
export const simple = (name: string, args: readonly string[]): Simple => ({ type: 'SimpleCommand', assignments: [], name: word(name), args: args.map(word), redirections: [] });
export const statement = (command: Command): Statement => ({ type: 'Statement', pipelines: [{ type: 'Pipeline', commands: [command], negated: false }], operators: [], background: false });

/** A word's text, when nothing in it is expanded. */
export function literal(given: Word | null): string | undefined {
  if (!given) return undefined;
  let text = '';
  for (const part of given.parts) {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'Escaped') text += part.value;
    else if (part.type === 'DoubleQuoted' && part.parts.every((inner) => inner.type === 'Literal')) text += part.parts.map((inner) => (inner.type === 'Literal' ? inner.value : '')).join('');
    else return undefined;
  }
  return text;
}

export interface Terminal {
  readonly stdout: string;
  readonly stderr: string;
  /** Keeps a pipe's ends for `__follow`; its argument. */
  follow(source: Script, rest: Script): string;
}

export function toTerminal(script: Script, terminal: Terminal): Script {
  const statements = (list: Statement[]): Statement[] => list.map((one) => ({ ...one, pipelines: one.pipelines.map(pipeline) }));

  function pipeline(given: Pipeline): Pipeline {
    const { commands } = given;
    const [first] = commands;
    if (commands.length > 1 && isEndless(first!)) {
      const whole = (part: Command[]): Script => ({ type: 'Script', statements: [{ ...statement(part[0]!), pipelines: [{ type: 'Pipeline', commands: part, negated: false }] }] });
      const id = terminal.follow(whole([first!]), whole(commands.slice(1)));
      return { ...given, pipeStderr: [], commands: [redirected(simple('__follow', [id]))] };
    }
    return { ...given, commands: [...commands.slice(0, -1).map(errorsShown), command(commands.at(-1)!)] };
  }

  function command(given: Command): Command {
    switch (given.type) {
      case 'SimpleCommand': return redirected(given);
      case 'FunctionDef': case 'ArithmeticCommand': case 'ConditionalCommand': return given;
      case 'If': return printsElsewhere(given.redirections) ? given : { ...given, clauses: given.clauses.map((c) => ({ condition: statements(c.condition), body: statements(c.body) })), elseBody: given.elseBody && statements(given.elseBody) };
      case 'While': case 'Until': return printsElsewhere(given.redirections) ? given : { ...given, condition: statements(given.condition), body: statements(given.body) };
      case 'For': case 'CStyleFor': case 'Group': case 'Subshell': return printsElsewhere(given.redirections) ? given : { ...given, body: statements(given.body) };
      case 'Case': return printsElsewhere(given.redirections) ? given : { ...given, items: given.items.map((item) => ({ ...item, body: statements(item.body) })) };
    }
  }

  function redirected(given: Simple): Simple {
    const name = literal(given.name);
    if (given.name === null || (name !== undefined && LEFT.has(name))) return given;
    const out = printsElsewhere(given.redirections), errors = given.redirections.some((r) => r.fd === 2 || isBoth(r));
    const added = [...(out ? [] : [to(1, terminal.stdout)]), ...(errors ? [] : [to(2, terminal.stderr)])];
    const assignments = !out && name !== undefined && writesItself(name, given) ? [...given.assignments, { type: 'Assignment' as const, name: TTY, value: word('1'), append: false, array: null }] : given.assignments;
    // The builtin of that name knows nothing of what is here.
    const own = name === 'help' && given.args.length === 0 ? word('__help') : given.name;
    return { ...given, name: own, assignments, redirections: [...added, ...given.redirections] };
  }

  /** A part of a pipe: only its errors are seen. */
  const errorsShown = (given: Command): Command =>
    given.type === 'SimpleCommand' && given.name && !given.redirections.some((r) => r.fd === 2 || isBoth(r)) ? { ...given, redirections: [to(2, terminal.stderr), ...given.redirections] } : given;

  return { ...script, statements: statements(script.statements) };
}

/** `watch` draws; `timeout 5 kubectl get pods -w` prints as kubectl does. */
function writesItself(name: string, { args }: Simple): boolean {
  if (OURS.has(name) || name === 'watch') return true;
  if (!RUNNERS.has(name)) return false;
  const run = args.map(literal).find((arg) => arg !== undefined && !/^-|^[\d.]+[smhd]?$|^\w+=|^\{\}$/.test(arg));
  return run !== undefined && OURS.has(run);
}

const to = (fd: number, path: string): Redirection => ({ type: 'Redirection', fd, operator: '>', target: word(path) });
const isBoth = (r: Redirection): boolean => r.operator === '&>' || r.operator === '&>>';
const printsElsewhere = (redirections: readonly Redirection[]): boolean =>
  redirections.some((r) => isBoth(r) || ((r.fd === null || r.fd === 1) && (r.operator === '>' || r.operator === '>>' || r.operator === '>|' || r.operator === '>&')));

function isEndless(command: Command): boolean {
  if (command.type !== 'SimpleCommand' || command.redirections.length > 0) return false;
  const name = literal(command.name);
  if (name === 'watch') return true;
  return name !== undefined && OURS.has(name) && command.args.some((arg) => ENDLESS.has(literal(arg) ?? '') || (name === 'curl' && /[?&]watch=(1|true)/.test(literal(arg) ?? '')));
}
