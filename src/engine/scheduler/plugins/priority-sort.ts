/** The order of the active queue: higher priority first, then who waits longer. */
import type { SchedulerPlugin } from '../framework.ts';

export const prioritySort: SchedulerPlugin & { less(aPriority: number, aQueuedMs: number, bPriority: number, bQueuedMs: number): boolean } = {
  name: 'PrioritySort', weight: 0, events: [],
  less: (aPriority, aQueuedMs, bPriority, bQueuedMs) => aPriority > bPriority || (aPriority === bPriority && aQueuedMs < bQueuedMs),
};
