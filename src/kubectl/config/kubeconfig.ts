/** A kubeconfig: clusters, users, and the contexts that join them. */
import { readFile, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import type { Flags } from '../flags/parse.ts';
import { parseYaml } from '../files/yaml.ts';

export interface Named<T> { name: string; value: T }
export interface KubeCluster { server?: string; [field: string]: unknown }
export interface KubeUser { token?: string; username?: string; password?: string; [field: string]: unknown }
export interface KubeContext { cluster?: string; user?: string; namespace?: string; [field: string]: unknown }

export interface Kubeconfig {
  readonly clusters: readonly { name: string; cluster: KubeCluster }[];
  readonly users: readonly { name: string; user: KubeUser }[];
  readonly contexts: readonly { name: string; context: KubeContext }[];
  readonly 'current-context': string;
  readonly preferences?: unknown;
}

export const EMPTY_CONFIG: Kubeconfig = { clusters: [], users: [], contexts: [], 'current-context': '' };

/** Where the kubeconfig is: `--kubeconfig`, `$KUBECONFIG` (its first file), `~/.kube/config`. */
export function kubeconfigPath(flags: Flags, variables: Readonly<Record<string, string>>): string {
  const flag = flags.string('kubeconfig');
  if (flag !== '') return flag;
  const named = (variables['KUBECONFIG'] ?? '').split(':').find((path) => path !== '');
  return named ?? `${variables['HOME'] ?? ''}/.kube/config`;
}

/** undefined when there is none. */
export function* loadKubeconfig(path: string): Steps<Kubeconfig | undefined> {
  const file = yield* readFile(path);
  if (!('text' in file)) return undefined;
  return readKubeconfig(file.text, path);
}

export function readKubeconfig(text: string, path: string): Kubeconfig {
  let value: Partial<Kubeconfig> | undefined;
  try {
    value = parseYaml(text) as Partial<Kubeconfig> | undefined;
  } catch (error) {
    throw new Failure(`error loading config file ${JSON.stringify(path)}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { clusters: value?.clusters ?? [], users: value?.users ?? [], contexts: value?.contexts ?? [], 'current-context': value?.['current-context'] ?? '', preferences: value?.preferences ?? {} };
}

/** What a command needs of it, with the flags' overrides. */
export interface Login { readonly server: string; readonly namespace: string; readonly headers: Readonly<Record<string, string>> }

/** `own` are the command's own flags, which are not about the login (`create rolebinding --user`). */
export function loginOf(config: Kubeconfig | undefined, all: Flags, own: ReadonlySet<string>): Login {
  const flags = { string: (name: string) => (own.has(name) || !all.has(name) ? '' : all.string(name)), list: (name: string) => (own.has(name) || !all.has(name) ? [] : all.list(name)) };
  const current = flags.string('context') || config?.['current-context'] || '';
  const context = config?.contexts.find(({ name }) => name === current)?.context;
  if (!context && flags.string('context') !== '') throw new UsageFailure(`Error in configuration: context was not found for specified context: ${current}`);
  const clusterName = flags.string('cluster') || context?.cluster || '';
  const cluster = config?.clusters.find(({ name }) => name === clusterName)?.cluster;
  if (!cluster && flags.string('cluster') !== '') throw new Failure(`no server found for cluster ${JSON.stringify(clusterName)}`);
  const userName = flags.string('user') || context?.user || '';
  const user = config?.users.find(({ name }) => name === userName)?.user;
  if (!user && flags.string('user') !== '' && config) throw new Failure(`auth info ${JSON.stringify(userName)} does not exist`);
  const headers: Record<string, string> = {};
  const { token, username } = { token: flags.string('token') || user?.token, username: flags.string('username') || user?.username };
  if (token && username) throw new Failure(`more than one authentication method found for ${userName}; found [token basicAuth], only one is allowed`);
  const server = flags.string('server') || cluster?.server || 'http://localhost:8080';
  // Over plain HTTP nobody says who they are.
  if (token && server.startsWith('https:')) headers['authorization'] = `Bearer ${token}`;
  const as = flags.string('as');
  if (as !== '') headers['impersonate-user'] = as;
  const groups = flags.list('as-group');
  const uid = flags.string('as-uid');
  const extra = flags.list('as-user-extra');
  if (groups.length > 0 || uid !== '' || extra.length > 0) {
    if (as === '') throw new Failure(`requesting uid, groups or user-extra for ${userName} without impersonating a user`);
    if (groups.length > 0) headers['impersonate-group'] = groups.join(', ');
  }
  const timeout = flags.string('request-timeout');
  if (!/^(\d+(ns|us|ms|s|m|h)?)+$/.test(timeout)) throw new Failure('Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)');
  if (uid !== '') headers['impersonate-uid'] = uid;
  for (const pair of extra) {
    const key = pair.slice(0, pair.indexOf('=')).toLowerCase();
    const name = `impersonate-extra-${encodeURIComponent(key)}`, value = pair.slice(pair.indexOf('=') + 1);
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { server, namespace: context?.namespace || 'default', headers };
}
