/** The DaemonSet controller: what wakes it. `sync.ts` is what it does. */
import { CONTROLLER_REVISIONS, DAEMON_SETS, NODES, PODS } from '../../api/resource.ts';
import type { ControllerRevision, DaemonSet, Node, Pod } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { claim } from '../support/adoption.ts';
import { semanticEqual } from '../support/equal.ts';
import { Expectations } from '../support/expectations.ts';
import { controllerOf, orphansOf, resolveController } from '../support/owners.ts';
import { isPodReady } from '../support/pods.ts';
import { selectorOf } from '../support/selector.ts';
import { daemonTemplate, shouldRun } from './placement.ts';
import { DaemonSetSync, FailedPods } from './sync.ts';

export const daemonset = defineController({
  name: 'daemonset',
  component: 'daemonset-controller',
  start(context) {
    const { queue, client } = context;
    const sets = context.informer(DAEMON_SETS);
    const pods = context.informer(PODS);
    const nodes = context.informer(NODES);
    const revisions = context.informer(CONTROLLER_REVISIONS);
    const byNamespace = sets.byNamespace();
    const podsByOwner = pods.byController(), orphanPods = orphansOf(pods);
    const revisionsByOwner = revisions.byController(), orphanRevisions = orphansOf(revisions);
    const expectations = new Expectations(() => context.now());
    const failedPods = new FailedPods();

    const enqueue = (set: DaemonSet): void => queue.add(keyOf(set));
    const ownerOf = (o: Pod | ControllerRevision): DaemonSet | undefined => resolveController(sets, o.metadata.namespace!, controllerOf(o));
    const enqueueOwner = (o: Pod | ControllerRevision): void => { const set = ownerOf(o); if (set) enqueue(set); };
    const enqueueMatching = (o: Pod | ControllerRevision): void => {
      for (const set of byNamespace.get(o.metadata.namespace!)) if (selectorOf(set.spec?.selector).matches(o.metadata.labels)) enqueue(set);
    };
    const podGone = (pod: Pod): void => {
      const set = ownerOf(pod);
      if (!set) return;
      expectations.deletionObserved(keyOf(set));
      enqueue(set);
    };

    sets.addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: (set) => { expectations.delete(keyOf(set)); enqueue(set); } });
    revisions.addHandler({
      onAdd: (r) => { if (controllerOf(r)) enqueueOwner(r); else enqueueMatching(r); },
      onUpdate: (r) => { if (controllerOf(r)) enqueueOwner(r); else enqueueMatching(r); },
      onDelete: enqueueOwner,
    });
    pods.addHandler({
      onAdd(pod) {
        if (pod.metadata.deletionTimestamp) return podGone(pod);
        if (!controllerOf(pod)) return enqueueMatching(pod);
        const set = ownerOf(pod);
        if (!set) return;
        expectations.creationObserved(keyOf(set));
        enqueue(set);
      },
      onUpdate(pod, old) {
        if (pod.metadata.deletionTimestamp && !old.metadata.deletionTimestamp) return podGone(pod);
        const before = controllerOf(old), after = controllerOf(pod);
        if (before && before.uid !== after?.uid) enqueueOwner(old);
        if (!after) {
          if (before || !semanticEqual(pod.metadata.labels, old.metadata.labels)) enqueueMatching(pod);
          return;
        }
        const set = ownerOf(pod);
        if (!set) return;
        enqueue(set);
        const minReadySeconds = set.spec?.minReadySeconds ?? 0;
        if (minReadySeconds > 0 && !isPodReady(old) && isPodReady(pod)) queue.addAfter(keyOf(set), (minReadySeconds + 1) * 1000);
      },
      // A pod that was seen terminating has been counted already.
      onDelete: (pod) => { if (pod.metadata.deletionTimestamp) enqueueOwner(pod); else podGone(pod); },
    });
    nodes.addHandler({
      onAdd(node) { for (const set of sets.list()) if (shouldRun(daemonTemplate(set, ''), node).run) enqueue(set); },
      onUpdate(node, old) {
        if (sameForPlacement(node, old)) return;
        for (const set of sets.list()) {
          const template = daemonTemplate(set, '');
          const before = shouldRun(template, old), after = shouldRun(template, node);
          if (before.run !== after.run || before.stay !== after.stay) enqueue(set);
        }
      },
      onDelete() { for (const set of sets.list()) enqueue(set); },
    });

    return {
      reconcile(key) {
        const set = sets.get(key);
        if (!set) { expectations.delete(key); return; }
        const selector = selectorOf(set.spec?.selector);
        if (selector.empty) {
          context.events.event(set, 'Warning', 'SelectingAll', 'This daemon set is selecting all pods. A non-empty selector is required.');
          return;
        }
        if (set.metadata.deletionTimestamp) return;
        const namespace = set.metadata.namespace!, uid = set.metadata.uid!;
        const matches = (labels: Record<string, string> | undefined): boolean => selector.matches(labels);
        const history = claim({ client, ownerResource: DAEMON_SETS, owner: set, resource: CONTROLLER_REVISIONS, matches }, [...revisionsByOwner.get(uid), ...orphanRevisions.get(namespace)]);
        const owned = claim({ client, ownerResource: DAEMON_SETS, owner: set, resource: PODS, matches }, [...podsByOwner.get(uid), ...orphanPods.get(namespace)]);
        new DaemonSetSync(context, expectations, failedPods, set, [...nodes.list()], owned, history).run();
      },
    };
  },
});

function sameForPlacement(a: Node, b: Node): boolean {
  return (a.metadata.labels === b.metadata.labels || semanticEqual(a.metadata.labels, b.metadata.labels))
    && (a.spec?.taints === b.spec?.taints || semanticEqual(a.spec?.taints, b.spec?.taints));
}
