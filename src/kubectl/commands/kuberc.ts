/** `kubectl kuberc set` and `view`. */
import type { Call } from '../call.ts';
import { KUBERC_VERSION, kubercPath, loadKuberc, type Alias, type Defaults, type Option, type Preference } from '../config/kuberc.ts';
import { stdin, stdout, writeFile, type Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import { formatOf, unknownFormat, valuePrinter } from '../printers/object.ts';
import { toYaml } from '../printers/yaml.ts';
import type { Command } from './command.ts';

const EMPTY: Preference = { kind: 'Preference', apiVersion: KUBERC_VERSION };
const POLICIES = ['AllowAll', 'DenyAll', 'Allowlist'];
const FORMATS = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'yaml'];

function pathOf(call: Call): string {
  const path = kubercPath(call.flags.string('kuberc'), call.environment.variables);
  if (path === undefined) throw new Failure('KUBERC is disabled via KUBERC=off environment variable');
  return path;
}

const optionOf = ({ name, default: value }: Option): Option => ({ name, default: value });

/** In Go's order; `aliases` is shown when it is empty too. */
const ordered = ({ kind, apiVersion, defaults, aliases, credentialPluginPolicy, credentialPluginAllowlist }: Preference): object =>
  ({ kind, apiVersion, defaults: (defaults ?? []).map(({ command, options = [] }) => ({ command, options: options.map(optionOf) })), aliases: (aliases ?? []).map(({ name, command, prependArgs, appendArgs, options }) => ({ name, command, prependArgs, appendArgs, options: options?.map(optionOf) })), credentialPluginPolicy, credentialPluginAllowlist });

export const kubercViewCommand: Command = {
  path: 'kuberc view',
  *run(call) {
    const path = pathOf(call);
    const preference = yield* loadKuberc(path);
    if (!preference) {
      yield* stdout(`kuberc file not found at ${path}\nWould you like to generate a default kuberc file with recommended options? (y/N): `);
      if (!/^y(es)?$/i.test((yield* stdin()).trim())) return;
      yield* writeFile(path, toYaml(ordered({ ...EMPTY, defaults: [{ command: 'apply', options: [{ name: 'server-side', default: 'true' }] }, { command: 'delete', options: [{ name: 'interactive', default: 'true' }] }] })));
      return yield* stdout(`Updated ${path}\n`);
    }
    const format = formatOf(call);
    const print = yield* valuePrinter(call, format, true);
    if (!print) throw unknownFormat(format.name, FORMATS);
    yield* stdout(print(ordered(preference) as never));
  },
};

export const kubercSetCommand: Command = {
  path: 'kuberc set',
  required: ['section'],
  *run(call) {
    const { flags } = call;
    const section = flags.string('section');
    const path = pathOf(call);
    const old = (yield* loadKuberc(path)) ?? EMPTY;
    let changed: Preference;
    if (section === 'defaults') changed = withDefaults(call, old);
    else if (section === 'aliases') changed = withAliasOf(call, old);
    else if (section === 'credentialplugin') changed = withPolicy(call, old);
    else throw new Failure(`--section must be "defaults", "aliases", or "credentialplugin", got: ${section}`);
    yield* save(path, changed);
    yield* stdout(`Updated ${path}\n`);
  },
};

function* save(path: string, preference: Preference): Steps { yield* writeFile(path, toYaml(ordered(preference))); }

function optionsOf(call: Call): Option[] {
  return call.flags.list('option').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new Failure(`invalid option format ${JSON.stringify(pair)}, expected flag=value`);
    return { name: pair.slice(0, equals), default: pair.slice(equals + 1) };
  });
}

function commandOf(call: Call): string {
  const command = call.flags.string('command');
  if (command === '') throw new Failure(`--command is required when --section=${call.flags.string('section')}`);
  return command;
}

function withDefaults(call: Call, old: Preference): Preference {
  const command = commandOf(call);
  const entry: Defaults = { command, options: optionsOf(call) };
  const others = (old.defaults ?? []).filter((other) => other.command !== command);
  if (others.length < (old.defaults ?? []).length && !call.flags.bool('overwrite')) throw new Failure(`defaults for command ${JSON.stringify(command)} already exist, use --overwrite to replace`);
  return { ...old, defaults: [...others, entry] };
}

function withAliasOf(call: Call, old: Preference): Preference {
  const { flags } = call;
  const name = flags.string('name');
  if (name === '') throw new Failure('--name is required when --section=aliases');
  const [options, prependArgs, appendArgs] = [optionsOf(call), flags.list('prependarg'), flags.list('appendarg')];
  const entry: Alias = { name, command: commandOf(call), ...(prependArgs.length > 0 ? { prependArgs } : {}), ...(appendArgs.length > 0 ? { appendArgs } : {}), ...(options.length > 0 ? { options } : {}) };
  const others = (old.aliases ?? []).filter((other) => other.name !== name);
  if (others.length < (old.aliases ?? []).length && !flags.bool('overwrite')) throw new Failure(`alias ${JSON.stringify(name)} already exists, use --overwrite to replace`);
  return { ...old, aliases: [...others, entry] };
}

function withPolicy(call: Call, old: Preference): Preference {
  const { flags } = call;
  const policy = flags.string('policy');
  if (!POLICIES.includes(policy)) throw new Failure(` --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: ${policy}`);
  const entries = flags.list('allowlist-entry').map((pair) => ({ [pair.split('=')[0]!]: pair.slice(pair.indexOf('=') + 1) }));
  return { ...old, credentialPluginPolicy: policy, ...(entries.length > 0 ? { credentialPluginAllowlist: entries } : {}) };
}
