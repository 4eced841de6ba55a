/**
 * What the page sees of the cluster: follows the API server by watches that are delivered within the write (they leave
 * no mark on the run) and keeps a row a pod, node, workload and service. `take` hands over what changed since the last
 * call. It reads only the object of the event, so a write costs the same in a cluster of 3 and of 150,000 pods.
 */
import type { Api, UserInfo, Watch, WatchEvent } from '../../engine/api/api.ts';
import {
  CRON_JOBS, DAEMON_SETS, DEPLOYMENTS, ENDPOINT_SLICES, EVENTS, JOBS, NODES, PODS, REPLICATION_CONTROLLERS, REPLICA_SETS, SERVICES, STATEFUL_SETS,
  type AnyResource, type Resource,
} from '../../engine/api/resource.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import type { AnyObject, EndpointSlice, Event, Node, Pod, Service } from '../../engine/api/types.ts';
import { NODE_SCHEMA, POD_SCHEMA, SCHEMAS, SERVICE_SCHEMA, STATE, TABLE_NAMES, WORKLOAD_KINDS, WORKLOAD_SCHEMA, type Batch, type EventRow, type FaultRow } from '../protocol.ts';
import { faultRow } from './faultRow.ts';
import { nodeRoles, nodeState } from './nodeState.ts';
import { podRequests } from './podRequests.ts';
import { podState } from './podState.ts';
import { readQuantity } from './quantity.ts';
import { Slots } from './Slots.ts';
import { Strings } from './Strings.ts';
import { workloadState } from './workloadState.ts';

const VIEWER: UserInfo = { username: 'bottleship:page', groups: ['system:masters', 'system:authenticated'] };
export const FAULTS: Resource = { group: 'sandbox.bottleship.dev', version: 'v1alpha1', resource: 'faults', kind: 'Fault', namespaced: false };
const WORKLOADS: readonly AnyResource[] = [DEPLOYMENTS, REPLICA_SETS, STATEFUL_SETS, DAEMON_SETS, JOBS, CRON_JOBS, REPLICATION_CONTROLLERS];
const REVISION = 'deployment.kubernetes.io/revision';

/** As many as the page keeps. */
const EVENTS_KEPT = 5000;
const EVENTS_A_FRAME = 250;
/** A cluster that is shown from its middle on (a reload, a storm) comes in portions that the page takes within a frame. */
const ROWS_A_FRAME = 1500, NODES_A_FRAME = 500;
const TIED_PODS_A_FRAME = 3000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Changes = Pick<Batch, 'strings' | 'tables' | 'ties' | 'events' | 'goneEvents' | 'faults'>;
interface Placed { node: number; cpuMillis: number; memoryMi: number; counted: boolean }

const keyOf = (o: { metadata: { namespace?: string; name?: string } }): string => `${o.metadata.namespace ?? ''}/${o.metadata.name}`;
const timeOf = (text: unknown): number => (typeof text === 'string' ? parseTime(text) || 0 : 0);

export class ViewFeed {
  #strings = new Strings();
  #pods = new Slots(POD_SCHEMA);
  #nodes = new Slots(NODE_SCHEMA);
  #workloads = new Slots(WORKLOAD_SCHEMA);
  #services = new Slots(SERVICE_SCHEMA);
  #placed = new Map<string, Placed>();
  #slices = new Map<string, Map<string, EndpointSlice>>();
  #tiesOf = new Set<string>();
  #events = new Map<string, EventRow>();
  #goneEvents = new Set<string>();
  #faults = new Map<string, FaultRow>();
  #faultsChanged = false;
  #watches: Watch[] = [];

  constructor(private readonly api: Api) {
    this.#follow(NODES, (o, gone) => this.#node(o as unknown as Node, gone));
    for (const resource of WORKLOADS) this.#follow(resource, (o, gone) => this.#workload(resource.kind, o, gone));
    this.#follow(PODS, (o, gone) => this.#pod(o as unknown as Pod, gone));
    this.#follow(SERVICES, (o, gone) => this.#service(o as unknown as Service, gone));
    this.#follow(ENDPOINT_SLICES, (o, gone) => this.#slice(o as unknown as EndpointSlice, gone));
    this.#follow(EVENTS, (o, gone) => this.#event(o as unknown as Event, gone));
    this.#follow(FAULTS, (o, gone) => this.#fault(o, gone));
  }

  stop(): void { for (const watch of this.#watches) watch.stop(); }

  /** True when `take` would carry something. */
  get pending(): boolean {
    return this.#pods.pending || this.#nodes.pending || this.#workloads.pending || this.#services.pending || this.#tiesOf.size > 0
      || this.#events.size > 0 || this.#goneEvents.size > 0 || this.#faultsChanged;
  }

  take(): Changes {
    const ties = this.#takeTies();
    // What pods lie in comes before them.
    const tables: Mutable<Changes['tables']> = { nodes: this.#nodes.take(NODES_A_FRAME) };
    if (!this.#nodes.pending) Object.assign(tables, { workloads: this.#workloads.take(NODES_A_FRAME), services: this.#services.take(NODES_A_FRAME) });
    if (!this.#nodes.pending && !this.#workloads.pending) tables.pods = this.#pods.take(ROWS_A_FRAME);
    for (const name of TABLE_NAMES) this.#strings.need(SCHEMAS[name], tables[name]);
    const events = this.#takeEvents();
    const goneEvents = this.#goneEvents.size ? [...this.#goneEvents] : undefined;
    const faults = this.#faultsChanged ? [...this.#faults.values()] : undefined;
    this.#goneEvents.clear();
    this.#faultsChanged = false;
    return { strings: this.#strings.take(), tables, ties, events, goneEvents, faults };
  }

  /** Slots of the pods that a label selector matches; throws what the API server says of a selector that is none. */
  podsMatching(selector: string): Uint32Array<ArrayBuffer> {
    const { items } = this.api.list<Pod>({ verb: 'list', resource: PODS, options: { labelSelector: selector, resourceVersion: '0' }, user: VIEWER });
    return Uint32Array.from(items.flatMap((pod) => this.#pods.find(keyOf(pod)) ?? []));
  }

  #follow(resource: AnyResource, on: (object: AnyObject, gone: boolean) => void): void {
    this.#watches.push(this.api.watch({
      resource, user: VIEWER, resourceVersion: '0',
      deliver: (events: readonly WatchEvent[]) => {
        for (const event of events) if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') on(event.object, event.type === 'DELETED');
      },
    }));
  }

  #node(node: Node, gone: boolean): void {
    const name = node.metadata.name!;
    if (gone) return this.#nodes.remove(name);
    const s = this.#strings;
    const { status, state } = nodeState(node);
    const allocatable = node.status?.allocatable ?? {};
    const slot = this.#nodes.of(name);
    const used = this.#nodes.table;
    this.#nodes.set(name, {
      state, name: s.id(name), status: s.id(status), roles: s.id(nodeRoles(node)), zone: s.id(node.metadata.labels?.['topology.kubernetes.io/zone']),
      cpuMillis: readQuantity(allocatable.cpu) * 1000, memoryMi: readQuantity(allocatable.memory) / 2 ** 20, podLimit: readQuantity(allocatable.pods),
      cpuUsedMillis: used.get(slot, 'cpuUsedMillis'), memoryUsedMi: used.get(slot, 'memoryUsedMi'), pods: used.get(slot, 'pods'),
      createdMs: timeOf(node.metadata.creationTimestamp),
    });
  }

  #pod(pod: Pod, gone: boolean): void {
    const key = keyOf(pod);
    const before = this.#placed.get(key);
    if (gone) {
      this.#pods.remove(key);
      if (before?.counted) this.#use(before, -1);
      this.#placed.delete(key);
      return;
    }
    const s = this.#strings;
    const { status, state, ready, containers, restarts } = podState(pod);
    const nodeName = pod.spec?.nodeName;
    const node = nodeName ? this.#nodes.of(nodeName) : -1;
    const owner = pod.metadata.ownerReferences?.find((r) => r.controller);
    this.#pods.set(key, {
      state, name: s.id(pod.metadata.name), namespace: s.id(pod.metadata.namespace), status: s.id(status), node,
      owner: owner ? this.#workloads.of(owner.uid) : -1, ready, containers, restarts, createdMs: timeOf(pod.metadata.creationTimestamp),
    });
    const counted = node >= 0 && state !== STATE.succeeded && pod.status?.phase !== 'Failed';
    if (before && before.node === node && before.counted === counted) return;
    if (before?.counted) this.#use(before, -1);
    const placed: Placed = { node, counted, ...podRequests(pod) };
    this.#placed.set(key, placed);
    if (counted) this.#use(placed, 1);
  }

  #use(pod: Placed, sign: number): void {
    const { table } = this.#nodes;
    this.#nodes.put(pod.node, 'cpuUsedMillis', table.get(pod.node, 'cpuUsedMillis') + sign * pod.cpuMillis);
    this.#nodes.put(pod.node, 'memoryUsedMi', table.get(pod.node, 'memoryUsedMi') + sign * pod.memoryMi);
    this.#nodes.put(pod.node, 'pods', table.get(pod.node, 'pods') + sign);
  }

  #workload(kind: string, object: AnyObject, gone: boolean): void {
    const { metadata } = object;
    if (gone) return this.#workloads.remove(metadata.uid!);
    const s = this.#strings;
    const { status, ...counts } = workloadState(kind, object);
    const owner = metadata.ownerReferences?.find((r) => r.controller);
    this.#workloads.set(metadata.uid!, {
      ...counts, kind: WORKLOAD_KINDS.indexOf(kind as 'Deployment'), name: s.id(metadata.name), namespace: s.id(metadata.namespace), status: s.id(status),
      owner: owner ? this.#workloads.of(owner.uid) : -1, revision: Number(metadata.annotations?.[REVISION] ?? 0), createdMs: timeOf(metadata.creationTimestamp),
    });
  }

  #service(service: Service, gone: boolean): void {
    const key = keyOf(service);
    if (gone) return this.#services.remove(key);
    const s = this.#strings;
    const { spec } = service;
    const slot = this.#services.of(key);
    const { table } = this.#services;
    this.#services.set(key, {
      state: table.get(slot, 'state') || STATE.notReady, name: s.id(service.metadata.name), namespace: s.id(service.metadata.namespace),
      status: table.get(slot, 'status') || s.id('No endpoints'), type: s.id(spec?.type ?? 'ClusterIP'), address: s.id(spec?.clusterIP),
      ports: s.id((spec?.ports ?? []).map((p) => `${p.port}${p.nodePort ? `:${p.nodePort}` : ''}/${p.protocol ?? 'TCP'}`).join(',')),
      ready: table.get(slot, 'ready'), total: table.get(slot, 'total'), createdMs: timeOf(service.metadata.creationTimestamp),
    });
    this.#tiesOf.add(key);
  }

  #slice(slice: EndpointSlice, gone: boolean): void {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (!service) return;
    const key = `${slice.metadata.namespace}/${service}`;
    let slices = this.#slices.get(key);
    if (!slices) this.#slices.set(key, (slices = new Map()));
    if (gone) slices.delete(slice.metadata.name!);
    else slices.set(slice.metadata.name!, slice);
    this.#tiesOf.add(key);
  }

  #takeTies(): [number, Uint32Array<ArrayBuffer>][] | undefined {
    if (this.#tiesOf.size === 0) return undefined;
    const ties: [number, Uint32Array<ArrayBuffer>][] = [];
    let tied = 0;
    for (const key of this.#tiesOf) {
      if (tied > TIED_PODS_A_FRAME) break;
      this.#tiesOf.delete(key);
      const slot = this.#services.find(key);
      if (slot === undefined) continue;
      const pods = new Set<number>();
      let ready = 0, total = 0;
      for (const slice of this.#slices.get(key)?.values() ?? []) {
        for (const endpoint of slice.endpoints ?? []) {
          const target = endpoint.targetRef;
          const pod = target?.kind === 'Pod' ? this.#pods.find(`${target.namespace}/${target.name}`) : undefined;
          if (pod !== undefined && pods.has(pod)) continue;
          if (pod !== undefined) pods.add(pod);
          total++;
          if (endpoint.conditions?.ready !== false) ready++;
        }
      }
      ties.push([slot, Uint32Array.from(pods)]);
      tied += pods.size;
      this.#services.put(slot, 'ready', ready);
      this.#services.put(slot, 'total', total);
      this.#services.put(slot, 'state', ready > 0 ? STATE.ready : total > 0 ? STATE.notReady : STATE.pending);
      this.#services.put(slot, 'status', this.#strings.id(total === 0 ? 'No endpoints' : `${ready} of ${total} ready`));
    }
    return ties;
  }

  #event(event: Event, gone: boolean): void {
    const key = keyOf(event);
    if (gone) { this.#events.delete(key); this.#goneEvents.add(key); return; }
    const about = event.involvedObject;
    this.#events.set(key, {
      key, type: event.type ?? 'Normal', reason: event.reason ?? '', message: event.message ?? '', kind: about?.kind ?? '', namespace: about?.namespace ?? '', name: about?.name ?? '',
      source: event.source?.component || event.reportingComponent || '', count: event.count ?? event.series?.count ?? 1,
      atMs: timeOf(event.lastTimestamp) || timeOf(event.series?.lastObservedTime) || timeOf(event.eventTime) || timeOf(event.metadata.creationTimestamp),
    });
  }

  /** Events are objects, so a storm of them is spread over frames; what the page would drop anyway is not sent. */
  #takeEvents(): EventRow[] | undefined {
    if (this.#events.size === 0) return undefined;
    let skip = this.#events.size - EVENTS_KEPT;
    const rows: EventRow[] = [];
    for (const [key, row] of this.#events) {
      if (skip-- <= 0) rows.push(row);
      this.#events.delete(key);
      if (rows.length === EVENTS_A_FRAME) break;
    }
    return rows;
  }

  #fault(object: AnyObject, gone: boolean): void {
    const name = object.metadata.name!;
    if (gone) this.#faults.delete(name);
    else this.#faults.set(name, faultRow(object));
    this.#faultsChanged = true;
  }
}
