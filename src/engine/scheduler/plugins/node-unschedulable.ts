/** Cordoned nodes take no pods but those that tolerate it. */
import type { Node } from '../../api/types.ts';
import { ADD, UPDATE_NODE_TAINT, UPDATE_POD_TOLERATIONS } from '../cluster-event.ts';
import { unresolvable, type Check, type SchedulerPlugin } from '../framework.ts';
import { toleratesAny } from '../selectors.ts';

const NAME = 'NodeUnschedulable';
const REFUSED = unresolvable(NAME, 'node(s) were unschedulable');
const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const nodeUnschedulable: SchedulerPlugin = {
  name: NAME, weight: 0,
  prepare(pod, { table }): Check | undefined {
    if (toleratesAny(pod.shape.row.spec.tolerations, TAINT)) return undefined;
    return { plugin: nodeUnschedulable, scope: 'node', filter: (n) => (table.nodes[n]!.spec?.unschedulable ? REFUSED : undefined) };
  },
  events: [
    { event: { resource: 'Node', actions: ADD | UPDATE_NODE_TAINT }, hint: (_pod, _old, node) => ((node as Node).spec?.unschedulable ? 'Skip' : 'Queue') },
    { event: { resource: 'UnschedulablePod', actions: UPDATE_POD_TOLERATIONS }, hint: (pod) => (toleratesAny(pod.shape.row.spec.tolerations, TAINT) ? 'Queue' : 'Skip') },
  ],
};
