/** What `--help` prints and which flags a command has: data distilled from kubectl itself (`help.gen.json`). */
import generated from './help.gen.json' with { type: 'json' };

/** Name, shorthand or '', default as help prints it, usage. */
export type FlagHelp = readonly [name: string, shorthand: string, value: string, usage: string];

export interface CommandHelp {
  /** Description, examples, subcommands. */
  readonly head: string;
  readonly flags: readonly FlagHelp[];
  /** `Usage:` and what follows it. */
  readonly usage: string;
}

const DATA = generated as unknown as { readonly globals: readonly FlagHelp[]; readonly commands: Readonly<Record<string, CommandHelp>> };

/** Flags of every command. */
export const GLOBAL_FLAGS = DATA.globals;

/** `path` is the words after `kubectl`: `rollout undo`; '' for kubectl itself. */
export const helpOf = (path: string): CommandHelp | undefined => (Object.hasOwn(DATA.commands, path) ? DATA.commands[path] : undefined);

/** Every command's path, in the order of the help. */
export const commandPaths = (): readonly string[] => Object.keys(DATA.commands);

/** Names of the commands right below `path`. */
export function subcommandsOf(path: string): string[] {
  const prefix = path === '' ? '' : `${path} `;
  return commandPaths().filter((other) => other !== '' && other.startsWith(prefix) && !other.slice(prefix.length).includes(' '));
}

/** The text of `kubectl <path> --help`. */
export function helpText(path: string, home: string): string {
  const { head, flags, usage } = helpOf(path) ?? { head: '', flags: [], usage: '' };
  const options = flags.length === 0 ? '' : `Options:\n${flagTexts(flags)}\n\n`;
  return `${head}${options}${usage}`.replaceAll("'~/.kube", `'${home}/.kube`);
}

export const flagTexts = (flags: readonly FlagHelp[]): string =>
  flags.map(([name, shorthand, value, usage]) => `    ${shorthand === '' ? '' : `-${shorthand}, `}--${name}=${value}:\n\t${usage}`).join('\n\n');
