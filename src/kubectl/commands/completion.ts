/** `kubectl completion SHELL`, `plugin list` and `alpha`. */
import { readFile, stderr, stdout, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { commandPaths } from '../help/help.ts';
import type { Command } from './command.ts';

const words = (): string => commandPaths().filter((path) => path !== '' && !path.includes(' ')).join(' ');

/** Our own, short: each completes the commands; a terminal of the page completes the rest by itself. */
const SHELLS: Readonly<Record<string, () => string>> = {
  bash: () => `# bash completion for kubectl\n_kubectl() { COMPREPLY=($(compgen -W "${words()}" -- "\${COMP_WORDS[COMP_CWORD]}")); }\ncomplete -o default -F _kubectl kubectl\n`,
  zsh: () => `#compdef kubectl\n_kubectl() { compadd ${words()} }\ncompdef _kubectl kubectl\n`,
  fish: () => `# fish completion for kubectl\ncomplete -c kubectl -f -n __fish_use_subcommand -a "${words()}"\n`,
  powershell: () => `# powershell completion for kubectl\nRegister-ArgumentCompleter -Native -CommandName kubectl -ScriptBlock { param($word) "${words()}".Split(" ") | Where-Object { $_ -like "$word*" } }\n`,
};

export const completionCommand: Command = {
  path: 'completion',
  *run(call) {
    const [shell, ...more] = call.args;
    if (shell === undefined) throw new UsageFailure(call.usage('Shell not specified.'));
    if (more.length > 0) throw new UsageFailure(call.usage('Too many arguments. Expected only the shell type.'));
    const script = SHELLS[shell];
    if (!script) throw new UsageFailure(call.usage(`Unsupported shell type ${JSON.stringify(shell)}.`));
    yield* stdout(script());
  },
};

export const alphaCommand: Command = {
  path: 'alpha',
  *run() { yield* stderr('No alpha commands are available in this version of kubectl\n'); },
};

export const pluginListCommand: Command = {
  path: 'plugin list',
  *run(call) {
    const found: string[] = [];
    for (const folder of new Set((call.environment.variables['PATH'] ?? '').split(':').filter((path) => path !== ''))) found.push(...yield* pluginsIn(folder));
    if (found.length === 0) throw new Failure('unable to find any kubectl plugins in your PATH');
    yield* stdout('The following compatible plugins are available:\n\n');
    yield* stdout(found.map((path) => `${call.flags.bool('name-only') ? path.split('/').at(-1) : path}\n`).join(''));
  },
};

function* pluginsIn(folder: string): Steps<string[]> {
  const file = yield* readFile(folder);
  return 'folder' in file ? file.folder.filter((name) => name.startsWith('kubectl-')).map((name) => `${folder}/${name}`) : [];
}
