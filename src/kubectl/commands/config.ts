/** `kubectl config ...`: reads and changes the kubeconfig file. */
import { encodeText } from '../../engine/api/base64.ts';
import type { Call } from '../call.ts';
import { EMPTY_CONFIG, kubeconfigPath, loadKubeconfig, type KubeContext, type Kubeconfig } from '../config/kubeconfig.ts';
import { withProperty } from '../config/properties.ts';
import { readFile, stdout, writeFile, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { helpText } from '../help/help.ts';
import { formatOf, unknownFormat, valuePrinter } from '../printers/object.ts';
import { toYaml } from '../printers/yaml.ts';
import { aligned, TABLE } from '../text/tabwriter.ts';
import type { Command } from './command.ts';

function* load(call: Call): Steps<Kubeconfig> { return (yield* loadKubeconfig(kubeconfigPath(call.flags, call.environment.variables))) ?? EMPTY_CONFIG; }

function* save(call: Call, config: Kubeconfig): Steps {
  yield* writeFile(kubeconfigPath(call.flags, call.environment.variables), toYaml({ apiVersion: 'v1', kind: 'Config', ...config, contexts: config.contexts.map(({ name, context }) => ({ name, context: contextOf(context) })), preferences: config.preferences ?? {} }));
}

function usage(call: Call, message: string): UsageFailure { return new UsageFailure(call.usage(message)); }

/** The help, and then what was wrong. */
function* helpful(call: Call, message: string): Steps<never> {
  yield* stdout(helpText(call.path, call.environment.variables['HOME'] ?? ''));
  throw new Failure(message);
}

function none(call: Call): void { if (call.args.length > 0) throw usage(call, `unexpected arguments: [${call.args.join(' ')}]`); }

function* one(call: Call): Steps<string> {
  if (call.args.length !== 1) yield* helpful(call, `Unexpected args: [${call.args.join(' ')}]`);
  return call.args[0]!;
}

const view: Command = {
  path: 'config view',
  *run(call) {
    none(call);
    const { flags } = call;
    const config = yield* load(call);
    let raw = flags.bool('raw');
    const current = config['current-context'];
    const minify = flags.bool('minify');
    const context = config.contexts.find(({ name }) => name === current)?.context;
    if (minify && !context) throw new Failure('cannot locate context ' + current);
    const format = formatOf(call);
    const print = yield* valuePrinter(call, format, true);
    if (!print) throw unknownFormat(format.name, FORMATS);
    if (flags.bool('flatten')) raw = true;
    const users = config.users.filter(({ name }) => !minify || name === context?.user).map(({ name, user }) => ({ name, user: raw ? user : redacted(user) }));
    const clusters = config.clusters.filter(({ name }) => !minify || name === context?.cluster).map(({ name, cluster }) => ({ name, cluster: { server: '', ...(raw ? cluster : omitted(cluster)) } }));
    const contexts = config.contexts.filter(({ name }) => !minify || name === current).map(({ name, context: own }) => ({ name, context: contextOf(own) }));
    const list = <T extends { name: string }>(items: readonly T[]): T[] | null => (items.length === 0 ? null : byName(items));
    // In Go's order.
    yield* stdout(print({ kind: 'Config', apiVersion: 'v1', clusters: list(clusters), users: list(users), contexts: list(contexts), 'current-context': current } as never));
  },
};

const FORMATS = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'kyaml', 'name', 'template', 'templatefile', 'yaml'];

/** A context always says its cluster and user. */
const contextOf = ({ cluster = '', namespace, user = '', ...more }: KubeContext): KubeContext => ({ cluster, user, ...(namespace ? { namespace } : {}), ...more });

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
    const name = yield* one(call);
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
    const output = flags.string('output');
    if (output !== '' && output !== 'name') throw new Failure(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
    if (output === 'name') return yield* stdout(names.map((name) => `${name}\n`).join(''));
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
    if (!current && call.args.length === 0) throw new Failure('you must specify a non-empty context name or --current');
    const name = current ? config['current-context'] : yield* one(call);
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
      if (call.args.length !== 1) return yield* stdout(helpText(call.path, call.environment.variables['HOME'] ?? ''));
      const [name = ''] = call.args;
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
    if (call.args.length !== 2) yield* helpful(call, `Unexpected args: [${call.args.join(' ')}]`);
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
      if (call.args.length !== 1) yield* helpful(call, `${section === 'users' ? 'unexpected' : 'Unexpected'} args: [${call.args.join(' ')}]`);
      const [name = ''] = call.args;
      const { flags } = call;
      const config = yield* load(call);
      const items = config[section] as readonly { name: string; [field: string]: unknown }[];
      const existing = items.find((item) => item.name === name);
      const value: Record<string, unknown> = { ...(existing?.[field] as object | undefined) };
      for (const flag of fields) {
        if (!flags.has(flag) || !flags.changed(flag)) continue;
        for (const other of INSTEAD[flag] ?? []) delete value[other];
        if (flag === 'insecure-skip-tls-verify') {
          if (flags.bool(flag)) value[flag] = true;
          else delete value[flag];
        } else if (PEM.has(flag) && flags.bool('embed-certs')) {
          const file = yield* readFile(flags.string(flag));
          if (!('text' in file)) throw new Failure(`could not stat ${flag} file ${flags.string(flag)}: stat ${flags.string(flag)}: no such file or directory`);
          delete value[flag];
          value[`${flag}-data`] = encodeText(file.text);
        } else value[flag] = flags.string(flag);
      }
      if (section === 'users') credentials(call, value);
      const entry = { name, [field]: value };
      yield* save(call, { ...config, [section]: existing ? items.map((item) => (item.name === name ? entry : item)) : [...items, entry] });
      yield* stdout(`${noun} ${JSON.stringify(name)} set.\n`);
    },
  };
}

const PEM = new Set(['certificate-authority', 'client-certificate', 'client-key']);
/** What a value puts an end to. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  'certificate-authority': ['certificate-authority-data', 'insecure-skip-tls-verify'], 'insecure-skip-tls-verify': ['certificate-authority', 'certificate-authority-data'],
  'client-certificate': ['client-certificate-data'], 'client-key': ['client-key-data'], token: ['username', 'password'], username: ['token'], password: ['token'],
};

/** One way to log in at most; `--exec-*` and `--auth-provider`. */
function credentials(call: Call, user: Record<string, unknown>): void {
  const { flags } = call;
  const methods = [...(flags.string('token') === '' ? [] : ['--token']), ...(flags.string('username') + flags.string('password') === '' ? [] : ['--username/--password'])];
  if (methods.length > 1) throw new Failure(`you cannot specify more than one authentication method at the same time: ${methods.join(', ')}`);
  if (['exec-command', 'exec-api-version', 'exec-arg', 'exec-env', 'exec-interactive-mode', 'exec-provide-cluster-info'].some((flag) => flags.changed(flag))) {
    const old = (user['exec'] ?? {}) as Record<string, unknown>;
    const text = (flag: string, field: string): object => (flags.changed(flag) ? { [field]: flags.string(flag) } : {});
    user['exec'] = {
      ...old, ...text('exec-command', 'command'), ...text('exec-api-version', 'apiVersion'), ...text('exec-interactive-mode', 'interactiveMode'),
      ...(flags.changed('exec-arg') ? { args: flags.list('exec-arg') } : {}),
      ...(flags.changed('exec-env') ? { env: flags.list('exec-env').map((pair) => ({ name: pair.split('=')[0], value: pair.slice(pair.indexOf('=') + 1) })) } : {}),
      provideClusterInfo: flags.bool('exec-provide-cluster-info'),
    };
  }
  if (flags.changed('auth-provider')) user['auth-provider'] = { name: flags.string('auth-provider'), config: Object.fromEntries(flags.list('auth-provider-arg').map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)])) };
}

const set: Command = {
  path: 'config set',
  *run(call) {
    if (call.args.length !== 2) yield* helpful(call, `Unexpected args: [${call.args.join(' ')}]`);
    const [path = '', value = ''] = call.args;
    yield* save(call, withProperty(yield* load(call), path, value, call.flags.bool('set-raw-bytes')));
    yield* stdout(`Property ${JSON.stringify(path)} set.\n`);
  },
};

const unset: Command = {
  path: 'config unset',
  *run(call) {
    const path = yield* one(call);
    yield* save(call, withProperty(yield* load(call), path, undefined, false));
    yield* stdout(`Property ${JSON.stringify(path)} unset.\n`);
  },
};

export const configCommands: readonly Command[] = [
  view, set, unset, currentContext, useContext, getContexts, setContext, renameContext,
  listing('get-clusters', 'clusters', 'NAME'), listing('get-users', 'users', 'NAME'),
  removing('delete-cluster', 'clusters', 'cluster'), removing('delete-context', 'contexts', 'context'), removing('delete-user', 'users', 'user'),
  setEntry('set-cluster', 'clusters', 'cluster', 'Cluster', ['server', 'insecure-skip-tls-verify', 'certificate-authority', 'proxy-url', 'tls-server-name']),
  setEntry('set-credentials', 'users', 'user', 'User', ['token', 'username', 'password', 'client-certificate', 'client-key']),
];
