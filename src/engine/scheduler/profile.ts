/** A scheduler by name: pods choose it by `spec.schedulerName`. */
import type { SchedulerPlugin } from './framework.ts';
import { defaultPlugins } from './plugins/index.ts';

export interface Profile {
  readonly schedulerName: string;
  readonly plugins: readonly SchedulerPlugin[];
}

export const DEFAULT_SCHEDULER = 'default-scheduler';

export const defaultProfile: Profile = { schedulerName: DEFAULT_SCHEDULER, plugins: defaultPlugins };
