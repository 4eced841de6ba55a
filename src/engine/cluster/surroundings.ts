/**
 * A container's surroundings as its processes see them: environment variables
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/) and what its files show of the API
 * (https://kubernetes.io/docs/concepts/workloads/pods/downward-api/). Worked out when somebody asks, from the objects as they are now.
 */
import { decodeBytes, utf8Bytes, utf8Text } from '../api/base64.ts';
import { quantityMilliValue, quantityValue } from '../api/quantity.ts';
import { CONFIG_MAPS, NODES, SECRETS, SERVICE_ACCOUNTS, SERVICES, type AnyResource } from '../api/resource.ts';
import type { ConfigMap, Container, Node, Pod, Secret, Service, ServiceAccount } from '../api/types.ts';
import type { ApiServer } from '../apiserver/server.ts';
import { ISSUER, issueToken } from '../apiserver/tokens.ts';
import { hostnameOf } from '../workloads/http.ts';

export type Data = Readonly<Record<string, string>>;

type Source = NonNullable<NonNullable<Container['env']>[number]['valueFrom']>;
type ResourceField = NonNullable<Source['resourceFieldRef']>;

const TOKEN_SECONDS = 3600;

export class Surroundings {
  /** `podNow` gives the pod as it stands. */
  constructor(private readonly server: ApiServer, private readonly podNow: () => Pod, private readonly container: Container) {}

  get pod(): Pod { return this.podNow(); }

  env(): Map<string, string> {
    const { pod, container } = this;
    const env = new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ['HOSTNAME', hostnameOf(pod)]]);
    const services = new Map(this.#services());
    const own = new Map<string, string>();
    for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
      const data = configMapRef ? this.configMap(configMapRef.name!, false) : this.secret(secretRef?.name ?? '');
      for (const [key, value] of Object.entries(data ?? {})) own.set(prefix + key, value);
    }
    for (const { name, value, valueFrom } of container.env ?? []) {
      const text = valueFrom ? this.#valueFrom(valueFrom) : expand(value ?? '', own, services);
      if (text !== undefined) own.set(name, text);
    }
    for (const [name, value] of own) env.set(name, value);
    for (const [name, value] of services) if (!env.has(name)) env.set(name, value);
    return env.has('HOME') ? env : env.set('HOME', '/root');
  }

  #valueFrom({ fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef }: Source): string | undefined {
    if (fieldRef) return this.field(fieldRef.fieldPath);
    if (configMapKeyRef) return this.configMap(configMapKeyRef.name!)?.[configMapKeyRef.key];
    if (secretKeyRef) return this.secret(secretKeyRef.name!)?.[secretKeyRef.key];
    return resourceFieldRef && this.resource(resourceFieldRef);
  }

  /** A request or limit in units of the divisor, rounded up; without a limit it is what the node has. */
  resource({ containerName, resource, divisor }: ResourceField): string {
    const [list, name = ''] = resource.split(/\.(.*)/s) as ['limits' | 'requests', string];
    const { spec } = this.pod;
    const container = containerName ? [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find((one) => one.name === containerName) : this.container;
    const allocatable = (this.server.lookup(NODES).table.get(spec?.nodeName ?? '')?.value as Node | undefined)?.status?.allocatable;
    const amount = container?.resources?.[list]?.[name] ?? (list === 'limits' ? allocatable?.[name] : undefined) ?? '0';
    const unit = divisor === undefined || divisor === '0' ? '1' : divisor;
    const value = name === 'cpu' ? quantityMilliValue(amount) / quantityMilliValue(unit) : quantityValue(amount) / quantityValue(unit);
    return String(Math.ceil(value));
  }

  /** A field of the pod as the downward API names it. */
  field(path: string): string | undefined {
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
      case 'status.podIP': return status?.podIP;
      case 'status.podIPs': return status?.podIPs?.map(({ ip }) => ip).join(',') ?? status?.podIP;
      case 'status.hostIP': return status?.hostIP;
      case 'status.hostIPs': return status?.hostIPs?.map(({ ip }) => ip).join(',') ?? status?.hostIP;
      default: return undefined;
    }
  }

  /** Variables that tell of services, in Docker's manner too: of the namespace, and the API server's own. */
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
      const url = (port: number, protocol: string): string => `${protocol.toLowerCase()}://${spec.clusterIP}:${port}`;
      yield [`${word}_PORT`, url(first.port, first.protocol ?? 'TCP')];
      for (const { port, protocol = 'TCP' } of spec.ports!) {
        const prefix = `${word}_PORT_${port}_${protocol}`;
        yield [prefix, url(port, protocol)];
        yield [`${prefix}_PROTO`, protocol.toLowerCase()];
        yield [`${prefix}_PORT`, String(port)];
        yield [`${prefix}_ADDR`, spec.clusterIP];
      }
    }
  }

  /** Its data by key; `binary`: what is no text too. */
  configMap(name: string, binary = true): Data | undefined {
    const map = this.#read<ConfigMap>(CONFIG_MAPS, name);
    return map && { ...map.data, ...(binary ? decoded(map.binaryData) : {}) };
  }

  secret(name: string): Data | undefined {
    const secret = this.#read<Secret>(SECRETS, name);
    return secret && decoded(secret.data);
  }

  /** A token of the pod's service account, bound to the pod. */
  token(audience = ISSUER, seconds = TOKEN_SECONDS): string {
    const { metadata, spec } = this.pod;
    const account = this.#read<ServiceAccount>(SERVICE_ACCOUNTS, spec?.serviceAccountName ?? 'default');
    return account ? issueToken(account, [audience], this.server.kernel.now, seconds, { kind: 'pod', name: metadata.name!, uid: metadata.uid! }) : '';
  }

  #read<T>(resource: AnyResource, name: string): T | undefined { return this.server.lookup(resource).table.get(`${this.pod.metadata.namespace}/${name}`)?.value as T | undefined; }
}

const UNDECODED = 0xdc00;

/** Bytes that are no UTF-8 stand as lone surrogates, so that nothing is lost. */
function decoded(data: Readonly<Record<string, string>> | undefined): Data {
  return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => {
    const bytes = decodeBytes(value) ?? [];
    const text = utf8Text(bytes);
    if (!text.includes('\ufffd') || utf8Bytes(text).length === bytes.length) return [key, text];
    return [key, bytes.map((byte) => String.fromCharCode(byte < 0x80 ? byte : UNDECODED + byte)).join('')];
  }));
}

/** `$(NAME)` of variables named before, or else of services; `$$` is a dollar. */
const expand = (text: string, known: ReadonlyMap<string, string>, services: ReadonlyMap<string, string>): string =>
  text.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name?: string) => (name === undefined ? '$' : known.get(name) ?? services.get(name) ?? whole));
