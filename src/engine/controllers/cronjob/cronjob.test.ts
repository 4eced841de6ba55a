import { expect, it } from 'vitest';
import { jobOf } from '../../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../../testing/writes.ts';
import { CRON_JOBS, EVENTS, JOBS } from '../../api/resource.ts';
import type { CronJob } from '../../api/types.ts';

const cronOf = (name: string, script: string, spec: object = {}): CronJob => ({
  apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name, namespace: 'default' }, spec: { schedule: '* * * * *', jobTemplate: { spec: jobOf('', script).spec }, ...spec },
} as CronJob);

it('a CronJob starts a Job a minute, keeps as many as it shall, and obeys its concurrency policy', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  const writes = followWrites(cluster, [EVENTS]);
  client.create(CRON_JOBS, cronOf('quick', 'exit 0', { successfulJobsHistoryLimit: 1 }));
  client.create(CRON_JOBS, cronOf('lone', 'sleep 150', { concurrencyPolicy: 'Forbid' }));
  client.create(CRON_JOBS, cronOf('fresh', 'sleep 150', { concurrencyPolicy: 'Replace' }));
  client.create(CRON_JOBS, cronOf('lost', 'exit 0', { suspend: true }));
  cluster.run(170_000);
  const jobs = client.list(JOBS, 'default').items.map((j) => j.metadata.name!);
  expect(jobs.filter((n) => n.startsWith('quick-'))).toEqual(['quick-29453763']);
  expect(jobs.filter((n) => n.startsWith('lone-'))).toEqual(['lone-29453761']);
  expect(jobs.filter((n) => n.startsWith('fresh-'))).toEqual(['fresh-29453763']);
  expect(jobs.filter((n) => n.startsWith('lost-'))).toEqual([]);
  const quick = client.get(CRON_JOBS, 'quick', 'default').status!;
  expect(quick).toEqual({ lastScheduleTime: '2026-01-01T00:03:00Z', lastSuccessfulTime: expect.stringMatching(/^2026-01-01T00:03:/) });
  expect(client.get(JOBS, 'quick-29453763', 'default').metadata.annotations).toEqual({ 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:03:00Z' });
  const events = writes.take();
  expect(events).toContain('EVENT Normal SawCompletedJob Saw completed job: quick-29453761, condition: Complete');
  expect(events).toContain('EVENT Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid');
  expect(events).toContain('EVENT Normal SuccessfulDelete Deleted job fresh-29453761');
  expect(cluster.errors).toEqual([]);
});

it('a schedule that never comes is an invalid one', () => {
  const cluster = readyCluster();
  const writes = followWrites(cluster, [EVENTS]);
  cluster.client().create(CRON_JOBS, cronOf('never', 'exit 0', { schedule: '59 23 31 2 *' }));
  cluster.run(2_000);
  expect(writes.take()).toEqual(['EVENT Warning InvalidSchedule invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second']);
  expect(cluster.errors).toEqual([]);
});
