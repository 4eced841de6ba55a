/** How long a Job waits before the next pod after failures: 10 s doubling to 10 minutes, until a success. */
import type { Pod } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';

const BASE_MS = 10_000;
const MAX_MS = 600_000;

export interface BackoffRecord { failures: number; lastFailureMs: number }

/** When the pod ended: its last container, else its deletion, else (somebody only said so) as early as when it was made. */
export function finishedAt(pod: Pod): number {
  let latest: number | undefined;
  for (const { state } of pod.status?.containerStatuses ?? []) {
    const at = state?.terminated?.finishedAt;
    if (!at) { latest = undefined; break; }
    latest = Math.max(latest ?? 0, parseTime(at));
  }
  if (latest !== undefined) return latest;
  const ready = pod.status?.conditions?.find((c) => c.type === 'Ready' && c.status === 'False')?.lastTransitionTime;
  if (ready) return parseTime(ready);
  return pod.metadata.deletionTimestamp ? parseTime(pod.metadata.deletionTimestamp) - (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000 : parseTime(pod.metadata.creationTimestamp!);
}

/** The record after these pods finished. */
export function nextRecord(old: BackoffRecord | undefined, succeeded: readonly Pod[], failed: readonly Pod[]): BackoffRecord {
  const failures = failed.map(finishedAt);
  if (succeeded.length === 0) {
    if (failures.length === 0) return old ?? { failures: 0, lastFailureMs: 0 };
    return { failures: (old?.failures ?? 0) + failures.length, lastFailureMs: Math.max(...failures) };
  }
  const lastSuccess = Math.max(...succeeded.map(finishedAt));
  const since = failures.filter((at) => at > lastSuccess);
  return { failures: since.length, lastFailureMs: since.length ? Math.max(...since) : 0 };
}

export function remainingMs({ failures, lastFailureMs }: BackoffRecord, nowMs: number): number {
  if (failures === 0) return 0;
  const backoff = Math.min(MAX_MS, BASE_MS * 2 ** Math.min(failures - 1, 30));
  return Math.max(0, lastFailureMs + backoff - nowMs);
}
