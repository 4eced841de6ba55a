/** `kubectl config ...`: reads and changes the kubeconfig file. */
import type { Call } from '../call.ts';
import { EMPTY_CONFIG, kubeconfigPath, loadKubeconfig, type Kubeconfig } from '../config/kubeconfig.ts';
import { stdout, writeFile, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { toJson } from '../printers/json.ts';
import { toYaml } from '../printers/yaml.ts';
import { aligned, TABLE } from '../text/tabwriter.ts';
import type { Command } from './command.ts';

function* load(call: Call): Steps<Kubeconfig> { return (yield* loadKubeconfig(kubeconfigPath(call.flags, call.environment.variables))) ?? EMPTY_CONFIG; }

function* save(call: Call, config: Kubeconfig): Steps {
  yield* writeFile(kubeconfigPath(call.flags, call.environment.variables), toYaml({ apiVersion: 'v1', kind: 'Config', ...config, preferences: config.preferences ?? {} }));
}

function usage(call: Call, message: string): UsageFailure { return new UsageFailure(`error: ${message}\nSee 'kubectl ${call.path} -h' for help and examples`); }

function none(call: Call): void { if (call.args.length > 0) throw usage(call, `unexpected arguments: [${call.args.join(' ')}]`); }

function one(call: Call): string {
  if (call.args.length !== 1) throw usage(call, `Unexpected args: [${call.args.join(' ')}]`);
  return call.args[0]!;
}

const view: Command = {
  path: 'config view',
  *run(call) {
    none(call);
    const { flags } = call;
    const config = yield* load(call);
    const raw = flags.bool('raw');
    const current = config['current-context'];
    const minify = flags.bool('minify');
    const context = config.contexts.find(({ name }) => name === current)?.context;
    if (minify && !context) throw new Failure('cannot locate context ' + current);
    const users = config.users.filter(({ name }) => !minify || name === context?.user).map(({ name, user }) => ({ name, user: raw ? user : redacted(user) }));
    const clusters = config.clusters.filter(({ name }) => !minify || name === context?.cluster).map(({ name, cluster }) => ({ cluster: raw ? cluster : omitted(cluster), name }));
    const contexts = config.contexts.filter(({ name }) => !minify || name === current).map(({ name, context: own }) => ({ context: own, name }));
    const sorted = { apiVersion: 'v1', clusters: byName(clusters), contexts: byName(contexts), 'current-context': current, kind: 'Config', users: byName(users) };
    const list = (items: unknown[]): unknown => (items.length === 0 ? null : items);
    const shown = { ...sorted, clusters: list(sorted.clusters), contexts: list(sorted.contexts), users: list(sorted.users) };
    yield* stdout(flags.string('output') === 'json' ? toJson({ kind: 'Config', apiVersion: 'v1', clusters: shown.clusters, users: shown.users, contexts: shown.contexts, 'current-context': current }, true) : toYaml(shown));
  },
};

const byName = <T extends { name: string }>(items: readonly T[]): T[] => [...items].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const SECRET = new Set(['token', 'password']);
const OMITTED = new Set(['certificate-authority-data', 'client-certificate-data', 'client-key-data']);
const omitted = (value: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(value).map(([key, text]) => [key, OMITTED.has(key) ? 'DATA+OMITTED' : text]));
const redacted = (value: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(omitted(value)).map(([key, text]) => [key, SECRET.has(key) ? 'REDACTED' : text]));

const currentContext: Command = {
  path: 'config current-context',
  *run(call) {
    none(call);
    const current = (yield* load(call))['current-context'];
    if (current === '') throw new Failure('current-context is not set');
    yield* stdout(`${current}\n`);
  },
};

const useContext: Command = {
  path: 'config use-context',
  *run(call) {
    const name = one(call);
    const config = yield* load(call);
    if (!config.contexts.some((context) => context.name === name)) throw new Failure(`no context exists with the name: ${JSON.stringify(name)}`);
    yield* save(call, { ...config, 'current-context': name });
    yield* stdout(`Switched to context ${JSON.stringify(name)}.\n`);
  },
};

const getContexts: Command = {
  path: 'config get-contexts',
  *run(call) {
    const { flags } = call;
    const config = yield* load(call);
    const names = call.args.length > 0 ? call.args : byName(config.contexts).map(({ name }) => name);
    if (flags.string('output') === 'name') return yield* stdout(names.map((name) => `${name}\n`).join(''));
    const missing = names.filter((name) => !config.contexts.some((context) => context.name === name));
    const rows = names.filter((name) => !missing.includes(name)).map((name) => {
      const { cluster = '', user = '', namespace = '' } = config.contexts.find((context) => context.name === name)!.context;
      return `${name === config['current-context'] ? '*' : ''}\t${name}\t${cluster}\t${user}\t${namespace}\n`;
    });
    yield* stdout(aligned(`${flags.bool('no-headers') ? '' : 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n'}${rows.join('')}`, TABLE));
    if (missing.length > 0) throw new Failure(`context ${missing[0]} not found`);
  },
};

const setContext: Command = {
  path: 'config set-context',
  *run(call) {
    const { flags } = call;
    const config = yield* load(call);
    const current = flags.bool('current');
    if (current && call.args.length > 0) throw usage(call, `Unexpected args: [${call.args.join(' ')}]`);
    if (current && config['current-context'] === '') throw new Failure('no current context is set');
    const name = current ? config['current-context'] : one(call);
    const existing = config.contexts.find((context) => context.name === name);
    const changes = Object.fromEntries(['cluster', 'user', 'namespace'].filter((flag) => flags.changed(flag)).map((flag) => [flag, flags.string(flag)]));
    const context = { ...existing?.context, ...changes };
    const contexts = existing ? config.contexts.map((other) => (other.name === name ? { name, context } : other)) : [...config.contexts, { name, context }];
    yield* save(call, { ...config, contexts });
    yield* stdout(`Context ${JSON.stringify(name)} ${existing ? 'modified' : 'created'}.\n`);
  },
};

type Section = 'clusters' | 'users' | 'contexts';

function listing(path: string, section: Section, header: string): Command {
  return {
    path: `config ${path}`,
    *run(call) {
      const items = (yield* load(call))[section];
      yield* stdout(`${header}\n${items.length === 0 ? '' : byName(items as readonly { name: string }[]).map(({ name }) => `${name}\n`).join('')}`);
    },
  };
}

function removing(path: string, section: Section, noun: string): Command {
  return {
    path: `config ${path}`,
    *run(call) {
      const name = one(call);
      const config = yield* load(call);
      const file = kubeconfigPath(call.flags, call.environment.variables);
      const items = config[section] as readonly { name: string }[];
      if (!items.some((item) => item.name === name)) throw new Failure(`cannot delete ${noun} ${name}, not in ${file}`);
      yield* save(call, { ...config, [section]: items.filter((item) => item.name !== name) });
      yield* stdout(`deleted ${noun} ${name} from ${file}\n`);
    },
  };
}

const renameContext: Command = {
  path: 'config rename-context',
  *run(call) {
    if (call.args.length !== 2) throw usage(call, `Unexpected args: [${call.args.join(' ')}]`);
    const [from = '', to = ''] = call.args;
    const config = yield* load(call);
    if (!config.contexts.some(({ name }) => name === from)) throw new Failure(`cannot rename the context ${JSON.stringify(from)}, it's not in ${kubeconfigPath(call.flags, call.environment.variables)}`);
    if (config.contexts.some(({ name }) => name === to)) throw new Failure(`cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${kubeconfigPath(call.flags, call.environment.variables)}`);
    const contexts = config.contexts.map((context) => (context.name === from ? { ...context, name: to } : context));
    yield* save(call, { ...config, contexts, 'current-context': config['current-context'] === from ? to : config['current-context'] });
    yield* stdout(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
  },
};

function setEntry(path: string, section: 'clusters' | 'users', field: 'cluster' | 'user', noun: string, fields: readonly string[]): Command {
  return {
    path: `config ${path}`,
    *run(call) {
      const name = one(call);
      const { flags } = call;
      const config = yield* load(call);
      const items = config[section] as readonly { name: string; [field: string]: unknown }[];
      const changes = Object.fromEntries(fields.filter((flag) => flags.has(flag) && flags.changed(flag)).map((flag) => [flag, flag === 'insecure-skip-tls-verify' ? flags.bool(flag) : flags.string(flag)]));
      const existing = items.find((item) => item.name === name);
      const entry = { name, [field]: { ...(existing?.[field] as object | undefined), ...changes } };
      yield* save(call, { ...config, [section]: existing ? items.map((item) => (item.name === name ? entry : item)) : [...items, entry] });
      yield* stdout(`${noun} ${JSON.stringify(name)} set.\n`);
    },
  };
}

export const configCommands: readonly Command[] = [
  view, currentContext, useContext, getContexts, setContext, renameContext,
  listing('get-clusters', 'clusters', 'NAME'), listing('get-users', 'users', 'NAME'),
  removing('delete-cluster', 'clusters', 'cluster'), removing('delete-context', 'contexts', 'context'), removing('delete-user', 'users', 'user'),
  setEntry('set-cluster', 'clusters', 'cluster', 'Cluster', ['server', 'insecure-skip-tls-verify', 'certificate-authority', 'proxy-url', 'tls-server-name']),
  setEntry('set-credentials', 'users', 'user', 'User', ['token', 'username', 'password', 'client-certificate', 'client-key']),
];
