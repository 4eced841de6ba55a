/**
 * The programs that bring a request to its Service, as faults can stop and slow them: kube-proxy on every node, which keeps there what it
 * last knew of Services and their endpoints, and coredns, which knows names. Rules that a stopped kube-proxy wrote stay and work.
 * https://kubernetes.io/docs/reference/networking/virtual-ips/
 */
import { ENDPOINT_SLICES, groupResource, SERVICES, type AnyResource } from '../api/resource.ts';
import type { EndpointSlice, Service } from '../api/types.ts';
import { keyOf } from '../client/informer.ts';
import type { ServicePrograms } from '../faults/world.ts';
import type { Machines } from '../node/machines.ts';
import type { Entry } from '../store/table.ts';
import type { Store } from '../store/store.ts';

/** Services and endpoint slices as one kube-proxy knows them. */
export interface ServiceRules {
  services(): Iterable<Service>;
  service(namespace: string, name: string): Service | undefined;
  /** Of a namespace, or all. */
  slices(namespace?: string): Iterable<EndpointSlice>;
}

/** A client of DNS waits so long for an answer, and asks twice, ms. */
const RESOLVER_MS = 5000;
/** etcd's history is not longer: a kube-proxy is never seen later than this, ms. */
const MOST_LATE_MS = 4 * 60_000;

export class RoutingPrograms implements ServicePrograms {
  /** By node: how often its kube-proxy was stopped, and the rules that it left. */
  readonly #stopped = new Map<string, { times: number; readonly rules: ServiceRules }>();
  readonly #lateMs = new Map<string, number>();
  /** Stops of every kube-proxy there is: a node that joins meanwhile has none that works. */
  #allStopped = 0;
  #allLateMs = 0;
  #dnsStopped = 0;
  #dnsLateMs = 0;

  constructor(private readonly store: Store, private readonly machines: Machines, private readonly now: () => number) {}

  stopProxy(node?: string): () => void {
    const nodes = node === undefined ? [...this.machines.all()].map(({ machine }) => machine.name) : [node];
    let shared: ServiceRules | undefined;
    for (const name of nodes) {
      const entry = this.#stopped.get(name);
      if (entry) entry.times++; else this.#stopped.set(name, { times: 1, rules: this.#lateOf(name) > 0 ? kept(this.rulesOn(name)) : (shared ??= kept(this.rulesOn(name))) });
    }
    if (node === undefined) this.#allStopped++;
    return () => {
      if (node === undefined) this.#allStopped--;
      for (const name of nodes) {
        const entry = this.#stopped.get(name)!;
        if (--entry.times === 0) this.#stopped.delete(name);
      }
    };
  }

  slowProxy(ms: number, node?: string): () => void {
    const add = (more: number): void => {
      if (node === undefined) this.#allLateMs += more; else this.#lateMs.set(node, (this.#lateMs.get(node) ?? 0) + more);
    };
    add(ms);
    return () => add(-ms);
  }

  stopDns(): () => void {
    this.#dnsStopped++;
    return () => { this.#dnsStopped--; };
  }

  slowDns(ms: number): () => void {
    this.#dnsLateMs += ms;
    return () => { this.#dnsLateMs -= ms; };
  }

  /** How long a name takes to resolve, ms; undefined when the client gives up before. */
  get dnsMs(): number | undefined { return this.#dnsStopped > 0 || this.#dnsLateMs >= RESOLVER_MS ? undefined : this.#dnsLateMs; }

  /** What coredns knows: it follows the API server itself. */
  names(): ServiceRules { return present(this.store); }

  /** What requests from a node's pods follow; without a node, those from outside, which come in where kube-proxy works if it does anywhere. */
  rulesOn(node: string | undefined): ServiceRules {
    const at = node ?? this.#entrance();
    const stopped = this.#stopped.get(at);
    if (stopped) return stopped.rules;
    if (this.#allStopped > 0) return NO_RULES;
    const lateMs = this.#lateOf(at);
    return lateMs > 0 ? past(this.store, this.store.revisionAt(this.now() - Math.min(lateMs, MOST_LATE_MS))) : present(this.store);
  }

  #lateOf(node: string): number { return this.#allLateMs + (this.#lateMs.get(node) ?? 0); }

  #entrance(): string {
    if (this.#stopped.size === 0) return '';
    const names = [...this.machines.all()].map(({ machine }) => machine.name);
    return names.find((name) => !this.#stopped.has(name)) ?? names[0] ?? '';
  }

}

/** As of now: read from the tables, so that nothing is copied. */
function present(store: Store): ServiceRules {
  const services = store.table(groupResource(SERVICES)), slices = store.table(groupResource(ENDPOINT_SLICES));
  return {
    services: () => valuesOf<Service>(services.values()),
    service: (namespace, name) => services.get(`${namespace}/${name}`)?.value as Service | undefined,
    slices: (namespace) => valuesOf<EndpointSlice>(namespace === undefined ? slices.values() : slices.range(`${namespace}/`)),
  };
}

/** As of a revision. */
function past(store: Store, revision: number): ServiceRules {
  const at = <T>(resource: AnyResource): T[] => [...valuesOf<T>(store.at(store.table(groupResource(resource)), Math.max(revision, store.compactedRevision)))];
  return listed(at<Service>(SERVICES), at<EndpointSlice>(ENDPOINT_SLICES));
}

function listed(services: readonly Service[], slices: readonly EndpointSlice[]): ServiceRules {
  const byName = new Map(services.map((service) => [keyOf(service), service]));
  return {
    services: () => services,
    service: (namespace, name) => byName.get(`${namespace}/${name}`),
    slices: (namespace) => (namespace === undefined ? slices : slices.filter(({ metadata }) => metadata.namespace === namespace)),
  };
}

const kept = (rules: ServiceRules): ServiceRules => listed([...rules.services()], [...rules.slices()]);

const NO_RULES = listed([], []);

function* valuesOf<T>(entries: Iterable<Entry>): Generator<T> { for (const { value } of entries) yield value as T; }
