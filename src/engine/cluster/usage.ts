/** The numbers of the metrics APIs, as the nodes have them now: what containers use, and what requests they get. */
import { quantityValue } from '../api/quantity.ts';
import { CONFIG_MAPS, PODS, SERVICES, INGRESSES } from '../api/resource.ts';
import type { ConfigMap, Ingress, Pod, Service } from '../api/types.ts';
import type { MetricsSource } from '../api/metrics.ts';
import type { ApiServer } from '../apiserver/server.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { formatTime } from '../kernel/time.ts';
import type { ContainerRuntime } from '../node/container.ts';
import type { Machines } from '../node/machines.ts';
import type { Network } from './network.ts';
import { cpuOf, Traffic, type Rates } from './traffic.ts';

/** A metrics server asks each node that often; a container has numbers from the second time on. */
const SCRAPE_MS = 15_000;
const WINDOW = '15s';
const MEBIBYTE = 1024 * 1024;
/** What the machine's own programs use. */
const SYSTEM = { cpuMillis: 60, memoryMi: 320 };
/** External metrics are what somebody says they are: the data of this ConfigMap of the namespace. */
const EXTERNAL = 'external-metrics';

const cores = (millis: number): string => `${Math.round(millis * 1_000_000)}n`;
const bytes = (mebibytes: number): string => `${Math.round(mebibytes * 1024)}Ki`;

export class Usage implements MetricsSource {
  readonly #traffic: Traffic;
  /** Many pods are asked about in one instant; the flow is the same for all. */
  #rates: { readonly event: number; readonly atMs: number; readonly revision: number; readonly rates: Rates } | undefined;

  constructor(private readonly kernel: Kernel, private readonly server: ApiServer, private readonly machines: Machines, private readonly network: Network) {
    this.#traffic = new Traffic(machines, network);
  }

  get timestamp(): string { return formatTime(this.kernel.now - (this.kernel.now % SCRAPE_MS)); }

  node(name: string): ReturnType<MetricsSource['node']> {
    const kubelet = this.machines.get(name);
    if (!kubelet?.reachable || !kubelet.connected) return undefined;
    let cpu = SYSTEM.cpuMillis, memory = SYSTEM.memoryMi;
    for (const { pod, containers } of kubelet.workers.values()) {
      for (const container of containers) {
        if (container.state !== 'running') continue;
        cpu += cpuOf(container, pod, this.rates());
        memory += memoryOf(container);
      }
    }
    return { timestamp: this.timestamp, window: WINDOW, usage: { cpu: cores(Math.min(cpu, quantityMillis(kubelet.machine.cpu))), memory: bytes(memory) } };
  }

  pod(namespace: string, name: string): ReturnType<MetricsSource['pod']> {
    const pod = this.server.lookup(PODS).table.get(`${namespace}/${name}`)?.value as Pod | undefined;
    const kubelet = this.machines.get(pod?.spec?.nodeName ?? '');
    if (!pod || !kubelet?.reachable || !kubelet.connected) return undefined;
    const running = kubelet.workers.get(pod.metadata.uid!)?.containers.filter(({ state, role }) => state === 'running' && role !== 'init') ?? [];
    if (running.length === 0 || running.some(({ startedMs }) => this.kernel.now - startedMs < SCRAPE_MS)) return undefined;
    return { timestamp: this.timestamp, window: WINDOW, containers: running.map((container) => ({ name: container.spec.name, usage: { cpu: cores(cpuOf(container, pod, this.rates())), memory: bytes(memoryOf(container)) } })) };
  }

  custom(resource: string, namespace: string, name: string): string | undefined {
    if (resource === 'pods') {
      const pod = this.server.lookup(PODS).table.get(`${namespace}/${name}`)?.value as Pod | undefined;
      return pod?.status?.phase === 'Running' ? rate(this.rates().get(pod.metadata.uid!) ?? 0) : undefined;
    }
    const services = resource === 'services' ? [name] : this.#ingressServices(namespace, name);
    const pods = new Map(services.flatMap((service) => this.#podsOf(namespace, service)).map((pod) => [pod.metadata.uid!, pod]));
    return rate([...pods.keys()].reduce((sum, uid) => sum + (this.rates().get(uid) ?? 0), 0));
  }

  external(namespace: string, metric: string): readonly string[] {
    const value = (this.server.lookup(CONFIG_MAPS).table.get(`${namespace}/${EXTERNAL}`)?.value as ConfigMap | undefined)?.data?.[metric];
    return value === undefined ? [] : [value];
  }

  /** Requests a second of every pod that gets any, by uid. */
  rates(): Rates {
    const { now: atMs, eventCount: event } = this.kernel;
    const { revision } = this.server.store;
    const known = this.#rates;
    if (known && known.atMs === atMs && known.event === event && known.revision === revision) return known.rates;
    const rates = this.#traffic.rates();
    this.#rates = { atMs, event, revision, rates };
    return rates;
  }

  #podsOf(namespace: string, service: string): Pod[] {
    const found = this.server.lookup(SERVICES).table.get(`${namespace}/${service}`)?.value as Service | undefined;
    return (found?.spec?.ports ?? []).flatMap(({ port }) => this.network.targets(service, port, namespace).map(({ pod }) => pod));
  }

  #ingressServices(namespace: string, name: string): string[] {
    const { spec } = (this.server.lookup(INGRESSES).table.get(`${namespace}/${name}`)?.value ?? {}) as Partial<Ingress>;
    const backends = [spec?.defaultBackend, ...(spec?.rules ?? []).flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? [])];
    return [...new Set(backends.flatMap((backend) => (backend?.service ? [backend.service.name] : [])))];
  }
}

const rate = (perSecond: number): string => `${Math.round(perSecond * 1000)}m`;
const quantityMillis = (cpu: string): number => quantityValue(cpu) * 1000;

/** Never above its limit: there the program would be killed. */
function memoryOf({ program, spec }: ContainerRuntime): number {
  const limit = spec.resources?.limits?.['memory'];
  return limit === undefined ? program!.footprint.memoryMi : Math.min(program!.footprint.memoryMi, quantityValue(limit) / MEBIBYTE);
}
