import { expect, test } from 'vitest';
import type { CronJob, Job } from '../../types.ts';
import { parseCron } from './cron-expression.ts';
import { CRON_JOB } from './cronjob.ts';
import { JOB } from './job.ts';

const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };

test('a Job selects its pods by its uid', () => {
  const job = { metadata: { name: 'j', uid: 'u1' }, spec: { template: structuredClone(template) } } as unknown as Job;
  JOB.setDefaults!(job as never);
  JOB.prepareForCreate!(job as never);
  expect(JOB.validate!(job as never)).toEqual([]);
  // Validation does not see the labels that a job without any takes from its template.
  expect(job.metadata.labels).toBeUndefined();
  JOB.readBack!(job as never);
  expect(job.spec!.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': 'u1' } });
  expect(job.metadata.labels).toEqual({ 'batch.kubernetes.io/controller-uid': 'u1', 'batch.kubernetes.io/job-name': 'j', 'controller-uid': 'u1', 'job-name': 'j' });
  expect(job.spec).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', podReplacementPolicy: 'TerminatingOrFailed' });
});

test.each([
  ['100%', 'expected exactly 5 fields, found 1: [100%]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['@often', 'unrecognized descriptor: @often'],
])('%s is no schedule', (text, error) => {
  expect(parseCron(text)).toEqual({ error });
});

test('names, steps and lists', () => {
  const parsed = parseCron('*/20 9-10 * JAN,mar mon-fri');
  if (!('schedule' in parsed)) throw new Error('not parsed');
  expect([...parsed.schedule.minutes]).toEqual([0, 20, 40]);
  expect([...parsed.schedule.months]).toEqual([1, 3]);
  expect([...parsed.schedule.daysOfWeek]).toEqual([1, 2, 3, 4, 5]);
});

test('a CronJob in a time zone that is none', () => {
  const job = { metadata: { name: 'c' }, spec: { schedule: '@daily', timeZone: 'Mars/Base', jobTemplate: { spec: { template: structuredClone(template) } } } } as unknown as CronJob;
  CRON_JOB.setDefaults!(job as never);
  expect(CRON_JOB.validate!(job as never).map((e) => e.message)).toEqual(['Invalid value: "Mars/Base": unknown time zone Mars/Base']);
});
