/** Taints the pod does not tolerate keep it off a node, or (PreferNoSchedule) make the node less liked. */
import type { Node } from '../../api/types.ts';
import { ADD, UPDATE_NODE_TAINT, UPDATE_POD_TOLERATIONS } from '../cluster-event.ts';
import { unresolvable, type Check, type SchedulerPlugin } from '../framework.ts';
import { toleratesAny, untoleratedTaint } from '../selectors.ts';

const NAME = 'TaintToleration';
const REFUSED = unresolvable(NAME, 'node(s) had untolerated taint(s)');

export const taintToleration: SchedulerPlugin = {
  name: NAME, weight: 3,
  prepare(pod, { table }): Check {
    const { tolerations } = pod.shape.row.spec;
    const soft = tolerations?.filter((t) => !t.effect || t.effect === 'PreferNoSchedule');
    return {
      plugin: taintToleration, scope: 'node', normalize: 'reverse',
      filter: (n) => (untoleratedTaint(table.nodes[n]!.spec?.taints, tolerations) ? REFUSED : undefined),
      score(n) {
        const taints = table.nodes[n]!.spec?.taints;
        let intolerable = 0;
        if (taints) for (const t of taints) if (t.effect === 'PreferNoSchedule' && !toleratesAny(soft, t)) intolerable++;
        return intolerable;
      },
    };
  },
  events: [
    {
      event: { resource: 'Node', actions: ADD | UPDATE_NODE_TAINT },
      hint(pod, old, node) {
        const { tolerations } = pod.shape.row.spec;
        const fits = !untoleratedTaint((node as Node).spec?.taints, tolerations);
        return fits && (!old || untoleratedTaint((old as Node).spec?.taints, tolerations)) ? 'Queue' : 'Skip';
      },
    },
    { event: { resource: 'UnschedulablePod', actions: UPDATE_POD_TOLERATIONS } },
  ],
};
