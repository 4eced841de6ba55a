/**
 * kubectl: finds the command, reads its flags and the kubeconfig, runs it, and turns what goes wrong into kubectl's words
 * and exit codes. Start at `runKubectl`; the commands are in `commands/`, one file a verb.
 */
import { StatusError } from '../engine/api/errors.ts';
import { Call, type Environment } from './call.ts';
import { findCommand, unknownCommand } from './commands/index.ts';
import { defaultsOf, kubercPath, loadKuberc, withAlias, type Preference } from './config/kuberc.ts';
import { kubeconfigPath, loadKubeconfig, loginOf } from './config/kubeconfig.ts';
import { stderr, stdout, type Steps } from './effect.ts';
import { Failure, failureText, FatalFailure, TemplateFailure } from './failure.ts';
import { flagsOf } from './flags/flag.ts';
import { FlagFailure, parseFlags, type Parsed } from './flags/parse.ts';
import { logLine } from './text/log-line.ts';
import { commandPaths, helpOf, helpText, subcommandsOf } from './help/help.ts';

/** `args` are the words after `kubectl`. Returns the exit code. */
export function* runKubectl(args: readonly string[], environment: Environment): Steps<number> {
  try {
    return yield* dispatch(args, environment);
  } catch (error) {
    // The language's own rules (selectors, patches) fail with a status that no server sent.
    const failure = error instanceof StatusError ? new Failure(error.status.message ?? '') : error;
    if (!(failure instanceof Failure)) throw error;
    if (failure instanceof TemplateFailure) yield* stdout(failure.output);
    yield* stderr(failure instanceof FatalFailure ? yield* logLine('F', failure.place, failure.message) : failureText(failure));
    return failure.code;
  }
}

function* dispatch(given: readonly string[], environment: Environment): Steps<number> {
  const home = environment.variables['HOME'] ?? '';
  const preference = yield* preferenceOf(given, environment);
  const args = preference ? withAlias(preference, given, (word) => commandPaths().includes(word)) : given;
  const help = args[0] === 'help' && !args.includes('--help');
  const found = findCommand(help ? args.slice(1) : args);
  if ('unknown' in found) {
    if (help) {
      const text = helpText('', home);
      yield* stderr(`Unknown help topic [${args.slice(1).map((word) => `\`${word}\``).join(' ')}]\n\n${text.slice(text.indexOf('\nBasic Commands'))}`);
      return 0;
    }
    if (found.path === '' && given[0]!.startsWith('-')) {
      yield* stderr(`Error: flags cannot be placed before plugin name: ${given[0]}\n`);
      return 1;
    }
    yield* stderr(unknownCommand(found.unknown, found.path, subcommandsOf(found.path)));
    return 1;
  }
  const { path, rest, command } = found;
  if (help) {
    yield* stdout(helpText(path, home));
    return 0;
  }
  let parsed: Parsed;
  try {
    parsed = parseFlags(rest, flagsOf(path));
    const defaults = preference ? defaultsOf(preference, path, parsed.flags) : [];
    if (defaults.length > 0) parsed = parseFlags([...defaults, ...rest], flagsOf(path));
  } catch (error) {
    if (!(error instanceof FlagFailure)) throw error;
    const differs = path === 'diff';
    yield* stderr(`error: ${error.message}\nSee 'kubectl${path === '' ? '' : ` ${path}`} ${differs ? "-h' for help and examples" : "--help' for usage."}\n`);
    return differs ? 2 : 1;
  }
  const { flags, args: words, dashAt, deprecations } = parsed;
  if (flags.bool('help')) {
    yield* stdout(helpText(path, home));
    return 0;
  }
  yield* stderr(deprecations.join(''));
  if (parsed.flags.has('dry-run')) parsed = yield* withDryRun(parsed);
  if (!command) {
    // Most groups of commands say on standard error that one of them is to be chosen.
    yield* (path === '' || path === 'rollout' || path === 'certificate' ? stdout : stderr)(helpText(path, home));
    return path === '' || path === 'certificate' ? 0 : 1;
  }
  const missing = (command.required ?? []).filter((name) => !flags.changed(name));
  if (missing.length > 0) throw new Failure(`required flag(s) ${missing.map((name) => JSON.stringify(name)).join(', ')} not set`);
  const config = yield* loadKubeconfig(kubeconfigPath(flags, environment.variables));
  if (!config && flags.string('kubeconfig') !== '' && !path.startsWith('config')) throw new Failure(`stat ${flags.string('kubeconfig')}: no such file or directory`);
  const call = new Call(path, parsed.flags, words, dashAt, environment, loginOf(config, flags, new Set(helpOf(path)?.flags.map(([name]) => name))));
  yield* command.run(call);
  const { warnings } = call.client;
  if (flags.bool('warnings-as-errors') && warnings > 0) throw new Failure(`${warnings} warning${warnings === 1 ? '' : 's'} received`);
  return 0;
}

/** `--dry-run` without a value, or with a truth: said to be old, and taken for what it was. */
function* withDryRun(parsed: Parsed): Steps<Parsed> {
  const value = parsed.flags.string('dry-run');
  const truth = /^(1|t|T|true|TRUE|True)$/.test(value) ? 'client' : /^(0|f|F|false|FALSE|False)$/.test(value) ? 'none' : undefined;
  if (value !== 'unchanged' && truth === undefined) return parsed;
  const instead = truth ?? 'client';
  yield* stderr(yield* logLine('W', `helpers.go:${truth === undefined ? 719 : truth === 'client' ? 733 : 736}`, truth === undefined ? '--dry-run is deprecated and can be replaced with --dry-run=client.' : `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${instead}.`));
  return { ...parsed, flags: parsed.flags.with('dry-run', instead) };
}

/** The user's preferences; none for `kubectl kuberc` itself. */
function* preferenceOf(args: readonly string[], { variables }: Environment): Steps<Preference | undefined> {
  if (args[0] === 'kuberc') return undefined;
  const at = args.findIndex((word) => word === '--kuberc' || word.startsWith('--kuberc='));
  const given = at < 0 ? '' : args[at]!.includes('=') ? args[at]!.slice('--kuberc='.length) : args[at + 1] ?? '';
  const path = kubercPath(given, variables);
  return path === undefined ? undefined : yield* loadKuberc(path);
}
