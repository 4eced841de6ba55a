/**
 * A container's surroundings as its processes see them: environment variables
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/) and mounted files. Worked out when
 * a command asks, from the objects as they are now.
 */
import { decodeText } from '../api/base64.ts';
import { CONFIG_MAPS, SECRETS, SERVICES, type AnyResource } from '../api/resource.ts';
import type { ConfigMap, Container, Pod, Secret, Service, Volume } from '../api/types.ts';
import type { ApiServer } from '../apiserver/server.ts';
import { hostnameOf } from '../workloads/http.ts';

type Data = Readonly<Record<string, string>>;

export class Surroundings {
  constructor(private readonly server: ApiServer, private readonly pod: Pod, private readonly container: Container) {}

  env(): Map<string, string> {
    const { pod, container } = this;
    const env = new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ['HOSTNAME', hostnameOf(pod)]]);
    const own = new Map<string, string>();
    for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
      const data = configMapRef ? this.#configMap(configMapRef.name!) : this.#secret(secretRef?.name ?? '');
      for (const [key, value] of Object.entries(data ?? {})) own.set(prefix + key, value);
    }
    for (const { name, value, valueFrom } of container.env ?? []) {
      const text = valueFrom ? this.#valueFrom(valueFrom) : expand(value ?? '', own);
      if (text !== undefined) own.set(name, text);
    }
    for (const [name, value] of own) env.set(name, value);
    for (const [name, value] of this.#services()) if (!env.has(name)) env.set(name, value);
    return env.set('HOME', '/root');
  }

  files(): Map<string, string> {
    const { pod, container } = this;
    const { namespace } = pod.metadata;
    const files = new Map<string, string>([
      ['/etc/hostname', `${hostnameOf(pod)}\n`],
      ['/etc/hosts', `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n${pod.status?.podIP ?? ''}\t${hostnameOf(pod)}\n`],
      ['/etc/resolv.conf', `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`],
    ]);
    for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
      const volume = pod.spec?.volumes?.find((one) => one.name === name);
      if (!volume) continue;
      const base = mountPath.replace(/\/$/, '');
      for (const [path, text] of this.#volume(volume)) {
        if (subPath === undefined) files.set(`${base}/${path}`, text);
        else if (path === subPath) files.set(base, text);
      }
    }
    return files;
  }

  *#volume({ configMap, secret, projected, downwardAPI }: Volume): Generator<readonly [string, string]> {
    if (configMap) yield* chosen(this.#configMap(configMap.name!), configMap.items);
    if (secret) yield* chosen(this.#secret(secret.secretName!), secret.items);
    for (const item of downwardAPI?.items ?? []) yield [item.path, this.#field(item.fieldRef?.fieldPath ?? '') ?? ''];
    for (const source of projected?.sources ?? []) {
      if (source.configMap) yield* chosen(this.#configMap(source.configMap.name!), source.configMap.items);
      if (source.secret) yield* chosen(this.#secret(source.secret.name!), source.secret.items);
      for (const item of source.downwardAPI?.items ?? []) yield [item.path, this.#field(item.fieldRef?.fieldPath ?? '') ?? ''];
      if (source.serviceAccountToken) yield [source.serviceAccountToken.path, `simulated token of ${this.pod.spec?.serviceAccountName ?? 'default'}\n`];
    }
  }

  #valueFrom({ fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef }: NonNullable<NonNullable<Container['env']>[number]['valueFrom']>): string | undefined {
    if (fieldRef) return this.#field(fieldRef.fieldPath);
    if (configMapKeyRef) return this.#configMap(configMapKeyRef.name!)?.[configMapKeyRef.key];
    if (secretKeyRef) return this.#secret(secretKeyRef.name!)?.[secretKeyRef.key];
    const [list, resource = ''] = resourceFieldRef?.resource.split('.') ?? [];
    return String(this.container.resources?.[list as 'limits' | 'requests']?.[resource] ?? '0');
  }

  /** A field of the pod as the downward API names it. */
  #field(path: string): string | undefined {
    const { metadata, spec, status } = this.pod;
    const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
    if (map) return metadata[map as 'labels' | 'annotations']?.[key!] ?? '';
    switch (path) {
      case 'metadata.name': return metadata.name;
      case 'metadata.namespace': return metadata.namespace;
      case 'metadata.uid': return metadata.uid;
      case 'metadata.labels': case 'metadata.annotations':
        return Object.entries(metadata[path.slice(9) as 'labels' | 'annotations'] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join('\n');
      case 'spec.nodeName': return spec?.nodeName;
      case 'spec.serviceAccountName': return spec?.serviceAccountName;
      case 'status.podIP': case 'status.podIPs': return status?.podIP;
      case 'status.hostIP': case 'status.hostIPs': return status?.hostIP;
      default: return undefined;
    }
  }

  /** `WEB_SERVICE_HOST` and its like, of the services of the namespace, and the API server's own. */
  *#services(): Generator<readonly [string, string]> {
    const { namespace } = this.pod.metadata;
    const links = this.pod.spec?.enableServiceLinks !== false;
    for (const { value } of this.server.lookup(SERVICES).table.sorted()) {
      const { metadata, spec } = value as Service;
      const isMaster = metadata.namespace === 'default' && metadata.name === 'kubernetes';
      if ((!isMaster && (!links || metadata.namespace !== namespace)) || !spec?.clusterIP || spec.clusterIP === 'None') continue;
      const word = metadata.name!.toUpperCase().replaceAll('-', '_');
      const [first] = spec.ports ?? [];
      if (!first) continue;
      yield [`${word}_SERVICE_HOST`, spec.clusterIP];
      yield [`${word}_SERVICE_PORT`, String(first.port)];
      for (const { name, port } of spec.ports!) if (name) yield [`${word}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`, String(port)];
    }
  }

  #configMap(name: string): Data | undefined { return this.#read<ConfigMap>(CONFIG_MAPS, name)?.data ?? undefined; }

  #secret(name: string): Data | undefined {
    const secret = this.#read<Secret>(SECRETS, name);
    return secret && Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeText(value) ?? '']));
  }

  #read<T>(resource: AnyResource, name: string): T | undefined { return this.server.lookup(resource).table.get(`${this.pod.metadata.namespace}/${name}`)?.value as T | undefined; }
}

function* chosen(data: Data | undefined, items: readonly { key: string; path: string }[] | undefined): Generator<readonly [string, string]> {
  if (!items) { yield* Object.entries(data ?? {}); return; }
  for (const { key, path } of items) if (data?.[key] !== undefined) yield [path, data[key]];
}

/** `$(NAME)` of variables named before; `$$` is a dollar. */
const expand = (text: string, known: ReadonlyMap<string, string>): string =>
  text.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name?: string) => (name === undefined ? '$' : known.get(name) ?? whole));
