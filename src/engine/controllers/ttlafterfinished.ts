/** Deletes finished Jobs `ttlSecondsAfterFinished` after their end. https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/ */
import { isNotFound } from '../api/errors.ts';
import { JOBS } from '../api/resource.ts';
import type { Job } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf, splitKey } from '../client/informer.ts';
import { parseTime } from '../kernel/time.ts';

export const ttlafterfinished = defineController({
  name: 'ttl-after-finished',
  component: 'ttl-after-finished-controller',
  start(context) {
    const { client, queue } = context;
    const jobs = context.informer(JOBS);
    const consider = (job: Job): void => { if (!job.metadata.deletionTimestamp && expiresAt(job) !== undefined) queue.add(keyOf(job)); };
    jobs.addHandler({ onAdd: consider, onUpdate: consider });

    /** Ms until the job may go; undefined when it may not. */
    const left = (job: Job): number | undefined => {
      const at = job.metadata.deletionTimestamp ? undefined : expiresAt(job);
      return at === undefined ? undefined : at - context.now();
    };
    return {
      reconcile(key) {
        const cached = jobs.get(key);
        const wait = cached && left(cached);
        if (wait === undefined) return;
        if (wait > 0) { queue.addAfter(key, wait); return; }
        const { namespace, name } = splitKey(key);
        try {
          // Ask again: the ttl may have been raised while the cache did not know.
          const fresh = client.get(JOBS, name, namespace);
          const freshWait = left(fresh);
          if (freshWait === undefined) return;
          if (freshWait > 0) { queue.addAfter(key, freshWait); return; }
          client.delete(JOBS, name, namespace, { propagationPolicy: 'Foreground', preconditions: { uid: fresh.metadata.uid } });
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
      },
    };
  },
});

function expiresAt(job: Job): number | undefined {
  const ttl = job.spec?.ttlSecondsAfterFinished;
  const finished = job.status?.conditions?.find((c) => (c.type === 'Complete' || c.type === 'Failed') && c.status === 'True');
  return ttl === undefined || ttl === null || !finished?.lastTransitionTime ? undefined : parseTime(finished.lastTransitionTime) + ttl * 1000;
}
