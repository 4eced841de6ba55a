/**
 * Pods that wait: to be tried next (active), to be tried once their back-off is over, for something to happen in the
 * cluster that may help them (unschedulable), or for their gates to go. Which events help is asked of the plugins that
 * refused the pod (queueing hints); pods alike are asked about once.
 *
 * As in Kubernetes since 1.33, pods in back-off are tried early when nothing else is active, except after errors.
 */
import { ADD, eventMatches, UPDATE_NODE_TAINT, type ClusterEvent } from './cluster-event.ts';
import type { ClusterView } from './cluster-view.ts';
import type { EventHint, SchedulerPlugin } from './framework.ts';
import { Heap } from './heap.ts';
import type { PodInfo } from './pod-info.ts';
import { prioritySort } from './plugins/priority-sort.ts';

export interface Backoff { readonly initialMs: number; readonly maxMs: number }

const DEFAULT_BACKOFF: Backoff = { initialMs: 1000, maxMs: 10_000 };
/** Pods that nothing helped are tried again after this long all the same. */
export const UNSCHEDULABLE_TIMEOUT_MS = 300_000;

export type QueueState = 'new' | 'active' | 'backoff' | 'unschedulable' | 'gated' | 'inFlight';

export class QueuedPod {
  heapIndex = -1;
  state: QueueState = 'new';
  /** When it joined the queue it is in, virtual ms. */
  sinceMs = 0;
  /** Order of joining, for pods of the same instant. */
  seq = 0;
  attempts = 0;
  unschedulableCount = 0;
  errorCount = 0;
  backoffUntilMs = 0;
  /** Names of the plugins that refused it last; empty after an error. */
  rejectors: ReadonlySet<string> = new Set();
  gate = '';
  /** Node whose room it counts on; '' = none. */
  nominatedTo = '';
  group = '';
  constructor(public info: PodInfo, public cause: number) {}
}

const before = (a: QueuedPod, b: QueuedPod): boolean => {
  const p = a.info.shape.row.priority, q = b.info.shape.row.priority;
  if (p === q && a.sinceMs === b.sinceMs) return a.seq < b.seq;
  return prioritySort.less(p, a.sinceMs, q, b.sinceMs);
};

const backoffBefore = (a: QueuedPod, b: QueuedPod): boolean => (a.backoffUntilMs === b.backoffUntilMs ? before(a, b) : a.backoffUntilMs < b.backoffUntilMs);

/**
 * What a plugin registered. Who cares for new nodes also hears of every change of a node's taints, whatever it is: a
 * node may have been passed over for its taints when it was new (kubernetes/kubernetes issue 109437).
 */
function eventsOf(plugin: SchedulerPlugin): readonly EventHint[] {
  const ofNodes = plugin.events.filter((e) => e.event.resource === 'Node').reduce((bits, e) => bits | e.event.actions, 0);
  if (!(ofNodes & ADD) || (ofNodes & UPDATE_NODE_TAINT)) return plugin.events;
  return [...plugin.events, { event: { resource: 'Node', actions: UPDATE_NODE_TAINT } }];
}

export class SchedulingQueue {
  #active = new Heap<QueuedPod>(before);
  #backoff = new Heap<QueuedPod>(backoffBefore);
  #errorBackoff = new Heap<QueuedPod>(backoffBefore);
  #unschedulable = new Map<string, Set<QueuedPod>>();
  #gated = new Set<QueuedPod>();
  #seq = 0;
  #events = new Map<string, readonly EventHint[]>();

  constructor(private readonly plugins: readonly SchedulerPlugin[], private readonly view: ClusterView, private readonly backoff: Backoff = DEFAULT_BACKOFF) {
    for (const p of plugins) this.#events.set(p.name, eventsOf(p));
  }

  /** Pods that could be popped now. */
  get ready(): number { return this.#active.size + this.#backoff.size; }
  get active(): number { return this.#active.size; }
  get gated(): number { return this.#gated.size; }
  get unschedulable(): number { let n = 0; for (const group of this.#unschedulable.values()) n += group.size; return n; }

  /** When the next pod in back-off after an error is due, or Infinity. */
  get nextErrorMs(): number { return this.#errorBackoff.top?.backoffUntilMs ?? Infinity; }

  add(pod: QueuedPod): void { this.#enqueue(pod, false); }

  remove(pod: QueuedPod): void {
    this.#leave(pod);
    pod.state = 'new';
  }

  /** The next pod to try, or undefined. It is in flight until `fail` or `remove`. */
  pop(): QueuedPod | undefined {
    this.flushErrors();
    const pod = this.#active.pop() ?? this.#backoff.pop();
    if (!pod) return undefined;
    pod.state = 'inFlight';
    pod.attempts++;
    return pod;
  }

  /** The pod could not be placed; `rejectors` is empty when that was an error. */
  fail(pod: QueuedPod, rejectors: ReadonlySet<string>): void {
    pod.rejectors = rejectors;
    pod.sinceMs = this.view.now();
    const error = rejectors.size === 0;
    const count = error ? ++pod.errorCount : ++pod.unschedulableCount;
    if (!error) pod.errorCount = 0;
    const backoffMs = Math.min(this.backoff.maxMs, this.backoff.initialMs * 2 ** (count - 1));
    // Ends on a whole second, so that pods refused together are tried in order of priority.
    pod.backoffUntilMs = Math.floor((pod.sinceMs + backoffMs) / 1000) * 1000;
    if (error) { pod.state = 'backoff'; this.#errorBackoff.push(pod); } else this.#park(pod);
  }

  /** The pod object changed. `actions` says what about it, as bits of an `UnschedulablePod` event. */
  update(pod: QueuedPod, info: PodInfo, actions: number, old: PodInfo): void {
    const { state } = pod;
    if (state === 'inFlight') { pod.info = info; return; }
    this.#leave(pod);
    pod.info = info;
    if (state === 'active' || state === 'gated' || state === 'new') { pod.state = 'new'; this.#enqueue(pod, state === 'active'); return; }
    if (state === 'backoff') { pod.state = 'backoff'; (pod.rejectors.size === 0 ? this.#errorBackoff : this.#backoff).push(pod); return; }
    this.#park(pod);
    if (actions && this.#helps(pod, { resource: 'UnschedulablePod', actions }, old, info)) this.#requeue(pod);
  }

  /** Something happened; pods it may help are tried again. */
  moveAll(event: ClusterEvent, old: unknown, current: unknown): void {
    if (this.#unschedulable.size === 0) return;
    for (const group of this.#unschedulable.values()) {
      const first: QueuedPod = group.values().next().value!;
      if (this.#helps(first, event, old, current)) for (const pod of group) this.#requeue(pod);
    }
  }

  /** Everything waiting is tried again, as by a scheduler that just started. */
  activateAll(): void {
    for (const group of this.#unschedulable.values()) for (const pod of group) { this.#leave(pod); this.#enqueue(pod, false); }
  }

  flushUnschedulable(): void {
    const now = this.view.now();
    for (const group of this.#unschedulable.values()) for (const pod of group) if (now - pod.sinceMs > UNSCHEDULABLE_TIMEOUT_MS) this.#requeue(pod);
  }

  flushErrors(): void {
    const now = this.view.now();
    for (let pod = this.#errorBackoff.top; pod && pod.backoffUntilMs <= now; pod = this.#errorBackoff.top) { this.#leave(pod); this.#enqueue(pod, false); }
  }

  #helps(pod: QueuedPod, event: ClusterEvent, old: unknown, current: unknown): boolean {
    for (const name of pod.rejectors) {
      for (const e of this.#events.get(name) ?? []) {
        if (eventMatches(e.event, event) && (!e.hint || e.hint(pod.info, old, current, this.view) === 'Queue')) return true;
      }
    }
    return false;
  }

  #requeue(pod: QueuedPod): void {
    this.#leave(pod);
    if (pod.backoffUntilMs > this.view.now()) { pod.state = 'backoff'; this.#backoff.push(pod); } else this.#enqueue(pod, false);
  }

  #enqueue(pod: QueuedPod, keepPlace: boolean): void {
    for (const p of this.plugins) {
      const gate = p.preEnqueue?.(pod.info.pod);
      if (gate === undefined) continue;
      pod.state = 'gated';
      pod.gate = gate;
      this.#gated.add(pod);
      return;
    }
    if (!keepPlace) { pod.sinceMs = this.view.now(); pod.seq = this.#seq++; }
    pod.state = 'active';
    this.#active.push(pod);
  }

  #park(pod: QueuedPod): void {
    pod.state = 'unschedulable';
    // Queueing hints look at these parts of a pod only, so pods that share them share the answer.
    pod.group = `${pod.info.shape.id}|${[...pod.rejectors].sort().join()}|${pod.info.claims.join()}`;
    let group = this.#unschedulable.get(pod.group);
    if (!group) this.#unschedulable.set(pod.group, (group = new Set()));
    group.add(pod);
  }

  #leave(pod: QueuedPod): void {
    switch (pod.state) {
      case 'active': this.#active.remove(pod); return;
      case 'backoff': this.#backoff.remove(pod); this.#errorBackoff.remove(pod); return;
      case 'gated': this.#gated.delete(pod); return;
      case 'unschedulable': {
        const group = this.#unschedulable.get(pod.group);
        if (group?.delete(pod) && group.size === 0) this.#unschedulable.delete(pod.group);
        return;
      }
      default: return;
    }
  }
}
