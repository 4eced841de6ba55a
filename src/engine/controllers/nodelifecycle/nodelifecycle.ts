/**
 * The node lifecycle controller: notices nodes that fall silent, taints nodes by their conditions, marks pods of dead nodes
 * not ready. Eviction itself is the taint-eviction controller's. https://kubernetes.io/docs/concepts/architecture/nodes/
 */
import { isNotFound } from '../../api/errors.ts';
import { LEASES, NODES, PODS } from '../../api/resource.ts';
import type { ApiObject, Node, NodeCondition, Pod } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { formatTime } from '../../kernel/time.ts';
import { hasTaint, NOT_READY, removeTaints, sameTaint, swapTaints, UNREACHABLE, UNSCHEDULABLE, type TaintName } from '../support/taints.ts';
import { observe, readyOf, type NodeHealth } from './health.ts';
import { TaintQueue, taintRate, zoneOf, zoneStateOf, type ZoneState } from './zones.ts';

/** `--node-monitor-period`. */
const MONITOR_PERIOD_MS = 5000;
/** How often upstream looks for nodes to taint NoExecute. */
const TAINT_PERIOD_MS = 100;
const STATUS_TRIES = 5;

const noExecute = (key: string): TaintName => ({ key, effect: 'NoExecute' });
const CONDITION_TAINTS: Record<string, Record<string, string>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const CONDITION_TAINT_KEYS = new Set(Object.values(CONDITION_TAINTS).flatMap((m) => Object.values(m)).concat(UNSCHEDULABLE));

/** Old names of labels that stay in step with the new ones. */
const BETA_LABELS = [['kubernetes.io/os', 'beta.kubernetes.io/os'], ['kubernetes.io/arch', 'beta.kubernetes.io/arch']];

export const nodelifecycle = defineController({
  name: 'node-lifecycle',
  component: 'node-controller',
  start(context) {
    const { client, queue } = context;
    const nodes = context.informer(NODES);
    const leases = context.informer(LEASES);
    const pods = context.informer(PODS);
    const podsByNode = pods.index('node', (p) => p.spec?.nodeName, (p) => p.spec);
    const health = new Map<string, NodeHealth>();
    const known = new Map<string, Node>();
    const zones = new Map<string, { state: ZoneState; queue: TaintQueue }>();
    const retry = new Set<string>();

    const event = (node: Node, reason: string, message: string): void => {
      const about: ApiObject = { kind: 'Node', apiVersion: 'v1', metadata: { name: node.metadata.name, uid: node.metadata.uid } };
      context.events.event(about, 'Normal', reason, message);
    };
    const zone = (node: Node): { state: ZoneState; queue: TaintQueue } => {
      const key = zoneOf(node);
      let z = zones.get(key);
      if (!z) zones.set(key, (z = { state: 'Initial', queue: new TaintQueue() }));
      return z;
    };

    // --- NoExecute, at the pace the zone allows ---

    const tainting = context.addQueue('taint-no-execute', (key) => {
      const z = zones.get(key);
      const next = z?.queue.take(context.now());
      if (!next) return;
      if ('waitMs' in next) { tainting.addAfter(key, next.waitMs); return; }
      const node = nodes.get(next.node);
      const status = node && readyOf(node)?.status;
      if (node && (status === 'False' || status === 'Unknown')) {
        const [add, opposite] = status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
        try { swapTaints(client, node, [noExecute(add)], [noExecute(opposite)], context.now()); } catch (error) {
          z!.queue.giveBack(next.node);
          throw error;
        }
      }
      tainting.addAfter(key, TAINT_PERIOD_MS);
    });

    const markReachable = (node: Node): void => {
      removeTaints(client, node, [noExecute(UNREACHABLE)]);
      removeTaints(client, node, [noExecute(NOT_READY)]);
      zone(node).queue.remove(node.metadata.name!);
    };

    const taintByReadiness = (node: Node, ready: NodeCondition): void => {
      if (ready.status === 'True') return markReachable(node);
      const [wanted, opposite] = ready.status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
      if (hasTaint(node, noExecute(opposite))) swapTaints(client, node, [noExecute(wanted)], [noExecute(opposite)], context.now());
      else if (zone(node).queue.add(node.metadata.name!)) tainting.addAfter(zoneOf(node), TAINT_PERIOD_MS);
    };

    // --- health ---

    const markPodNotReady = (pod: Pod): void => {
      const conditions = pod.status?.conditions ?? [];
      const ready = conditions.find((c) => c.type === 'Ready');
      if (!ready || ready.status === 'False') return;
      const changed = { ...ready, status: 'False', lastTransitionTime: formatTime(context.now()) };
      try {
        client.updateStatus(PODS, { ...pod, status: { ...pod.status, conditions: conditions.map((c) => (c === ready ? changed : c)) } });
      } catch (error) {
        if (isNotFound(error)) return;
        throw error;
      }
      context.events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    };

    const markPodsNotReady = (name: string): void => {
      let failed = false;
      for (const pod of podsByNode.get(name)) try { markPodNotReady(pod); } catch { failed = true; }
      if (failed) retry.add(name); else retry.delete(name);
    };

    /** Brings what is known of a node up to date; writes its status when it fell silent. Returns it as it is now. */
    const updateHealth = (cached: Node): { node: Node; observed: string } => {
      let node = cached;
      const name = node.metadata.name!;
      for (let tries = 1; ; tries++) {
        const observed = readyOf(node)?.status ?? 'Unknown';
        const result = observe(node, leases.get(`kube-node-lease/${name}`), health.get(name), context.now());
        if (!result.silent) { health.set(name, result.health); return { node, observed }; }
        try {
          node = client.updateStatus(NODES, { ...node, status: result.silent });
          health.set(name, result.health);
          return { node, observed };
        } catch (error) {
          if (tries >= STATUS_TRIES) throw error;
          node = client.get(NODES, name);
        }
      }
    };

    const monitorOne = (cached: Node, readyByZone: Map<string, (NodeCondition | undefined)[]>): void => {
      const { node, observed } = updateHealth(cached);
      const ready = readyOf(node);
      if (node.metadata.labels?.['node.kubernetes.io/exclude-disruption'] === undefined) {
        const key = zoneOf(node);
        const list = readyByZone.get(key);
        if (list) list.push(ready); else readyByZone.set(key, [ready]);
      }
      if (!ready) return;
      const name = node.metadata.name!;
      taintByReadiness(node, ready);
      const fell = ready.status !== 'True' && observed === 'True';
      if (fell) event(node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
      if (fell || (retry.has(name) && observed !== 'True')) markPodsNotReady(name);
    };

    const monitor = (): void => {
      for (const node of nodes.list()) {
        if (known.has(node.metadata.name!)) continue;
        known.set(node.metadata.name!, node);
        event(node, 'RegisteredNode', `Node ${node.metadata.name} event: Registered Node ${node.metadata.name} in Controller`);
        markReachable(node);
      }
      for (const [name, node] of known) {
        if (nodes.get(name)) continue;
        event(node, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
        known.delete(name);
        health.delete(name);
        retry.delete(name);
      }
      const readyByZone = new Map<string, (NodeCondition | undefined)[]>();
      // A node whose writes fail must not hold up the others.
      let failure: unknown;
      for (const node of nodes.list()) try { monitorOne(node, readyByZone); } catch (error) { if (!isNotFound(error)) failure ??= error; }
      handleDisruption(readyByZone);
      if (failure !== undefined) throw failure;
    };

    const setRate = (key: string, state: ZoneState, size: number): void => {
      zones.get(key)!.queue.setRate(taintRate(state, size), context.now());
      zones.get(key)!.state = state;
      tainting.addAfter(key, TAINT_PERIOD_MS);
    };

    const handleDisruption = (readyByZone: Map<string, (NodeCondition | undefined)[]>): void => {
      const states = new Map([...readyByZone].map(([key, ready]) => [key, zoneStateOf(ready)] as const));
      const allDown = [...states.values()].every((s) => s === 'FullDisruption');
      const allWereDown = [...zones].every(([key, z]) => !states.has(key) || z.state === 'FullDisruption') && zones.size > 0;
      for (const key of zones.keys()) if (!states.has(key)) zones.delete(key);
      if (allDown && allWereDown) return;
      if (allDown && states.size > 0) {
        // Every node silent: more likely it is this side that is cut off. Evict nothing.
        for (const node of nodes.list()) markReachable(node);
        for (const z of zones.values()) { z.queue.setRate(0, context.now()); z.state = 'FullDisruption'; }
        return;
      }
      if (allWereDown) {
        for (const h of health.values()) h.probedAtMs = context.now();
        for (const [key, state] of states) setRate(key, state, readyByZone.get(key)!.length);
        return;
      }
      for (const [key, state] of states) if (zones.get(key)?.state !== state && zones.has(key)) setRate(key, state, readyByZone.get(key)!.length);
    };

    context.every(MONITOR_PERIOD_MS, monitor);

    // --- pods bound to a node that is not ready already ---

    const podQueue = context.addQueue('pods', (key) => {
      const pod = pods.get(key);
      const ready = pod?.spec?.nodeName ? health.get(pod.spec.nodeName)?.ready : undefined;
      if (!pod || !ready || !nodes.get(pod.spec!.nodeName!)) return;
      if (ready.status !== 'True') markPodNotReady(pod);
    });
    pods.addHandler({
      onAdd: (pod) => { if (pod.spec?.nodeName) podQueue.add(keyOf(pod)); },
      onUpdate: (pod, old) => { if (pod.spec?.nodeName && pod.spec.nodeName !== old.spec?.nodeName) podQueue.add(keyOf(pod)); },
    });

    // --- NoSchedule taints and labels, at once on every change of the node ---

    const changed = (node: Node): void => queue.add(node.metadata.name!);
    nodes.addHandler({ onAdd: changed, onUpdate: changed, onDelete: (node) => { retry.delete(node.metadata.name!); } });

    return {
      reconcile(name) {
        const node = nodes.get(name);
        if (!node) return;
        const wanted: TaintName[] = [];
        for (const { type, status } of node.status?.conditions ?? []) {
          const key = CONDITION_TAINTS[type]?.[status];
          if (key) wanted.push({ key, effect: 'NoSchedule' });
        }
        if (node.spec?.unschedulable) wanted.push({ key: UNSCHEDULABLE, effect: 'NoSchedule' });
        const present = (node.spec?.taints ?? []).filter((t) => t.effect === 'NoSchedule' && CONDITION_TAINT_KEYS.has(t.key));
        const add = wanted.filter((w) => !present.some((p) => sameTaint(p, w)));
        const remove = present.filter((p) => !wanted.some((w) => sameTaint(p, w)));
        if (add.length || remove.length) swapTaints(client, node, add, remove, context.now());

        const labels: Record<string, string> = {};
        for (const [primary, secondary] of BETA_LABELS) {
          const value = node.metadata.labels?.[primary];
          if (value !== undefined && node.metadata.labels?.[secondary] !== value) labels[secondary] = value;
        }
        if (Object.keys(labels).length) client.patch(NODES, name, undefined, 'application/strategic-merge-patch+json', { metadata: { labels } });
      },
    };
  },
});
