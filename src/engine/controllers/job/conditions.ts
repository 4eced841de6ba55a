/** Conditions of a Job. Pure. */
import type { Job } from '../../api/types.ts';
import { formatTime } from '../../kernel/time.ts';

export type JobStatus = NonNullable<Job['status']>;
export type JobCondition = NonNullable<JobStatus['conditions']>[number];

export const newCondition = (type: string, status: 'True' | 'False', reason: string, message: string, nowMs: number): JobCondition => {
  const at = formatTime(nowMs);
  return { type, status, lastProbeTime: at, lastTransitionTime: at, reason, message };
};

export const trueCondition = (job: Job, type: string): JobCondition | undefined =>
  job.status?.conditions?.find((c) => c.type === type && c.status === 'True');

export const isFinished = (job: Job): boolean => !!trueCondition(job, 'Complete') || !!trueCondition(job, 'Failed');
export const isSuspended = (job: Job): boolean => !!job.spec!.suspend;

/** The list with the condition in that state; the same list when it is so. A False one is not added anew. */
export function ensureCondition(list: JobCondition[], wanted: JobCondition): JobCondition[] {
  const at = list.findIndex((c) => c.type === wanted.type);
  if (at < 0) return wanted.status === 'False' ? list : [...list, wanted];
  const current = list[at];
  if (current.status === wanted.status && current.reason === wanted.reason && current.message === wanted.message) return list;
  return list.map((c, i) => (i === at ? wanted : c));
}
