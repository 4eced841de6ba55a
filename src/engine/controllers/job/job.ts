/** The Job controller: what wakes it. `sync.ts` is what it does. https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
import { isNotFound } from '../../api/errors.ts';
import { JOBS, PODS } from '../../api/resource.ts';
import type { Job, Pod } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { claim } from '../support/adoption.ts';
import { semanticEqual } from '../support/equal.ts';
import { Expectations } from '../support/expectations.ts';
import { controllerOf, orphansOf, resolveController } from '../support/owners.ts';
import { selectorOf } from '../support/selector.ts';
import { isFinished } from './conditions.ts';
import { hasTracking, TRACKING } from './pod-sets.ts';
import { JobSync, releasePod, type JobMemory } from './sync.ts';

/** Changes of pods are gathered this long, to save writes of the status. */
const BATCH_MS = 1000;

export const job = defineController({
  name: 'job',
  component: 'job-controller',
  start(context) {
    const { queue, client } = context;
    const jobs = context.informer(JOBS);
    const pods = context.informer(PODS);
    const byNamespace = jobs.byNamespace();
    const podsByOwner = pods.byController(), orphanPods = orphansOf(pods);
    const memory: JobMemory = { expectations: new Expectations(() => context.now()), backoffs: new Map(), released: new Set() };

    const soon = (j: Job): void => queue.addAfter(keyOf(j), BATCH_MS);
    const ownerOf = (pod: Pod): Job | undefined => resolveController(jobs, pod.metadata.namespace!, controllerOf(pod));
    const soonMatching = (pod: Pod): void => {
      for (const j of byNamespace.get(pod.metadata.namespace!)) if (selectorOf(j.spec?.selector).matches(pod.metadata.labels)) soon(j);
    };
    /** Pods whose Job is gone or over keep no finalizer: it would hold them for ever. */
    const orphans = context.addQueue('orphan', (key) => {
      const pod = pods.get(key);
      if (!pod || !hasTracking(pod)) return;
      const owner = ownerOf(pod);
      if (owner && !isFinished(owner)) return;
      try { releasePod(context, pod); } catch (error) { if (!isNotFound(error)) throw error; }
    });
    const podGone = (pod: Pod, final: boolean): void => {
      if (final) memory.released.delete(pod.metadata.uid!);
      const owner = ownerOf(pod);
      if (!owner) { if (hasTracking(pod) && !final && controllerOf(pod)?.kind === 'Job') orphans.add(keyOf(pod)); return; }
      memory.expectations.deletionObserved(keyOf(owner));
      soon(owner);
    };

    jobs.addHandler({
      onAdd: (j) => queue.add(keyOf(j)),
      onUpdate(j, old) {
        if (j.metadata.generation === old.metadata.generation) soon(j); else queue.add(keyOf(j));
        if (isFinished(j)) for (const pod of podsByOwner.get(j.metadata.uid!)) if (hasTracking(pod)) orphans.add(keyOf(pod));
      },
      onDelete(j) {
        queue.add(keyOf(j));
        for (const pod of podsByOwner.get(j.metadata.uid!)) if (hasTracking(pod)) orphans.add(keyOf(pod));
      },
    });
    pods.addHandler({
      onAdd(pod) {
        if (pod.metadata.deletionTimestamp) return podGone(pod, false);
        if (!controllerOf(pod)) return soonMatching(pod);
        const owner = ownerOf(pod);
        if (!owner) return;
        memory.expectations.creationObserved(keyOf(owner));
        soon(owner);
      },
      onUpdate(pod, old) {
        if (!hasTracking(pod)) memory.released.delete(pod.metadata.uid!);
        if (pod.metadata.deletionTimestamp) {
          if (!old.metadata.deletionTimestamp) return podGone(pod, false);
          const going = ownerOf(pod);
          if (going) soon(going);
          return;
        }
        const before = controllerOf(old), after = controllerOf(pod);
        if (before && before.uid !== after?.uid) {
          const previous = ownerOf(old);
          if (previous) soon(previous);
          else if (hasTracking(pod)) orphans.add(keyOf(pod));
        }
        if (after) { const owner = ownerOf(pod); if (owner) soon(owner); return; }
        if (before || !semanticEqual(pod.metadata.labels, old.metadata.labels)) soonMatching(pod);
      },
      onDelete: (pod) => { if (pod.metadata.deletionTimestamp && !hasTracking(pod)) { memory.released.delete(pod.metadata.uid!); const o = ownerOf(pod); if (o) soon(o); } else podGone(pod, true); },
    });

    return {
      reconcile(key) {
        const current = jobs.get(key);
        if (!current) { memory.expectations.delete(key); memory.backoffs.delete(key); return; }
        if (isFinished(current)) { memory.backoffs.delete(key); return; }
        if (current.spec?.managedBy !== undefined && current.spec.managedBy !== 'kubernetes.io/job-controller') return;
        const selector = selectorOf(current.spec?.selector);
        const owned = claim({
          client, ownerResource: JOBS, owner: current, resource: PODS, matches: (labels) => selector.matches(labels), finalizers: [TRACKING],
        }, [...podsByOwner.get(current.metadata.uid!), ...orphanPods.get(current.metadata.namespace!)]);
        new JobSync(context, memory, current, owned).run();
      },
    };
  },
});
