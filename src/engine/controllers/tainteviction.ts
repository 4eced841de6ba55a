/**
 * The taint-eviction controller: deletes pods from nodes with NoExecute taints they do not tolerate, or once their
 * `tolerationSeconds` are over. https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
 */
import { isNotFound } from '../api/errors.ts';
import { NODES, PODS } from '../api/resource.ts';
import type { ApiObject, Node, Pod, Taint, Toleration } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf, splitKey } from '../client/informer.ts';
import { disrupt } from './support/disruption.ts';
import { tolerates } from '../api/tolerations.ts';

interface Eviction { sinceMs: number; dueMs: number }

export const tainteviction = defineController({
  name: 'taint-eviction',
  component: 'taint-eviction-controller',
  start(context) {
    const { client } = context;
    const nodes = context.informer(NODES);
    const pods = context.informer(PODS);
    const podsByNode = pods.index('node', (p) => p.spec?.nodeName, (p) => p.spec);
    const evictions = new Map<string, Eviction>();

    const event = (key: string, message: string): void => {
      const about: ApiObject = { kind: 'Pod', apiVersion: 'v1', metadata: splitKey(key) };
      context.events.event(about, 'Normal', 'TaintManagerEviction', message);
    };
    const cancel = (key: string): void => { if (evictions.delete(key)) event(key, `Cancelling deletion of Pod ${key}`); };

    const evict = context.addQueue('evict', (key) => {
      const eviction = evictions.get(key);
      if (!eviction) return;
      if (eviction.dueMs > context.now()) { evict.addAfter(key, eviction.dueMs - context.now()); return; }
      evictions.delete(key);
      event(key, `Marking for deletion Pod ${key}`);
      const { namespace, name } = splitKey(key);
      try {
        disrupt(context, client.get(PODS, name, namespace), 'DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint');
        client.delete(PODS, name, namespace);
      } catch (error) {
        if (isNotFound(error)) return;
        // Try again: the eviction stands until it is done.
        evictions.set(key, eviction);
        throw error;
      }
    });
    const schedule = (key: string, eviction: Eviction): void => {
      evictions.set(key, eviction);
      evict.addAfter(key, eviction.dueMs - context.now());
    };

    const consider = (pod: Pod, taints: readonly Taint[]): void => {
      const key = keyOf(pod);
      const used = taints.length ? toleratedBy(taints, pod.spec?.tolerations ?? []) : [];
      const now = context.now();
      if (!used) { cancel(key); schedule(key, { sinceMs: now, dueMs: now }); return; }
      const seconds = shortest(used);
      if (taints.length === 0 || seconds === undefined) { cancel(key); return; }
      const planned = evictions.get(key);
      // The time runs from the first taint; a shorter wait than planned counts from there, a longer one does not count.
      if (planned && planned.sinceMs + seconds * 1000 < now + seconds * 1000) return;
      if (planned) cancel(key);
      schedule(key, { sinceMs: now, dueMs: now + seconds * 1000 });
    };

    const onNode = (node: Node, old?: Node): void => {
      const taints = executing(node);
      if (taints.length === 0 && (!old || executing(old).length === 0)) return;
      if (old && node.spec?.taints === old.spec?.taints) return;
      for (const pod of podsByNode.get(node.metadata.name!)) consider(pod, taints);
    };
    const onPod = (pod: Pod): void => {
      const node = pod.spec?.nodeName ? nodes.get(pod.spec.nodeName) : undefined;
      const taints = node ? executing(node) : [];
      if (taints.length) consider(pod, taints);
    };

    nodes.addHandler({ onAdd: onNode, onUpdate: onNode });
    pods.addHandler({
      onAdd: onPod,
      onUpdate(pod, old) { if (pod.spec?.nodeName !== old.spec?.nodeName || pod.spec?.tolerations !== old.spec?.tolerations) onPod(pod); },
      onDelete: (pod) => { evictions.delete(keyOf(pod)); },
    });
    return { reconcile() {} };
  },
});

const NONE: Taint[] = [];
const executing = (node: Node): Taint[] => (node.spec?.taints ? node.spec.taints.filter((t) => t.effect === 'NoExecute') : NONE);

/** The tolerations that cover the taints, or undefined when one taint is not tolerated. */
function toleratedBy(taints: readonly Taint[], tolerations: readonly Toleration[]): Toleration[] | undefined {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const toleration = tolerations.find((t) => tolerates(t, taint));
    if (!toleration) return undefined;
    used.push(toleration);
  }
  return used;
}

/** Seconds of the shortest limited toleration; negative ones count as 0; undefined = for ever. */
function shortest(used: readonly Toleration[]): number | undefined {
  let least: number | undefined;
  for (const { tolerationSeconds } of used) {
    if (tolerationSeconds === undefined || tolerationSeconds === null) continue;
    const seconds = Math.max(0, tolerationSeconds);
    if (least === undefined || seconds < least) least = seconds;
  }
  return least;
}
