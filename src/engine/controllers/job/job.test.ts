import { describe, expect, it } from 'vitest';
import { jobOf } from '../../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../../testing/writes.ts';
import { EVENTS, JOBS, PODS } from '../../api/resource.ts';
import type { Job } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';
import { nextRecord, remainingMs } from './backoff.ts';
import { formatIndexes, parseIndexes, successPolicyMet } from './indexes.ts';

const conditions = (job: Job): (string | undefined)[][] => (job.status?.conditions ?? []).map((c) => [c.type, c.status, c.reason]);

describe('job', () => {
  it('counts each pod once, then is complete', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    const writes = followWrites(cluster, [EVENTS]);
    client.create(JOBS, jobOf('sum', 'sleep 1; exit 0', { completions: 3, parallelism: 2 }));
    cluster.run(30_000);
    const job = client.get(JOBS, 'sum', 'default');
    expect(job.status).toMatchObject({ succeeded: 3, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    expect(conditions(job)).toEqual([['SuccessCriteriaMet', 'True', 'CompletionsReached'], ['Complete', 'True', 'CompletionsReached']]);
    expect(client.list(PODS, 'default').items.flatMap((p) => p.metadata.finalizers ?? [])).toEqual([]);
    expect(writes.take()).toContain('EVENT Normal Completed Job completed');
    expect(cluster.errors).toEqual([]);
  });

  it('fails past its limit, waiting ten seconds after a failure', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(JOBS, jobOf('bad', 'exit 2', { backoffLimit: 1 }));
    cluster.run(60_000);
    const job = client.get(JOBS, 'bad', 'default');
    expect(job.status?.failed).toBe(2);
    expect(conditions(job)).toEqual([['FailureTarget', 'True', 'BackoffLimitExceeded'], ['Failed', 'True', 'BackoffLimitExceeded']]);
    const [first, second] = client.list(PODS, 'default').items.map((p) => parseTime(p.metadata.creationTimestamp!)).sort((a, b) => a - b);
    expect(second - first).toBeGreaterThanOrEqual(10_000);
  });

  it('gives each index a pod, and ends by deadline, policy or suspension', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(JOBS, jobOf('idx', 'exit 0', { completionMode: 'Indexed', completions: 3, parallelism: 3 }));
    client.create(JOBS, jobOf('late', 'sleep 100', { activeDeadlineSeconds: 4 }));
    client.create(JOBS, jobOf('fatal', 'exit 42', { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] } }));
    client.create(JOBS, jobOf('asleep', 'sleep 100', { suspend: true }));
    cluster.run(60_000);
    const get = (name: string): Job => client.get(JOBS, name, 'default');
    expect(get('idx').status).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
    expect(conditions(get('late')).at(-1)).toEqual(['Failed', 'True', 'DeadlineExceeded']);
    expect(get('fatal').status!.conditions!.at(-1)).toMatchObject({ type: 'Failed', reason: 'PodFailurePolicy', message: expect.stringMatching(/^Container c for pod default\/fatal-\w+ failed with exit code 42 matching FailJob rule at index 0$/) });
    expect(conditions(get('asleep'))).toEqual([['Suspended', 'True', 'JobSuspended']]);
    client.patch(JOBS, 'asleep', 'default', 'application/merge-patch+json', { spec: { suspend: false } });
    cluster.run(5000);
    expect(get('asleep').status).toMatchObject({ active: 1 });
    client.patch(JOBS, 'asleep', 'default', 'application/merge-patch+json', { spec: { suspend: true } });
    cluster.run(60_000);
    expect(get('asleep').status).not.toHaveProperty('active');
    expect(get('asleep').status).not.toHaveProperty('startTime');
    expect(get('asleep').status?.failed).toBeUndefined();
  });
});

describe('indexes and back-off', () => {
  it('reads and writes runs', () => {
    expect(formatIndexes([5, 0, 1, 2, 7, 8])).toBe('0-2,5,7,8');
    expect([...parseIndexes('0-2,5,9', 6)]).toEqual([0, 1, 2, 5]);
  });
  it('knows when a success policy is met', () => {
    const job = (rules: object[]): Job => ({ metadata: {}, spec: { completions: 4, successPolicy: { rules } } }) as unknown as Job;
    expect(successPolicyMet(job([{ succeededIndexes: '0,3' }]), new Set([0]))).toBeUndefined();
    expect(successPolicyMet(job([{ succeededIndexes: '0,3' }]), new Set([0, 3]))).toBe('Matched rules at index 0');
    expect(successPolicyMet(job([{ succeededIndexes: '0-2', succeededCount: 2 }]), new Set([0, 2]))).toBe('Matched rules at index 0');
  });
  it('doubles', () => {
    expect(remainingMs({ failures: 3, lastFailureMs: 1000 }, 11_000)).toBe(30_000);
    expect(nextRecord({ failures: 3, lastFailureMs: 1 }, [], [])).toEqual({ failures: 3, lastFailureMs: 1 });
  });
});
