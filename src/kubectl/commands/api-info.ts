/** `kubectl api-resources`, `api-versions`, `version`, `cluster-info`, `options`. */
import { apiVersionOf, groupResourceOf } from '../client/discovery.ts';
import { stderr, stdout } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { flagTexts, GLOBAL_FLAGS } from '../help/help.ts';
import { toJson } from '../printers/json.ts';
import { toKyaml } from '../printers/kyaml.ts';
import { toYaml } from '../printers/yaml.ts';
import { aligned, TABLE } from '../text/tabwriter.ts';
import type { Command } from './command.ts';

const CLIENT_VERSION = {
  major: '1', minor: '36', gitVersion: 'v1.36.2', gitCommit: '36f6597ef7f3c97a6ff8e4a8f1d7f9d2b0b0a5ce', gitTreeState: 'clean', buildDate: '2026-06-09T12:00:00Z', goVersion: 'go1.26.1', compiler: 'gc', platform: 'linux/amd64',
};
const KUSTOMIZE = 'v5.8.1';

export const apiResourcesCommand: Command = {
  path: 'api-resources',
  *run(call) {
    const { flags } = call;
    if (call.args.length > 0) throw new UsageFailure(`error: unexpected arguments: [${call.args.join(' ')}]\nSee 'kubectl api-resources -h' for help and examples`);
    const output = flags.string('output');
    if (!['', 'wide', 'name', 'json', 'yaml', 'kyaml'].includes(output)) throw new Failure(`unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: json,kyaml,name,wide,yaml`);
    const sortBy = flags.string('sort-by');
    if (!['', 'name', 'kind'].includes(sortBy)) throw new Failure(`--sort-by accepts only name or kind`);
    const wanted = flags.changed('api-group') ? flags.string('api-group') : undefined;
    const preferred = new Map<string, string>();
    const discovery = yield* call.rediscover();
    for (const { group, version } of discovery.mappings) if (!preferred.has(group)) preferred.set(group, version);
    const shown = discovery.mappings.filter((m) => preferred.get(m.group) === m.version && m.verbs.length > 0
      && (wanted === undefined || m.group === wanted) && (!flags.changed('namespaced') || m.namespaced === flags.bool('namespaced'))
      && flags.list('verbs').every((verb) => m.verbs.includes(verb)) && flags.list('categories').every((category) => m.categories.includes(category)));
    const key = (m: typeof shown[number]): string => (sortBy === 'kind' ? m.kind : sortBy === 'name' ? m.resource : `${m.group}\u0000${m.resource}`);
    shown.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    if (output === 'name') return yield* stdout(shown.map((m) => `${groupResourceOf(m)}\n`).join(''));
    if (output === 'json' || output === 'yaml' || output === 'kyaml') {
      const list = {
        kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '',
        resources: shown.map((m) => ({ name: m.resource, singularName: m.singular, namespaced: m.namespaced, ...(m.group === '' ? {} : { group: m.group }), version: m.version, kind: m.kind, verbs: m.verbs, ...(m.shortNames.length > 0 ? { shortNames: m.shortNames } : {}), ...(m.categories.length > 0 ? { categories: m.categories } : {}) })),
      };
      return yield* stdout(output === 'json' ? toJson(list, true) : output === 'yaml' ? toYaml(list) : `---\n${toKyaml(list)}`);
    }
    const wide = output === 'wide';
    const header = flags.bool('no-headers') ? '' : `NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`;
    const rows = shown.map((m) => `${m.resource}\t${m.shortNames.join(',')}\t${apiVersionOf(m)}\t${m.namespaced}\t${m.kind}${wide ? `\t${m.verbs.join(',')}\t${m.categories.join(',')}` : ''}\n`);
    yield* stdout(aligned(header + rows.join(''), TABLE));
  },
};

export const apiVersionsCommand: Command = {
  path: 'api-versions',
  *run(call) {
    if (call.args.length > 0) throw new UsageFailure(`error: unexpected arguments: [${call.args.join(' ')}]\nSee 'kubectl api-versions -h' for help and examples`);
    const versions = (yield* call.rediscover()).groupVersions().map(apiVersionOf).sort();
    yield* stdout(versions.map((version) => `${version}\n`).join(''));
  },
};

interface ServerVersion { gitVersion: string; [field: string]: unknown }

export const versionCommand: Command = {
  path: 'version',
  *run(call) {
    const { flags } = call;
    if (call.args.length > 0) throw new UsageFailure(`error: extra arguments: [${call.args.join(' ')}]`);
    const output = flags.string('output');
    if (!['', 'yaml', 'json'].includes(output)) throw new UsageFailure("error: --output must be 'yaml' or 'json'");
    const own = `Client Version: ${CLIENT_VERSION.gitVersion}\nKustomize Version: ${KUSTOMIZE}\n`;
    let server: ServerVersion | undefined;
    try {
      if (!flags.bool('client')) server = yield* call.client.get<ServerVersion>('/version', { timeout: '32s' });
    } catch (error) {
      if (output === '') yield* stdout(own);
      throw error;
    }
    const all = { clientVersion: CLIENT_VERSION, kustomizeVersion: KUSTOMIZE, ...(server ? { serverVersion: server } : {}) };
    if (output === 'json') return yield* stdout(toJson(all, true).replaceAll('    ', '  '));
    if (output === 'yaml') return yield* stdout(`${toYaml(all)}\n`);
    yield* stdout(`${own}${server ? `Server Version: ${server.gitVersion}\n` : ''}`);
  },
};

interface Services { readonly items: readonly { metadata: { name: string; labels?: Record<string, string> }; spec?: { ports?: { name?: string; port: number }[] } }[] }

export const clusterInfoCommand: Command = {
  path: 'cluster-info',
  *run(call) {
    const end = stdout("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    let services: Services;
    try {
      yield* call.client.discover();
      services = yield* call.client.get<Services>('/api/v1/namespaces/kube-system/services', { labelSelector: 'kubernetes.io/cluster-service=true' });
    } catch (error) {
      yield* end;
      throw error;
    }
    yield* stdout(`Kubernetes control plane is running at ${call.client.server}\n`);
    for (const { metadata, spec } of services.items) {
      const port = spec?.ports?.[0];
      const name = metadata.labels?.['kubernetes.io/name'] || metadata.name;
      yield* stdout(`${name} is running at ${call.client.server}/api/v1/namespaces/kube-system/services/${metadata.name}${port?.name ? `:${port.name}` : ''}/proxy\n`);
    }
    yield* end;
  },
};

export const optionsCommand: Command = {
  path: 'options',
  *run(call) {
    const home = call.environment.variables['HOME'] ?? '';
    yield* stdout(`The following options can be passed to any command:\n\n${flagTexts(GLOBAL_FLAGS).replaceAll('~/.kube', `${home}/.kube`)}\n\n`);
    yield* stderr('');
  },
};
