/**
 * kube-scheduler: gives every pod without a node one. It watches pods and nodes, keeps them in a `NodeTable`, takes pods
 * from the `SchedulingQueue` one at a time, runs a `Cycle` for each, assumes the answer and posts it as a Binding.
 *
 * Start here; `cycle.ts` is the decision itself, `plugins/` are the rules. What it does not do: run pods, evict for
 * anything but preemption, scale nodes.
 */
import { isNotFound, StatusError } from '../api/errors.ts';
import { NODES, PODS } from '../api/resource.ts';
import type { Node, Pod } from '../api/types.ts';
import type { Component } from '../client/component.ts';
import type { EventRecorder } from '../client/events.ts';
import type { Kernel, Timer } from '../kernel/kernel.ts';
import { SECOND } from '../kernel/time.ts';
import { Attempts, type Explanation } from './attempts.ts';
import {
  ADD, DELETE, UPDATE_NODE_ALLOCATABLE, UPDATE_NODE_CONDITION, UPDATE_NODE_LABEL, UPDATE_NODE_TAINT, UPDATE_POD_LABEL, UPDATE_POD_SCALE_DOWN,
  UPDATE_POD_SCHEDULING_GATES_ELIMINATED, UPDATE_POD_TOLERATIONS,
} from './cluster-event.ts';
import { backoffOf, profilesOf, type SchedulerConfiguration } from './configuration.ts';
import { Cycle, type Outcome } from './cycle.ts';
import { Eviction } from './eviction.ts';
import { fitErrorMessage, rejectors } from './fit-error.ts';
import { InformerView } from './informer-view.ts';
import { NodeTable } from './node-table.ts';
import { PodShapes, type PodInfo } from './pod-info.ts';
import { PodStatusWriter } from './pod-status-writer.ts';
import { defaultBinder } from './plugins/default-binder.ts';
import { VolumeBindingCheck } from './plugins/volume-binding.ts';
import type { Profile } from './profile.ts';
import { QueuedPod, SchedulingQueue, type Backoff } from './queue.ts';
import { VolumeBinder } from './volume-binder.ts';

/** Virtual ms that one scheduling cycle takes. */
const CYCLE_MS = 1;
/** While caches fill, how often to look whether they have, virtual ms. */
const NOT_READY_MS = 2;
const NODE_BITS = ADD | UPDATE_NODE_ALLOCATABLE | UPDATE_NODE_LABEL | UPDATE_NODE_TAINT | UPDATE_NODE_CONDITION;

/** A pod on a node: bound, or assumed to be until the binding is seen. */
interface Assigned { info: PodInfo; nodeName: string; assumed: boolean }

export interface Scheduler {
  /** The last attempts to place the pod, newest first, as long as they are remembered. */
  why(podUid: string): readonly Explanation[];
  /** Pods waiting, by queue. */
  readonly waiting: { active: number; unschedulable: number; gated: number };
}

/** Throws an Error when the configuration is none. */
export function startScheduler(component: Component, configuration?: SchedulerConfiguration): Scheduler {
  return new KubeScheduler(component, profilesOf(configuration), backoffOf(configuration));
}

class KubeScheduler implements Scheduler {
  readonly #component: Component;
  readonly #kernel: Kernel;
  readonly #table = new NodeTable();
  readonly #shapes = new PodShapes();
  readonly #view: InformerView;
  readonly #queue: SchedulingQueue;
  readonly #cycles = new Map<string, Cycle>();
  readonly #events = new Map<string, EventRecorder>();
  readonly #assigned = new Map<string, Assigned>();
  readonly #pending = new Map<string, QueuedPod>();
  readonly #attempts: Attempts;
  readonly #status: PodStatusWriter;
  readonly #eviction: Eviction;
  readonly #volumes: VolumeBinder;
  #timer: Timer | undefined;

  constructor(component: Component, profiles: readonly Profile[], backoff: Backoff) {
    this.#component = component;
    this.#kernel = component.kernel;
    this.#view = new InformerView(component, this.#table, (event, old, current) => {
      if (event.resource.startsWith('Persistent')) this.#volumes.changed();
      this.#queue.moveAll(event, old, current);
      this.#kick();
    });
    this.#queue = new SchedulingQueue([...new Map(profiles.flatMap((p) => p.plugins).map((p) => [p.name, p])).values()], this.#view, backoff);
    for (const p of profiles) {
      this.#cycles.set(p.schedulerName, new Cycle(this.#view, p.plugins, this.#kernel.random(p.schedulerName)));
      this.#events.set(p.schedulerName, component.recorder({ component: p.schedulerName, series: true }));
    }
    this.#attempts = new Attempts(this.#table, this.#view, profiles);
    this.#status = new PodStatusWriter(component.client, this.#kernel);
    this.#eviction = new Eviction(component.client, this.#status, this.#kernel);
    this.#volumes = new VolumeBinder(component.client, this.#kernel, this.#view);
    this.#watch();
    component.onResume(() => { this.#queue.activateAll(); this.#kick(); });
    component.every(30 * SECOND, 'scheduling-queue', () => { this.#queue.flushUnschedulable(); this.#kick(); });
  }

  get waiting(): { active: number; unschedulable: number; gated: number } {
    return { active: this.#queue.ready, unschedulable: this.#queue.unschedulable, gated: this.#queue.gated };
  }

  why(podUid: string): readonly Explanation[] { return this.#attempts.explain(podUid); }

  #watch(): void {
    // Nodes first: a pod whose node is not known yet is only kept aside.
    this.#component.informer(NODES).addHandler({
      onAdd: (node) => this.#nodeChanged(node, undefined),
      onUpdate: (node, old) => this.#nodeChanged(node, old),
      onDelete: (node) => {
        this.#table.removeNode(node.metadata.name!);
        this.#happened('Node', DELETE, node, undefined);
      },
    });
    this.#component.informer(PODS).addHandler({
      onAdd: (pod) => this.#podChanged(pod),
      onUpdate: (pod, old) => this.#podChanged(pod, old),
      onDelete: (pod) => this.#podGone(pod.metadata.uid!),
    });
  }

  #nodeChanged(node: Node, old: Node | undefined): void {
    const actions = this.#table.setNode(node) & NODE_BITS;
    if (actions) this.#happened('Node', actions & ADD ? ADD : actions, old, node);
  }

  #happened(resource: 'Node' | 'AssignedPod', actions: number, old: unknown, current: unknown): void {
    this.#queue.moveAll({ resource, actions }, old, current);
    this.#kick();
  }

  #podChanged(pod: Pod, old?: Pod): void {
    const uid = pod.metadata.uid!;
    const { phase } = pod.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') { this.#podGone(uid); return; }
    if (pod.spec!.nodeName) this.#assignedChanged(pod, pod.spec!.nodeName);
    else if (this.#cycles.has(pod.spec!.schedulerName ?? '')) this.#pendingChanged(pod, old);
  }

  #assignedChanged(pod: Pod, nodeName: string): void {
    const uid = pod.metadata.uid!;
    this.#forgetPending(uid);
    const known = this.#assigned.get(uid);
    if (!known) {
      const info = this.#shapes.info(pod);
      this.#assigned.set(uid, { info, nodeName, assumed: false });
      this.#table.addPod(info, nodeName);
      this.#happened('AssignedPod', ADD, undefined, info);
      return;
    }
    const confirmed = known.assumed;
    known.assumed = false;
    const before = known.info;
    const shape = this.#shapes.shapeOf(pod, before.shape);
    if (shape !== before.shape || nodeName !== known.nodeName) {
      this.#table.removePod(before);
      known.info = this.#shapes.info(pod);
      known.nodeName = nodeName;
      this.#table.addPod(known.info, nodeName);
    } else {
      if (before.pod.status?.startTime !== pod.status?.startTime) this.#table.touch(before);
      before.pod = pod;
    }
    if (confirmed) this.#happened('AssignedPod', ADD, undefined, known.info);
    else if (shape !== before.shape) this.#happened('AssignedPod', changes(before, known.info), before, known.info);
  }

  #pendingChanged(pod: Pod, old: Pod | undefined): void {
    const uid = pod.metadata.uid!;
    if (this.#assigned.has(uid)) return;
    const info = this.#shapes.info(pod);
    const queued = this.#pending.get(uid);
    if (!queued) {
      const added = new QueuedPod(info, this.#kernel.trace.current);
      this.#pending.set(uid, added);
      this.#nominate(added, pod.status?.nominatedNodeName);
      this.#queue.add(added);
    } else {
      if (old && old.status?.nominatedNodeName !== pod.status?.nominatedNodeName) {
        this.#denominate(queued);
        this.#queue.update(queued, info, 0, queued.info);
        this.#nominate(queued, pod.status?.nominatedNodeName);
      } else {
        const before = queued.info;
        const nominatedTo = this.#denominate(queued);
        this.#queue.update(queued, info, before.shape === info.shape && !gatesGone(before.pod, pod) ? 0 : changes(before, info), before);
        this.#nominate(queued, nominatedTo);
      }
    }
    this.#kick();
  }

  #podGone(uid: string): void {
    const known = this.#assigned.get(uid);
    if (known) {
      this.#assigned.delete(uid);
      this.#table.removePod(known.info);
      this.#volumes.forget(uid);
      this.#happened('AssignedPod', DELETE, known.info, undefined);
    }
    this.#forgetPending(uid);
  }

  #forgetPending(uid: string): void {
    const queued = this.#pending.get(uid);
    if (!queued) return;
    this.#pending.delete(uid);
    this.#denominate(queued);
    this.#queue.remove(queued);
  }

  #nominate(queued: QueuedPod, nodeName: string | undefined): void {
    const n = nodeName ? this.#table.indexOf(nodeName) : -1;
    if (n < 0) return;
    this.#table.nominate(queued.info, n);
    queued.nominatedTo = nodeName!;
  }

  /** Returns the node it was nominated to, '' for none. */
  #denominate(queued: QueuedPod): string {
    const name = queued.nominatedTo;
    const n = name ? this.#table.indexOf(name) : -1;
    if (n >= 0) this.#table.denominate(queued.info, n);
    queued.nominatedTo = '';
    return name;
  }

  /** Sees to it that a cycle comes when there is something to do. */
  #kick(): void {
    if (this.#timer || !this.#component.running) return;
    if (!this.#component.ready) {
      this.#timer = this.#kernel.after(NOT_READY_MS, () => { this.#timer = undefined; this.#kick(); });
    } else if (this.#queue.ready > 0) {
      this.#timer = this.#kernel.after(CYCLE_MS + this.#component.slowMs, () => this.#run());
    } else if (this.#queue.nextErrorMs < Infinity) {
      this.#timer = this.#kernel.at(this.#queue.nextErrorMs, () => { this.#timer = undefined; this.#queue.flushErrors(); this.#kick(); });
    }
  }

  /** One pod. Whatever goes wrong with it, the next one gets its turn. */
  #run(): void {
    this.#timer = undefined;
    if (this.#component.ready) {
      const queued = this.#queue.pop();
      if (queued) {
        const { trace } = this.#kernel;
        trace.current = queued.cause;
        trace.current = trace.add(this.#kernel.now, queued.info.pod.spec!.schedulerName!, 'schedule', `pods/${queued.info.key}`);
        try {
          this.#scheduleOne(queued);
        } catch (error) {
          this.#queue.fail(queued, new Set());
          this.#kick();
          throw error;
        }
      }
    }
    this.#kick();
  }

  #scheduleOne(queued: QueuedPod): void {
    const { info } = queued;
    const { pod } = info;
    const events = this.#events.get(pod.spec!.schedulerName!)!;
    if (pod.metadata.deletionTimestamp !== undefined) {
      events.event(asPod(pod), 'Warning', 'FailedScheduling', `skip schedule deleting pod: ${pod.metadata.namespace}/${pod.metadata.name}`, { action: 'Scheduling' });
      this.#forgetPending(info.uid);
      return;
    }
    if (this.#table.count === 0) {
      this.#attempts.add(info, '', 'no nodes available to schedule pods');
      this.#refused(queued, events, 'no nodes available to schedule pods', NO_NODES);
      return;
    }
    const nominatedTo = this.#denominate(queued);
    const outcome = this.#cycles.get(pod.spec!.schedulerName!)!.schedule(info);
    if (outcome.placed) {
      this.#attempts.add(info, this.#table.names[outcome.node]!, '');
      this.#place(queued, events, outcome);
      return;
    }
    const message = fitErrorMessage(outcome.diagnosis);
    this.#attempts.add(info, '', message);
    const { candidate } = outcome;
    let nomination: string | null | undefined;
    if (candidate) {
      nomination = this.#table.names[candidate.node]!;
      this.#nominate(queued, nomination);
    } else if (outcome.clearNomination) nomination = null;
    else this.#nominate(queued, nominatedTo);
    this.#refused(queued, events, message, rejectors(outcome.diagnosis), nomination);
    if (candidate) this.#eviction.start(info, candidate, nomination!, events, this.#rivals(queued, candidate.node));
  }

  /** Pods of lower priority that were nominated to the node: their room is gone. */
  #rivals(preemptor: QueuedPod, n: number): readonly PodInfo[] {
    const rivals = (this.#table.nominated[n] ?? []).filter((r) => r.shape.row.priority < preemptor.info.shape.row.priority);
    for (const r of rivals) { const queued = this.#pending.get(r.uid); if (queued) this.#denominate(queued); }
    return rivals;
  }

  #refused(queued: QueuedPod, events: EventRecorder, message: string, by: ReadonlySet<string>, nomination?: string | null): void {
    this.#queue.fail(queued, by);
    const reason = by.size > 0 ? 'Unschedulable' : 'SchedulerError';
    this.#status.unscheduled(queued.info.pod, reason, message, nomination);
    events.event(asPod(queued.info.pod), 'Warning', 'FailedScheduling', message, { action: 'Scheduling' });
  }

  #place(queued: QueuedPod, events: EventRecorder, outcome: Outcome & { placed: true }): void {
    const { info } = queued;
    const nodeName = this.#table.names[outcome.node]!;
    this.#pending.delete(info.uid);
    this.#queue.remove(queued);
    const assigned: Assigned = { info, nodeName, assumed: true };
    this.#assigned.set(info.uid, assigned);
    const check = outcome.checks.find((c) => c instanceof VolumeBindingCheck);
    const volumes = check?.volumesFor(outcome.node);
    this.#table.addPod(info, nodeName);
    const bind = (): void => {
      if (!this.#assigned.get(info.uid)?.assumed) return;
      try {
        defaultBinder.bind(this.#component.client, info.pod, nodeName);
        events.event(asPod(info.pod), 'Normal', 'Scheduled', `Successfully assigned ${info.key} to ${nodeName}`, { action: 'Binding' });
      } catch (error) {
        this.#unassume(queued, events, error);
      }
    };
    if (!volumes) { bind(); return; }
    try {
      this.#volumes.bind(info, volumes, nodeName, bind, (error) => this.#unassume(queued, events, error));
    } catch (error) {
      this.#unassume(queued, events, error);
    }
  }

  /** The binding failed: the pod is not on the node after all. */
  #unassume(queued: QueuedPod, events: EventRecorder, error: unknown): void {
    const { info } = queued;
    this.#assigned.delete(info.uid);
    this.#table.removePod(info);
    this.#queue.moveAll({ resource: 'AssignedPod', actions: DELETE }, info, undefined);
    if (!(error instanceof Error)) throw error;
    if (isNotFound(error) || !this.#component.informer(PODS).get(info.key)) { this.#kick(); return; }
    if (!(error instanceof StatusError) && !error.message.startsWith('binding volumes')) throw error;
    this.#pending.set(info.uid, queued);
    this.#refused(queued, events, error.message.startsWith('binding volumes') ? error.message : `running Bind plugin "DefaultBinder": ${error.message}`, new Set());
    this.#kick();
  }
}

const NO_NODES: ReadonlySet<string> = new Set(['NodeName', 'NodeResourcesFit']);

/** Objects from a list lack their kind; events need it. */
const asPod = (pod: Pod): Pod => (pod.kind ? pod : { ...pod, apiVersion: 'v1', kind: 'Pod' });

const gatesGone = (old: Pod, pod: Pod): boolean => (old.spec!.schedulingGates?.length ?? 0) > 0 && !pod.spec!.schedulingGates?.length;

/** What changed between two states of a pod, as event bits. */
function changes(old: PodInfo, current: PodInfo): number {
  let bits = 0;
  if (JSON.stringify(old.shape.labels) !== JSON.stringify(current.shape.labels)) bits |= UPDATE_POD_LABEL;
  const a = old.shape.row, b = current.shape.row;
  if (b.requests.cpuMillis < a.requests.cpuMillis || b.requests.memoryBytes < a.requests.memoryBytes) bits |= UPDATE_POD_SCALE_DOWN;
  if (a.spec.tolerations?.length !== b.spec.tolerations?.length) bits |= UPDATE_POD_TOLERATIONS;
  if (gatesGone(old.pod, current.pod)) bits |= UPDATE_POD_SCHEDULING_GATES_ELIMINATED;
  // A pod that began to terminate no longer counts for spreading.
  if (!old.shape.terminating && current.shape.terminating) bits |= UPDATE_POD_LABEL;
  return bits;
}
