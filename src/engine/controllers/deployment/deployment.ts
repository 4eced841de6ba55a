/**
 * The Deployment controller: turns each template into a ReplicaSet and moves replicas from old ones to the new one.
 * Start here for what wakes it; `sync.ts` is what it does. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../../api/resource.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { claim } from '../support/adoption.ts';
import { semanticEqual } from '../support/equal.ts';
import { controllerOf, orphansOf, resolveController } from '../support/owners.ts';
import { selectorOf } from '../support/selector.ts';
import { DeploymentSync } from './sync.ts';

export const deployment = defineController({
  name: 'deployment',
  component: 'deployment-controller',
  start(context) {
    const { queue, client } = context;
    const deployments = context.informer(DEPLOYMENTS);
    const sets = context.informer(REPLICA_SETS);
    const pods = context.informer(PODS);
    const setsByOwner = sets.byController();
    const orphanSets = orphansOf(sets);
    const podsByOwner = pods.byController();
    const byNamespace = deployments.byNamespace();

    const enqueue = (d: Deployment): void => queue.add(keyOf(d));
    const ownerOf = (set: ReplicaSet): Deployment | undefined => resolveController(deployments, set.metadata.namespace!, controllerOf(set));
    const enqueueMatching = (set: ReplicaSet): void => {
      if (!set.metadata.labels) return;
      for (const d of byNamespace.get(set.metadata.namespace!)) {
        const selector = selectorOf(d.spec?.selector);
        if (!selector.empty && selector.matches(set.metadata.labels)) enqueue(d);
      }
    };
    const enqueueOwner = (set: ReplicaSet): void => { const d = ownerOf(set); if (d) enqueue(d); };

    const scaledAt = new Map<string, number>();
    deployments.addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: (d) => { scaledAt.delete(d.metadata.uid!); } });
    sets.addHandler({
      onAdd(set) {
        if (set.metadata.deletionTimestamp || controllerOf(set)) enqueueOwner(set);
        else enqueueMatching(set);
      },
      onUpdate(set, old) {
        const before = controllerOf(old), after = controllerOf(set);
        const handedOver = before?.uid !== after?.uid;
        if (handedOver && before) enqueueOwner(old);
        if (after) return enqueueOwner(set);
        if (handedOver || !semanticEqual(set.metadata.labels, old.metadata.labels)) enqueueMatching(set);
      },
      onDelete: enqueueOwner,
    });
    // Recreate waits for the last old pod; no other strategy needs to hear of pods.
    pods.addHandler({
      onDelete(pod) {
        const set = resolveController(sets, pod.metadata.namespace!, controllerOf(pod));
        const d = set && ownerOf(set);
        if (!d || d.spec?.strategy?.type !== 'Recreate') return;
        for (const sibling of setsByOwner.get(d.metadata.uid!)) if (podsByOwner.count(sibling.metadata.uid!) > 0) return;
        enqueue(d);
      },
    });

    return {
      reconcile(key) {
        const d = deployments.get(key);
        if (!d) return;
        const selector = selectorOf(d.spec?.selector);
        if (selector.empty) {
          context.events.event(d, 'Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.');
          if ((d.status?.observedGeneration ?? 0) < (d.metadata.generation ?? 0)) {
            client.updateStatus(DEPLOYMENTS, { ...d, status: { ...d.status, observedGeneration: d.metadata.generation } });
          }
          return;
        }
        const candidates = [...setsByOwner.get(d.metadata.uid!), ...orphanSets.get(d.metadata.namespace!)];
        const owned = claim({
          client, ownerResource: DEPLOYMENTS, owner: d, resource: REPLICA_SETS, matches: (labels) => selector.matches(labels),
        }, candidates);
        new DeploymentSync(context, d, owned, (set) => podsByOwner.get(set.metadata.uid!), scaledAt).run();
      },
    };
  },
});
