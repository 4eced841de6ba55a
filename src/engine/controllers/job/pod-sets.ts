/** Sorting a Job's pods: finished or not, counted or not, to be removed first. Pure. */
import type { Job, Pod } from '../../api/types.ts';
import { isPodTerminal } from '../support/pods.ts';
import { podsToDelete } from '../support/ranking.ts';
import { indexOf, isIndexed } from './indexes.ts';

export const TRACKING = 'batch.kubernetes.io/job-tracking';

export const hasTracking = (pod: Pod): boolean => !!pod.metadata.finalizers?.includes(TRACKING);

/** True where pods are replaced only once they have failed for good, not while they terminate. */
export const replacesOnlyFailed = (job: Job): boolean => job.spec!.podReplacementPolicy === 'Failed' || !!job.spec!.podFailurePolicy;

/** Deleted pods count as failed too, unless the Job waits for their end. */
export const isFailed = (pod: Pod, job: Job): boolean =>
  pod.status?.phase === 'Failed' || (!replacesOnlyFailed(job) && !!pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded');

export const isTerminating = (pod: Pod): boolean => !isPodTerminal(pod) && !!pod.metadata.deletionTimestamp;

/** At least `count` pods to remove: doubles of an index and those out of range always. */
export function activeToRemove(job: Job, active: readonly Pod[], count: number, nowMs: number): Pod[] {
  let left: Pod[] = [...active];
  const remove: Pod[] = [];
  if (isIndexed(job)) {
    const seen = new Set<number>();
    left = [];
    for (const pod of podsToDelete(active, [], active.length, nowMs).reverse()) {
      const index = indexOf(pod);
      if (index < 0 || index >= (job.spec!.completions ?? 0) || seen.has(index)) remove.push(pod);
      else { seen.add(index); left.push(pod); }
    }
  }
  if (remove.length < count) remove.push(...podsToDelete(left, [], count - remove.length, nowMs));
  return remove;
}
