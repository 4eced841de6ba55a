/**
 * The CronJob controller: what wakes it. `sync.ts` is what it does, `schedule.ts` reads schedules, `zones.ts` knows the
 * clocks of the world. https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
import { CRON_JOBS, JOBS } from '../../api/resource.ts';
import type { CronJob, Job } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import type { Timer } from '../../kernel/kernel.ts';
import { controllerOf, resolveController } from '../support/owners.ts';
import { CronJobSync } from './sync.ts';

export const cronjob = defineController({
  name: 'cronjob',
  component: 'cronjob-controller',
  start(context) {
    const { queue, kernel } = context;
    const cronJobs = context.informer(CRON_JOBS);
    const jobs = context.informer(JOBS);
    const byOwner = jobs.byController();
    const timers = new Map<string, Timer>();

    /** In the background: a cluster with a CronJob still comes to rest between its runs. */
    const wakeIn = (key: string, delayMs: number): void => {
      kernel.cancel(timers.get(key));
      timers.set(key, kernel.afterInBackground(Math.max(0, delayMs), () => { timers.delete(key); queue.add(key); }));
    };
    const enqueue = (c: CronJob): void => queue.add(keyOf(c));
    const enqueueOwner = (job: Job): void => {
      const owner = resolveController(cronJobs, job.metadata.namespace!, controllerOf(job));
      if (owner) enqueue(owner);
    };
    cronJobs.addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: (c) => { kernel.cancel(timers.get(keyOf(c))); timers.delete(keyOf(c)); } });
    jobs.addHandler({
      onAdd: enqueueOwner,
      onUpdate(job, old) {
        const before = controllerOf(old);
        if (before && before.uid !== controllerOf(job)?.uid) enqueueOwner(old);
        enqueueOwner(job);
      },
      onDelete: enqueueOwner,
    });
    return {
      reconcile(key) {
        const cronJob = cronJobs.get(key);
        if (!cronJob) return;
        const again = new CronJobSync(context, cronJob, [...byOwner.get(cronJob.metadata.uid!)]).run();
        if (again !== undefined) wakeIn(key, again);
      },
    };
  },
});
