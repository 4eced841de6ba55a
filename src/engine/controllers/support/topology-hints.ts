/**
 * Zones that endpoints are meant for, where a Service asks by annotation (`service.kubernetes.io/topology-mode: Auto`): each zone gets
 * endpoints by its share of the nodes' CPU, unless a zone would then be overloaded by more than a fifth.
 * https://kubernetes.io/docs/concepts/services-networking/topology-aware-routing/ , KEP-2433
 */
import { quantityMilliValue } from '../../api/quantity.ts';
import type { Endpoint, EndpointSlice, Node, Service } from '../../api/types.ts';
import type { SliceChanges } from './slice-reconcile.ts';

const MODE = 'service.kubernetes.io/topology-mode';
const MODE_OF_OLD = 'service.kubernetes.io/topology-aware-hints';
const ZONE = 'topology.kubernetes.io/zone';
const EXCLUDED = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
const OVERLOAD = 0.2;

export interface HintEvent { readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string }

interface Allocation { readonly minimum: number; readonly maximum: number; readonly desired: number }
type Counts = Map<string, number>;

export function wantsHints(service: Service): boolean {
  const annotations = service.metadata.annotations;
  const mode = annotations?.[MODE] ?? annotations?.[MODE_OF_OLD];
  return mode === 'Auto' || mode === 'auto';
}

/** What of a node decides about hints; equal texts, equal hints. */
export const hintFacts = (node: Node): string =>
  `${node.metadata.labels?.[ZONE] ?? ''} ${isReady(node)} ${node.status?.allocatable?.cpu ?? ''} ${EXCLUDED.some((label) => node.metadata.labels?.[label] !== undefined)}`;

export class TopologyHints {
  /** By Service and address type, how many endpoints are meant for each zone. */
  readonly #given = new Map<string, Map<string, Counts>>();
  /** Each zone's share of the CPU; undefined where nodes do not tell enough. Worked out when it is asked for. */
  #ratios: ReadonlyMap<string, number> | undefined;
  #stale = true;

  constructor(private readonly nodes: () => Iterable<Node>) {}

  /** Nodes changed; the Services named have too few endpoints for some zone now. */
  nodesChanged(): string[] {
    this.#stale = true;
    if (this.#given.size === 0) return [];
    const ratios = this.#shares();
    return [...this.#given].filter(([, types]) => [...types.values()].some((counts) => isOverloaded(counts, ratios))).map(([key]) => key);
  }

  /** Forgets a Service, or what it had for one address type. True when it had hints. */
  forget(key: string, addressType?: string): boolean {
    const types = this.#given.get(key);
    if (!types) return false;
    if (addressType !== undefined) types.delete(addressType);
    if (addressType === undefined || types.size === 0) this.#given.delete(key);
    return true;
  }

  /** Puts hints on what is written anyway, and on as few of the `unchanged` slices as it takes, which then join `changes.update`. */
  add(key: string, addressType: string, changes: SliceChanges, unchanged: readonly EndpointSlice[]): HintEvent | undefined {
    const warning = (message: string): HintEvent => {
      this.forget(key, addressType);
      changes.create = changes.create.map(withoutHints);
      changes.update = [...changes.update.map(withoutHints), ...unchanged.map(withoutHints).filter((slice, i) => slice !== unchanged[i])];
      return { type: 'Warning', reason: 'TopologyAwareHintsDisabled', message: `${message}, addressType: ${addressType}` };
    };
    const ready = [...changes.create, ...changes.update, ...unchanged].reduce((sum, slice) => sum + (slice.endpoints ?? []).filter(isReadyEndpoint).length, 0);
    const allocations = this.#allocate(ready);
    if (typeof allocations === 'string') return warning(allocations);

    const counts: Counts = new Map();
    const open: EndpointSlice[] = [];
    for (const slice of unchanged) {
      const hints = hintsOf(slice, counts, allocations);
      if (hints) for (const [zone, n] of hints) count(counts, zone, n); else open.push(slice);
    }
    const changing = [...changes.create, ...changes.update, ...open];
    if (changing.some((slice) => (slice.endpoints ?? []).some((endpoint) => isReadyEndpoint(endpoint) && !endpoint.zone))) {
      return warning('One or more endpoints do not have a zone specified');
    }
    const hinted = changing.map((slice) => withHints(slice, (endpoint) => { count(counts, endpoint.zone!, 1); return endpoint.zone!; }));
    const { giving, receiving } = moves(allocations, counts);
    const moved = hinted.map((slice) => (giving.size === 0 || receiving.size === 0 ? slice : withHints(slice, (endpoint) => {
      const zone = endpoint.zone!;
      const to = giving.has(zone) ? receiving.keys().next().value : undefined;
      if (to === undefined) return zone;
      for (const [map, at] of [[giving, zone], [receiving, to]] as const) if (count(map, at, -1) === 0) map.delete(at);
      count(counts, zone, -1);
      count(counts, to, 1);
      return to;
    })));
    const made = changes.create.length;
    changes.create = moved.slice(0, made);
    changes.update = moved.slice(made);
    if (counts.size === 0) return warning('No hints allocated for zones');

    const known = this.#given.get(key);
    if (known) known.set(addressType, counts); else this.#given.set(key, new Map([[addressType, counts]]));
    return known ? undefined : { type: 'Normal', reason: 'TopologyAwareHintsEnabled', message: `Topology Aware Hints has been enabled, addressType: ${addressType}` };
  }

  /** Per zone how many of `endpoints` it must, may and should get; or why that cannot be. */
  #allocate(endpoints: number): Map<string, Allocation> | string {
    const ratios = this.#shares();
    if (!ratios) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
    const counted = `(${endpoints} endpoints, ${ratios.size} zones)`;
    if (ratios.size > endpoints) return `Insufficient number of endpoints ${counted}`;
    const least = [...ratios].map(([zone, ratio]) => ({ zone, wanted: ratio * endpoints, minimum: Math.ceil((ratio * endpoints) / (1 + OVERLOAD)) }));
    const spare = endpoints - least.reduce((sum, { minimum }) => sum + minimum, 0);
    if (spare < 0) return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counted}`;
    return new Map(least.map(({ zone, wanted, minimum }) => [zone, { minimum, maximum: minimum + spare, desired: Math.max(wanted, minimum) }]));
  }

  #shares(): ReadonlyMap<string, number> | undefined {
    if (!this.#stale) return this.#ratios;
    this.#stale = false;
    this.#ratios = undefined;
    const millis: Counts = new Map();
    let total = 0;
    for (const node of this.nodes()) {
      if (EXCLUDED.some((label) => node.metadata.labels?.[label] !== undefined) || !isReady(node)) continue;
      const zone = node.metadata.labels?.[ZONE], cpu = quantityMilliValue(node.status?.allocatable?.cpu ?? '0');
      if (!zone || cpu === 0) return undefined;
      count(millis, zone, cpu);
      total += cpu;
    }
    if (millis.size < 2) return undefined;
    return (this.#ratios = new Map([...millis].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, cpu]) => [zone, cpu / total])));
  }
}

const isReady = (node: Node): boolean => node.status?.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
const isReadyEndpoint = (endpoint: Endpoint): boolean => endpoint.conditions?.ready === true;

function count(counts: Counts, zone: string, n: number): number {
  const next = (counts.get(zone) ?? 0) + n;
  counts.set(zone, next);
  return next;
}

function withHints(slice: EndpointSlice, zoneOf: (endpoint: Endpoint) => string): EndpointSlice {
  return { ...slice, endpoints: slice.endpoints?.map((endpoint) => (isReadyEndpoint(endpoint) ? { ...endpoint, hints: { forZones: [{ name: zoneOf(endpoint) }] } } : endpoint)) ?? slice.endpoints };
}

function withoutHints(slice: EndpointSlice): EndpointSlice {
  if (!slice.endpoints?.some((endpoint) => endpoint.hints)) return slice;
  return { ...slice, endpoints: slice.endpoints.map((endpoint) => { const { hints: _, ...rest } = endpoint; return rest; }) };
}

/** The hints that a slice has, by zone; undefined when they cannot stay. */
function hintsOf(slice: EndpointSlice, given: ReadonlyMap<string, number>, allocations: ReadonlyMap<string, Allocation>): Counts | undefined {
  const counts: Counts = new Map();
  for (const endpoint of slice.endpoints ?? []) {
    if (!isReadyEndpoint(endpoint)) continue;
    if (!endpoint.hints?.forZones?.length) return undefined;
    for (const { name } of endpoint.hints.forZones) {
      if (!allocations.has(name)) return undefined;
      count(counts, name, 1);
    }
  }
  for (const [zone, n] of counts) if (n + (given.get(zone) ?? 0) > allocations.get(zone)!.maximum) return undefined;
  return counts;
}

/** How many endpoints each zone gives to others, and gets from them. */
function moves(allocations: ReadonlyMap<string, Allocation>, counts: ReadonlyMap<string, number>): { giving: Counts; receiving: Counts } {
  const tooMany: Counts = new Map(), tooFew: Counts = new Map();
  for (const [zone, { desired }] of allocations) {
    const over = (counts.get(zone) ?? 0) - desired;
    if (over > 0) tooMany.set(zone, over); else if (over < 0) tooFew.set(zone, -over);
  }
  const giving: Counts = new Map(), receiving: Counts = new Map();
  for (;;) {
    const [from, gives] = most(tooMany), [to, gets] = most(tooFew);
    if (from === '' || to === '' || (gives < 1 && gets < 1) || gives < 0.5 || gets < 0.5) return { giving, receiving };
    count(giving, from, 1);
    count(tooMany, from, -1);
    count(receiving, to, 1);
    count(tooFew, to, -1);
  }
}

const most = (counts: Counts): [zone: string, n: number] => [...counts].reduce<[string, number]>((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0]);

function isOverloaded(counts: ReadonlyMap<string, number>, ratios: ReadonlyMap<string, number> | undefined): boolean {
  if (counts.size === 0) return false;
  if (!ratios) return true;
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return [...ratios].some(([zone, ratio]) => !counts.has(zone) || counts.get(zone)! < Math.ceil((total * ratio) / (1 + OVERLOAD)));
}
