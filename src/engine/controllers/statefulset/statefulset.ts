/** The StatefulSet controller: what wakes it. `sync.ts` is what it does. */
import { CONTROLLER_REVISIONS, PODS, STATEFUL_SETS } from '../../api/resource.ts';
import type { Pod, StatefulSet } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { claim } from '../support/adoption.ts';
import { semanticEqual } from '../support/equal.ts';
import { controllerOf, orphansOf, resolveController } from '../support/owners.ts';
import { isPodReady } from '../support/pods.ts';
import { selectorOf } from '../support/selector.ts';
import { isMember, replicasOf } from './identity.ts';
import { StatefulSetSync } from './sync.ts';

export const statefulset = defineController({
  name: 'statefulset',
  component: 'statefulset-controller',
  start(context) {
    const { queue, client } = context;
    const sets = context.informer(STATEFUL_SETS);
    const pods = context.informer(PODS);
    const revisions = context.informer(CONTROLLER_REVISIONS);
    const byNamespace = sets.byNamespace();
    const podsByOwner = pods.byController(), orphanPods = orphansOf(pods);
    const revisionsByOwner = revisions.byController(), orphanRevisions = orphansOf(revisions);

    const enqueue = (set: StatefulSet): void => queue.add(keyOf(set));
    const enqueueOwner = (pod: Pod): void => {
      const set = resolveController(sets, pod.metadata.namespace!, controllerOf(pod));
      if (set) enqueue(set);
    };
    const enqueueMatching = (pod: Pod): void => {
      for (const set of byNamespace.get(pod.metadata.namespace!)) if (selectorOf(set.spec?.selector).matches(pod.metadata.labels)) enqueue(set);
    };
    sets.addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: enqueue });
    pods.addHandler({
      onAdd(pod) { if (pod.metadata.deletionTimestamp || controllerOf(pod)) enqueueOwner(pod); else enqueueMatching(pod); },
      onUpdate(pod, old) {
        const before = controllerOf(old), after = controllerOf(pod);
        if (before && before.uid !== after?.uid) enqueueOwner(old);
        if (!after) {
          if (before || !semanticEqual(pod.metadata.labels, old.metadata.labels)) enqueueMatching(pod);
          return;
        }
        enqueueOwner(pod);
        const set = resolveController(sets, pod.metadata.namespace!, after);
        const minReadySeconds = set?.spec?.minReadySeconds ?? 0;
        // One second more: the time the pod is ready is rounded down.
        if (set && minReadySeconds > 0 && !isPodReady(old) && isPodReady(pod)) queue.addAfter(keyOf(set), (minReadySeconds + 1) * 1000);
      },
      onDelete: enqueueOwner,
    });

    return {
      reconcile(key) {
        const set = sets.get(key);
        if (!set) return;
        const selector = selectorOf(set.spec?.selector);
        const namespace = set.metadata.namespace!;
        const history = claim({ client, ownerResource: STATEFUL_SETS, owner: set, resource: CONTROLLER_REVISIONS, matches: (labels) => selector.matches(labels) },
          [...revisionsByOwner.get(set.metadata.uid!), ...orphanRevisions.get(namespace)]);
        const owned = claim({ client, ownerResource: STATEFUL_SETS, owner: set, resource: PODS, matches: (labels, pod) => selector.matches(labels) && isMember(set, pod) },
          [...podsByOwner.get(set.metadata.uid!), ...orphanPods.get(namespace)]);
        const status = new StatefulSetSync(context, set, owned, history).run();
        const minReadySeconds = set.spec!.minReadySeconds ?? 0;
        if (minReadySeconds > 0 && status.availableReplicas !== replicasOf(set)) queue.addAfter(key, minReadySeconds * 1000);
      },
    };
  },
});
