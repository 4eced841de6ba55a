/** A pod with scheduling gates is not tried. https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/ */
import { UPDATE_POD_SCHEDULING_GATES_ELIMINATED } from '../cluster-event.ts';
import type { SchedulerPlugin } from '../framework.ts';

export const schedulingGates: SchedulerPlugin = {
  name: 'SchedulingGates', weight: 0,
  preEnqueue: (pod) => (pod.spec!.schedulingGates?.length ? `waiting for scheduling gates: [${pod.spec!.schedulingGates.map((g) => g.name).join(' ')}]` : undefined),
  events: [{ event: { resource: 'UnschedulablePod', actions: UPDATE_POD_SCHEDULING_GATES_ELIMINATED } }],
};
