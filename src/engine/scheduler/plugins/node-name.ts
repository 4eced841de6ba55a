/** A pod that names its node fits no other. (A pod whose `spec.nodeName` is set never reaches the queue; profiles of one's own may call this.) */
import { ADD } from '../cluster-event.ts';
import { unresolvable, type Check, type SchedulerPlugin } from '../framework.ts';

const NAME = 'NodeName';
const OTHER = unresolvable(NAME, "node(s) didn't match the requested node name");

export const nodeName: SchedulerPlugin = {
  name: NAME, weight: 0, perPod: true,
  prepare(pod, { table }): Check | undefined {
    const wanted = pod.pod.spec!.nodeName;
    if (!wanted) return undefined;
    return { plugin: nodeName, scope: 'node', filter: (n) => (table.names[n] === wanted ? undefined : OTHER) };
  },
  events: [{ event: { resource: 'Node', actions: ADD } }],
};
