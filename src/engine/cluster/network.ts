/**
 * Requests to programs: from an address or a Service to a ready pod, and what its program answers. A request takes no virtual time
 * of its own; how long the program thinks is in its answer (`afterMs`). Who is chosen behind a Service hangs on the instant and the
 * request, so that asking changes nothing.
 *
 * Failures are thrown as `Unreachable`, in Go's words: `dial tcp 10.96.0.9:443: connect: connection refused`.
 */
import { PODS, type AnyResource } from '../api/resource.ts';
import type { EndpointSlice, Pod, Service } from '../api/types.ts';
import type { ApiServer } from '../apiserver/server.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ContainerRuntime } from '../node/container.ts';
import type { Kubelet } from '../node/kubelet.ts';
import type { Machines } from '../node/machines.ts';
import type { HttpRequest, HttpResponse } from '../workloads/http.ts';
import { dnsRecords, searched, type DnsRecord, type RecordType } from './dns.ts';
import { ContainerFiles, type Disks } from './container-files.ts';
import { ContainerInside } from './container-inside.ts';
import type { RoutingPrograms, ServiceRules } from './service-programs.ts';
import { Surroundings } from './surroundings.ts';

export class Unreachable extends Error {}

/** Who asks: of which namespace's names, from which address, and on which node; without a node from outside of the cluster. */
export interface From { readonly namespace: string; readonly clientIP?: string; readonly node?: string; /** Which of its connections this is, where one client opens several at an instant. */ readonly connection?: number }

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];
interface Target { readonly endpoint: Endpoint; /** Port there. */ readonly at: number }

/** What a client waits for at the most when it names no time, virtual ms. */
const PATIENCE_MS = 30_000;
const DNS_ADDRESS = '10.96.0.10:53';
/** A client's own port is this or higher. */
const EPHEMERAL = 32_768;
/** A chain of CNAMEs is not longer. */
const MOST_HOPS = 8;
const AFFINITY_SECONDS = 10_800;

export class Network {
  /** What pods wrote to disks that outlive them. */
  readonly disks: Disks = new Map();
  /** Where clients of Services with session affinity went last, by service and address. */
  readonly #sessions = new Map<string, { readonly address: string; readonly atMs: number }>();

  constructor(private readonly kernel: Kernel, private readonly server: ApiServer, private readonly machines: Machines, private readonly programs: RoutingPrograms) {}

  /** To a port of a Service, as kube-proxy on `from.node` knows it. `patienceMs`: how long the client waits for the answer. */
  toService({ metadata, spec }: Service, port: number, request: HttpRequest, { clientIP = '', node, connection = 0 }: Omit<From, 'namespace'> = {}, patienceMs = PATIENCE_MS): HttpResponse {
    const rules = this.programs.rulesOn(node);
    const service = rules.service(metadata.namespace!, metadata.name!);
    // Nobody takes packets to an address that no rule speaks of.
    if (!service || service.spec?.clusterIP !== spec?.clusterIP) throw new Unreachable(`dial tcp ${spec?.clusterIP ?? ''}:${port}: i/o timeout`);
    const targets = this.#behind(rules, service, port);
    const by = `${this.kernel.now} ${this.kernel.eventCount} ${request.method} ${request.path} ${connection || ''}`;
    const chosen = this.#session(service, clientIP, targets) ?? targets[mark(by) % targets.length];
    if (chosen && service.spec?.sessionAffinity === 'ClientIP') this.#sessions.set(`${metadata.uid} ${clientIP}`, { address: chosen.endpoint.addresses[0]!, atMs: this.kernel.now });
    if (!chosen) throw new Unreachable(`dial tcp ${service.spec?.clusterIP ?? ''}:${port}: connect: connection refused`);
    const pod = this.#podOf(service, chosen.endpoint);
    if (!pod) throw new Unreachable(`dial tcp ${chosen.endpoint.addresses[0]}:${chosen.at}: i/o timeout`);
    return this.toPod(pod, chosen.at, request, clientIP, patienceMs);
  }

  /** The endpoint that a client stays with: until it has not come for so long, or the endpoint is gone. */
  #session({ metadata, spec }: Service, clientIP: string, targets: readonly Target[]): Target | undefined {
    const seconds = spec?.sessionAffinity === 'ClientIP' ? spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS : 0;
    const session = seconds > 0 ? this.#sessions.get(`${metadata.uid} ${clientIP}`) : undefined;
    return session && this.kernel.now - session.atMs < seconds * 1000 ? targets.find(({ endpoint }) => endpoint.addresses[0] === session.address) : undefined;
  }

  /** The pods and containers that answer at a host's port now: those of a Service, or the one pod of an address. */
  targets(host: string, port: number, namespace: string, node?: string): { readonly pod: Pod; readonly container: ContainerRuntime }[] {
    if (!isAddress(host) && this.programs.dnsMs === undefined) return [];
    const target = this.resolve(host, namespace, node);
    if (!target) return [];
    const rules = this.programs.rulesOn(node);
    const found = 'service' in target
      ? this.#behind(rules, target.service, port).map(({ endpoint, at }) => ({ pod: this.#podOf(target.service, endpoint), at }))
      : [{ pod: target.pod, at: port }];
    return found.flatMap(({ pod, at }) => {
      const container = pod && this.#containerAt(pod, at);
      return container ? [{ pod, container }] : [];
    });
  }

  /** Ready endpoints of a Service for one of its ports, and the port there. */
  #behind(rules: ServiceRules, { metadata, spec }: Service, port: number): { readonly endpoint: Endpoint; readonly at: number }[] {
    const wanted = spec?.ports?.find((one) => one.port === port);
    if (!wanted) return [];
    return endpointsOf(rules, metadata.namespace!, metadata.name!).flatMap(({ ports: open, endpoints }) => {
      const at = (open ?? []).find((one) => (one.name ?? '') === (wanted.name ?? ''))?.port;
      return at === undefined ? [] : (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).map((endpoint) => ({ endpoint, at }));
    });
  }

  #podOf({ metadata }: Service, { targetRef, addresses }: Endpoint): Pod | undefined {
    return targetRef?.kind === 'Pod' ? this.#pod(metadata.namespace!, targetRef.name!) : this.#podAt(addresses[0]!);
  }

  /** To a port of a pod. */
  toPod(pod: Pod, port: number, request: HttpRequest, clientIP = '', patienceMs = PATIENCE_MS): HttpResponse {
    const address = `${pod.status?.podIP ?? ''}:${port}`;
    const container = this.#listening(pod, port, address);
    const { web, readyMs } = container.program!;
    if (this.kernel.now - container.startedMs < readyMs) throw new Unreachable(`dial tcp ${address}: connect: connection refused`);
    const site = this.insideOf(pod, container, clientIP);
    const response = web!.answer({ ...request, port }, site);
    if ((response.afterMs ?? 0) > patienceMs) throw new Unreachable('context deadline exceeded');
    const { exits } = response;
    if (exits) {
      const worker = this.machines.get(pod.spec!.nodeName!)!.workers.get(pod.metadata.uid!);
      this.kernel.after(exits.afterMs, () => worker?.crash(container.spec.name, exits.code, exits.code === 0 ? 'Completed' : 'Error'));
    }
    const line = web!.accessLine?.(request, response, site);
    if (line !== undefined) container.log?.add({ atMs: this.kernel.now, stderr: false, text: line });
    return response;
  }

  /** To a host: an address, or a name as the cluster's DNS knows it (`web`, `web.shop`, `web.shop.svc.cluster.local`), seen from a namespace. */
  toHost(host: string, port: number, request: HttpRequest, from: From): HttpResponse {
    const { dnsMs } = this.programs;
    if (!isAddress(host) && dnsMs === undefined) throw new Unreachable(`dial tcp: lookup ${host} on ${DNS_ADDRESS}: ${from.clientIP ? `read udp ${from.clientIP}:${EPHEMERAL + mark(host) % EPHEMERAL}->${DNS_ADDRESS}: ` : ''}i/o timeout`);
    const onNode = isAddress(host) ? this.#onNode(host, port, request, from) : undefined;
    if (onNode) return onNode();
    const target = this.resolve(host, from.namespace, from.node);
    if (!target) throw new Unreachable(`dial tcp: lookup ${host} on ${DNS_ADDRESS}: no such host`);
    if (!('service' in target) && !target.pod) throw new Unreachable(`dial tcp ${host}:${port}: connect: no route to host`);
    const response = 'service' in target ? this.toService(target.service, port, request, from) : this.toPod(target.pod!, port, request, from.clientIP);
    return isAddress(host) || !dnsMs ? response : { ...response, afterMs: (response.afterMs ?? 0) + dnsMs };
  }

  /** Who answers at a port of a machine: a pod in its network, a hostPort, a Service's nodePort; undefined for an address that is no machine's. */
  #onNode(address: string, port: number, request: HttpRequest, from: From): (() => HttpResponse) | undefined {
    for (const kubelet of this.machines.all()) {
      if (kubelet.machine.address !== address) continue;
      if (!kubelet.reachable) throw new Unreachable(`dial tcp ${address}:${port}: connect: no route to host`);
      const found = portOfMachine(kubelet, port, address);
      if (found) return () => this.toPod(this.#pod(found.pod.metadata.namespace!, found.pod.metadata.name!) ?? found.pod, found.port, request, from.clientIP);
      for (const service of this.programs.rulesOn(kubelet.machine.name).services()) {
        const at = service.spec?.ports?.find(({ nodePort }) => nodePort === port);
        if (at) return () => this.toService(service, at.port, request, { ...from, node: kubelet.machine.name });
      }
      throw new Unreachable(`dial tcp ${address}:${port}: connect: connection refused`);
    }
    return undefined;
  }

  /** What a host means, seen from a node; undefined for a name that nobody has. */
  resolve(host: string, namespace: string, node?: string, hops = 0): { readonly service: Service; readonly address: string } | { readonly pod: Pod | undefined; readonly address: string } | undefined {
    if (isAddress(host)) {
      const service = serviceAt(this.programs.rulesOn(node), host);
      return service ? { service, address: host } : { pod: this.#podAt(host), address: host };
    }
    const [first] = this.records(host, namespace, 'A');
    if (!first) return undefined;
    if (first.type === 'CNAME') return hops < MOST_HOPS ? this.resolve(first.data.replace(/\.$/, ''), namespace, node, hops + 1) : undefined;
    const words = first.name.replace(/\.svc\.cluster\.local$/, '').split('.');
    const service = words.length === 2 ? this.programs.names().service(words[1]!, words[0]!) : undefined;
    return service ? { service, address: first.data } : { pod: this.#podAt(first.data), address: first.data };
  }

  /** What DNS answers to a name as a pod of the namespace asks for it; those of the first form of it that anybody has. */
  records(host: string, namespace: string, type: RecordType): DnsRecord[] {
    const names = this.programs.names();
    for (const full of type === 'PTR' ? [host.replace(/\.$/, '')] : searched(host, namespace)) {
      const found = dnsRecords(names, full, type);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The inside of a container that runs, for commands run in it. Throws when it cannot be reached or does not run. */
  inside(pod: Pod, name: string): ContainerInside { return this.insideOf(pod, this.running(pod, name)); }

  /** What a container's processes see, `clientIP` asking. */
  insideOf(pod: Pod, runtime: ContainerRuntime, clientIP = ''): ContainerInside {
    const { namespace = '', name = '', uid } = pod.metadata;
    const { nodeName = '' } = pod.spec ?? {};
    const podNow = (): Pod => {
      const worker = this.machines.get(nodeName)?.workers.get(uid!);
      const latest = this.#pod(namespace, name) ?? pod;
      // A container knows its address before the API does.
      return latest.status?.podIP || !worker?.podIP ? latest : { ...latest, status: { ...latest.status, podIP: worker.podIP, podIPs: [{ ip: worker.podIP }], hostIP: worker.pod.status?.hostIP ?? this.machines.get(nodeName)!.address, hostIPs: [{ ip: this.machines.get(nodeName)!.address }] } };
    };
    const surroundings = new Surroundings(this.server, podNow, runtime.spec);
    let connections = 0;
    return new ContainerInside(runtime.spec, {
      pod: podNow, now: () => this.kernel.now, startedMs: runtime.startedMs, env: () => surroundings.env(),
      files: () => new ContainerFiles(this.server, this.disks, this.machines.get(nodeName)!, this.machines.get(nodeName)!.workers.get(uid!)!, runtime, surroundings).files(),
      request: (host, port, request) => {
        const from = { namespace, clientIP: podNow().status?.podIP ?? '', node: nodeName };
        return this.#fromContainer(host, port, request, { ...from, connection: connections++ }, podNow);
      },
      lookup: (host) => {
        if (!isAddress(host) && this.programs.dnsMs === undefined) throw new Unreachable(`lookup ${host} on ${DNS_ADDRESS}: i/o timeout`);
        const found = this.resolve(host, namespace, nodeName);
        return found && { name: isAddress(host) ? host : this.records(host, namespace, 'A')[0]!.name, address: found.address };
      },
      records: (host, type) => {
        if (this.programs.dnsMs === undefined) throw new Unreachable(`lookup ${host} on ${DNS_ADDRESS}: i/o timeout`);
        return this.records(host, namespace, type as RecordType);
      },
    }, clientIP);
  }

  #fromContainer(host: string, port: number, request: HttpRequest, from: From, pod: () => Pod): HttpResponse {
    if (!/^(localhost|127\.0\.0\.1|::1)$/.test(host)) return this.toHost(host, port, request, from);
    const kubelet = pod().spec?.hostNetwork ? this.machines.get(from.node ?? '') : undefined;
    const found = kubelet && portOfMachine(kubelet, port, '127.0.0.1');
    return found ? this.toPod(found.pod, found.port, request, '127.0.0.1') : this.toPod(pod(), port, request, '127.0.0.1');
  }

  /** A container of a pod, whatever its state. Throws when its node cannot be asked. */
  container(pod: Pod, name: string): ContainerRuntime | undefined {
    const kubelet = this.machines.get(pod.spec?.nodeName ?? '');
    if (!kubelet?.reachable || !kubelet.connected) throw new Unreachable(`dial tcp ${kubelet?.machine.address ?? ''}:10250: connect: no route to host`);
    return kubelet.workers.get(pod.metadata.uid!)?.containers.find(({ spec }) => spec.name === name);
  }

  running(pod: Pod, name: string): ContainerRuntime {
    const container = this.container(pod, name);
    if (container?.state !== 'running') throw new Unreachable(`container not found (${JSON.stringify(name)})`);
    return container;
  }

  #listening(pod: Pod, port: number, address: string): ContainerRuntime {
    const kubelet = this.machines.get(pod.spec?.nodeName ?? '');
    if (!kubelet?.reachable) throw new Unreachable(`dial tcp ${address}: i/o timeout`);
    if (!kubelet.workers.has(pod.metadata.uid!)) throw new Unreachable(`dial tcp ${address}: connect: no route to host`);
    const container = this.#containerAt(pod, port);
    if (!container) throw new Unreachable(`dial tcp ${address}: connect: connection refused`);
    return container;
  }

  /** The running container of a pod that listens on a port. */
  #containerAt(pod: Pod, port: number): ContainerRuntime | undefined {
    const kubelet = this.machines.get(pod.spec?.nodeName ?? '');
    if (!kubelet?.reachable) return undefined;
    return kubelet.workers.get(pod.metadata.uid!)?.containers.find((one) => one.state === 'running' && one.program?.web?.ports.includes(port));
  }

  #table(resource: AnyResource) { return this.server.lookup(resource).table; }
  #pod(namespace: string, name: string): Pod | undefined { return this.#table(PODS).get(`${namespace}/${name}`)?.value as Pod | undefined; }

  #podAt(address: string): Pod | undefined {
    for (const kubelet of this.machines.all()) {
      if (!address.startsWith(`${kubelet.podSubnet}.`)) continue;
      for (const worker of kubelet.workers.values()) if (worker.podIP === address) return this.#pod(worker.pod.metadata.namespace!, worker.pod.metadata.name!);
    }
    return undefined;
  }
}

interface MachinePort { readonly pod: Pod; readonly port: number }

/** The pod that has a port of its machine, by a hostPort or in the machine's network, and its own port. */
function portOfMachine({ workers, machine }: Kubelet, port: number, address: string): MachinePort | undefined {
  for (const { pod, containers } of workers.values()) {
    for (const { spec, state, program } of containers) {
      if (state !== 'running') continue;
      if (pod.spec?.hostNetwork) { if (program?.web?.ports.includes(port)) return { pod, port }; continue; }
      const own = spec.ports?.find(({ hostPort, hostIP, protocol = 'TCP' }) => hostPort === port && protocol === 'TCP' && (!hostIP || hostIP === '0.0.0.0' || hostIP === address || (address === machine.address && hostIP === machine.address)));
      if (own) return { pod, port: own.containerPort };
    }
  }
  return undefined;
}

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host);

const endpointsOf = (rules: ServiceRules, namespace: string, service: string): EndpointSlice[] =>
  [...rules.slices(namespace)].filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);

function serviceAt(rules: ServiceRules, address: string): Service | undefined {
  for (const service of rules.services()) {
    const { spec, status } = service;
    if (spec?.clusterIP === address || spec?.externalIPs?.includes(address) || status?.loadBalancer?.ingress?.some(({ ip }) => ip === address)) return service;
  }
  return undefined;
}

/** FNV-1a. */
function mark(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
