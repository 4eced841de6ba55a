/**
 * Devices by claim. Pods with ResourceClaims are not modelled; what shows of the plugin for all others is its part of
 * the message when a pod fits nowhere: it looks for claims it could deallocate.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
import type { SchedulerPlugin } from '../framework.ts';

export const dynamicResources: SchedulerPlugin & { postFilter(preFilterRan: boolean): { message: string; stop: boolean } } = {
  name: 'DynamicResources', weight: 0, events: [],
  /** When an earlier plugin's PreFilter refused the pod, this one has no state and its error ends the PostFilter plugins. */
  postFilter: (preFilterRan) => (preFilterRan ? { message: 'no new claims to deallocate', stop: false } : { message: 'not found', stop: true }),
};
