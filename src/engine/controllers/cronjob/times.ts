/** Which of a CronJob's times are due, missed and next. Pure. */
import type { CronJob } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';
import type { Schedule } from './schedule.ts';

/** A moment after the schedule's time, so that the clock is surely past it. */
const DELTA_MS = 100;
const MANY_MISSED = 100;

export interface Due { atMs: number | undefined; tooMany: boolean }

const earliest = (cronJob: CronJob): number => parseTime(cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp!);

/**
 * The latest scheduled time up to now since the last one that was acted on. Throws for schedules that run several times a second, and for those that never
 * run (`59 23 31 2 *`): their next time is before all others in the controller's reckoning, so that no time lies between two of them.
 */
export function mostRecent(cronJob: CronJob, schedule: Schedule, nowMs: number, withDeadline: boolean): Due {
  let from = earliest(cronJob);
  const deadline = cronJob.spec!.startingDeadlineSeconds;
  if (withDeadline && deadline !== undefined) from = Math.max(from, nowMs - deadline * 1000);
  const first = schedule.next(from), second = schedule.next(first);
  if (nowMs < first) return { atMs: undefined, tooMany: false };
  if (nowMs < second) return { atMs: first, tooMany: false };
  const periodSeconds = Math.round((second - first) / 1000);
  if (!(periodSeconds >= 1)) throw new Error('time difference between two schedules is less than 1 second');
  const missed = Math.floor((nowMs - first) / 1000 / periodSeconds) + 1;
  let atMs: number | undefined;
  for (let t = schedule.next(first + (missed - 2) * periodSeconds * 1000); t <= nowMs; t = schedule.next(t)) atMs = t;
  return { atMs, tooMany: missed > MANY_MISSED };
}

/** Ms until the next time worth waking for; undefined when there is none. */
export function untilNext(cronJob: CronJob, schedule: Schedule, nowMs: number): number | undefined {
  let from: number;
  try { from = mostRecent(cronJob, schedule, nowMs, false).atMs ?? earliest(cronJob); } catch { from = nowMs; }
  const next = schedule.next(from);
  return Number.isNaN(next) ? undefined : next + DELTA_MS - nowMs;
}
