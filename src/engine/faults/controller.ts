/**
 * Turns Fault objects into failures and back: a new Fault strikes its targets at once, deleting it (or its duration)
 * heals them. What it struck stands in its status.
 */
import { compileLabelSelector } from '../api/labels.ts';
import { NODES, PODS } from '../api/resource.ts';
import type { FaultWorld } from './world.ts';
import type { Component } from '../client/component.ts';
import type { EventRecorder } from '../client/events.ts';
import type { Timer } from '../kernel/kernel.ts';
import { formatTime } from '../kernel/time.ts';
import type { FaultContext, FaultTarget, FaultTargetKind, FaultType } from './fault.ts';
import { faultType } from './index.ts';
import { FAULTS, parseDuration, type Fault, type FaultSpec } from './kind.ts';

interface Active { heal: (() => void)[]; timer: Timer | undefined }

export class FaultController {
  #active = new Map<string, Active>();
  #events: EventRecorder;

  constructor(private readonly cluster: FaultWorld, private readonly component: Component) {
    this.#events = component.recorder({ component: 'bottleship-faults' });
    component.informer(FAULTS).addHandler({
      onAdd: (fault) => this.#await(fault),
      onDelete: (fault) => this.#heal(fault.metadata.uid!),
    });
  }

  get activeCount(): number { return this.#active.size; }

  #await(fault: Fault): void {
    const uid = fault.metadata.uid!;
    // A fault that was over before (a restored store) does not strike again.
    if (this.#active.has(uid) || fault.status?.phase === 'Finished' || fault.status?.phase === 'Failed') return;
    const active: Active = { heal: [], timer: undefined };
    this.#active.set(uid, active);
    const delayMs = fault.spec.delay === undefined ? 0 : parseDuration(fault.spec.delay) ?? 0;
    if (delayMs === 0 || fault.status?.phase === 'Active') return this.#strike(fault, active);
    this.#report(fault, { phase: 'Pending', startTime: formatTime(this.cluster.now + delayMs) });
    active.timer = this.cluster.kernel.after(delayMs, () => this.#strike(fault, active));
  }

  #strike(fault: Fault, active: Active): void {
    const uid = fault.metadata.uid!;
    const type = faultType(fault.spec.type)!;
    const targets = this.#choose(type, fault.spec);
    const problems: string[] = [];
    for (const target of targets) {
      try {
        const heal = type.inject(contextOf(this.cluster, type, fault.spec, target));
        if (heal) active.heal.push(heal);
        const { name, namespace } = target;
        this.#events.event(fault, 'Normal', 'Injected', `${type.title} on ${target.kind} ${namespace ? `${namespace}/` : ''}${name}`);
      } catch (error) {
        problems.push((error as Error).message);
      }
    }
    const none = targets.length === 0 ? 'no target found' : problems.length === targets.length ? problems.join('; ') : '';
    if (none) this.#events.event(fault, 'Warning', 'NotInjected', none);
    const durationMs = fault.spec.duration === undefined ? undefined : parseDuration(fault.spec.duration);
    if (!none && !type.instant && durationMs !== undefined) active.timer = this.cluster.kernel.after(durationMs, () => { this.#heal(uid); this.#finish(fault); });
    const now = formatTime(this.cluster.now);
    this.#report(fault, {
      phase: none ? 'Failed' : type.instant ? 'Finished' : 'Active', ...(none || problems.length ? { message: none || problems.join('; ') } : {}), startTime: now,
      ...(type.instant || none ? { endTime: now } : {}),
      targets: targets.map(({ kind, namespace, name }) => ({ kind, ...(namespace ? { namespace } : {}), name })),
    });
    if (type.instant || none) this.#active.delete(uid);
  }

  #heal(uid: string): void {
    const active = this.#active.get(uid);
    if (!active) return;
    this.#active.delete(uid);
    this.cluster.kernel.cancel(active.timer);
    for (const heal of active.heal.reverse()) {
      try { heal(); } catch (error) {
        // The target went away meanwhile: there is nothing left to heal.
        this.cluster.errors.push({ atMs: this.cluster.now, component: 'bottleship-faults', loop: 'heal', key: uid, message: (error as Error).message });
      }
    }
  }

  #finish(fault: Fault): void {
    const now = this.component.informer(FAULTS).get(fault.metadata.name!);
    if (now?.metadata.uid === fault.metadata.uid) this.#report(now!, { ...now!.status!, phase: 'Finished', endTime: formatTime(this.cluster.now) });
  }

  #report(fault: Fault, status: NonNullable<Fault['status']>): void {
    const { client } = this.component;
    try {
      const current = client.get(FAULTS, fault.metadata.name!);
      if (current.metadata.uid === fault.metadata.uid) client.updateStatus(FAULTS, { ...current, status });
    } catch { /* deleted meanwhile: its status interests nobody */ }
  }

  #choose(type: FaultType, spec: FaultSpec): FaultTarget[] {
    if (spec.target) {
      const kind = (spec.target.kind ?? type.targets[0]!) as FaultTargetKind;
      return [this.#target(kind, spec.target.name ?? '', spec.target.namespace)];
    }
    if (!spec.selector) return [{ kind: 'Cluster', name: 'cluster' }];
    const found = this.#select(type, spec);
    const count = spec.mode === 'all' ? found.length : spec.mode === 'fixed' ? spec.value! : spec.mode === 'percent' ? Math.ceil((found.length * spec.value!) / 100) : 1;
    const random = this.cluster.kernel.random('faults');
    const chosen: FaultTarget[] = [];
    while (chosen.length < count && found.length) chosen.push(found.splice(random.int(found.length), 1)[0]!);
    return chosen;
  }

  #select(type: FaultType, { selector }: FaultSpec): FaultTarget[] {
    const client = this.cluster.client('bottleship-faults');
    const { matches } = compileLabelSelector(selector!.labelSelector ?? {});
    const kind = selector!.kind ?? type.targets[0]!;
    if (kind === 'Node') return client.list(NODES).items.filter((node) => matches(node.metadata.labels ?? {})).map((node) => this.#target('Node', node.metadata.name!));
    return client.list(PODS, selector!.namespace).items.filter((pod) => matches(pod.metadata.labels ?? {}))
      .map((pod) => this.#target('Pod', pod.metadata.name!, pod.metadata.namespace));
  }

  #target(kind: FaultTargetKind, name: string, namespace?: string): FaultTarget {
    if (kind !== 'Pod') return { kind, name };
    const where = namespace ?? 'default';
    return { kind, name, namespace: where, pod: this.cluster.findPod(where, name) };
  }
}

function contextOf(cluster: FaultWorld, type: FaultType, spec: FaultSpec, target: FaultTarget): FaultContext {
  if (target.kind === 'Pod' && !target.pod) throw new Error(`pod ${target.namespace}/${target.name} is not there`);
  const value = (name: string): string | number | boolean => {
    const parameter = type.parameters?.find((p) => p.name === name);
    return spec.parameters?.[name] ?? parameter!.default;
  };
  return { cluster, target, number: (name) => Number(value(name)), text: (name) => String(value(name)) };
}
