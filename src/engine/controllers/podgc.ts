/**
 * The pod garbage collector: pods of nodes that are gone, pods that were deleted before they were scheduled, pods of
 * nodes out of service, and finished pods beyond a number. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-garbage-collection
 */
import { isNotFound } from '../api/errors.ts';
import { NODES, PODS } from '../api/resource.ts';
import type { Node, Pod } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { disrupt } from './support/disruption.ts';
import { isPodTerminal } from './support/pods.ts';
import { OUT_OF_SERVICE } from './support/taints.ts';

const PERIOD_MS = 20_000;
/** A missing node must stay missing this long before its pods go: caches may lag. */
const QUARANTINE_MS = 40_000;
/** `--terminated-pod-gc-threshold`. */
const TERMINATED_THRESHOLD = 12_500;

export const podgc = defineController({
  name: 'pod-garbage-collector',
  component: 'pod-garbage-collector',
  start(context) {
    const { client } = context;
    const nodes = context.informer(NODES);
    const pods = context.informer(PODS);
    const podsByNode = pods.index('node', (p) => p.spec?.nodeName, (p) => p.spec);
    const terminated = pods.index('terminated', (p) => (isPodTerminal(p) ? '' : undefined), (p) => p.status?.phase);
    const unscheduledGoing = pods.index('unscheduled-terminating', (p) => (p.metadata.deletionTimestamp && !p.spec?.nodeName ? '' : undefined));
    const outOfService = nodes.index('out-of-service', (n) => (isOutOfService(n) ? '' : undefined));
    /** Node names that pods are bound to and the cache lacks -> since when. */
    const missing = new Map<string, number>();

    const note = (pod: Pod): void => {
      const name = pod.spec?.nodeName;
      if (name && !nodes.get(name) && !missing.has(name)) missing.set(name, NaN);
    };
    pods.addHandler({ onAdd: note, onUpdate: (pod, old) => { if (pod.spec?.nodeName !== old.spec?.nodeName) note(pod); } });
    nodes.addHandler({
      onAdd: (node) => { missing.delete(node.metadata.name!); },
      onDelete: (node) => { if (podsByNode.count(node.metadata.name!)) missing.set(node.metadata.name!, NaN); },
    });

    const remove = (pod: Pod, message?: string): void => {
      try {
        if (!isPodTerminal(pod)) {
          const fresh = client.get(PODS, pod.metadata.name!, pod.metadata.namespace);
          if (message) disrupt(context, fresh, 'DeletionByPodGC', message, 'Failed');
          else client.patch(PODS, pod.metadata.name!, pod.metadata.namespace, 'application/strategic-merge-patch+json', { metadata: { uid: pod.metadata.uid }, status: { phase: 'Failed' } }, 'status');
        }
        client.delete(PODS, pod.metadata.name!, pod.metadata.namespace, { gracePeriodSeconds: 0 });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    };
    const removeAll = (list: Iterable<Pod>, message?: string): void => {
      let failure: unknown;
      for (const pod of list) try { remove(pod, message); } catch (error) { failure ??= error; }
      if (failure !== undefined) throw failure;
    };

    context.every(PERIOD_MS, () => {
      const excess = terminated.count('') - TERMINATED_THRESHOLD;
      if (excess > 0) removeAll([...terminated.get('')].sort(byEviction).slice(0, excess));
      for (const node of outOfService.get('')) {
        removeAll([...podsByNode.get(node.metadata.name!)].filter((p) => p.metadata.deletionTimestamp));
      }
      for (const [name, since] of missing) {
        if (nodes.get(name) || podsByNode.count(name) === 0) { missing.delete(name); continue; }
        if (Number.isNaN(since)) { missing.set(name, context.now()); continue; }
        if (context.now() - since < QUARANTINE_MS) continue;
        try { client.get(NODES, name); } catch (error) {
          if (!isNotFound(error)) throw error;
          removeAll(podsByNode.get(name), 'PodGC: node no longer exists');
        }
      }
      removeAll(unscheduledGoing.get(''));
    });
    return { reconcile() {} };
  },
});

function isOutOfService(node: Node): boolean {
  const ready = node.status?.conditions?.find((c) => c.type === 'Ready');
  return ready?.status !== 'True' && !!node.spec?.taints?.some((t) => t.key === OUT_OF_SERVICE);
}

/** Evicted pods go first, then the oldest. */
function byEviction(a: Pod, b: Pod): number {
  const evicted = (p: Pod): number => (p.status?.phase === 'Failed' && p.status.reason === 'Evicted' ? 0 : 1);
  const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return evicted(a) - evicted(b) || text(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') || text(keyOf(a), keyOf(b));
}
