import { NODES } from '../api/resource.ts';
import { defineFault } from './fault.ts';
import { nodeOf } from './targets.ts';

/** As `kubectl cordon`; healing uncordons. */
export const nodeCordon = defineFault({
  type: 'NodeCordon', title: 'Cordon', family: 'node', icon: 'fence', targets: ['Node'],
  description: 'The node is marked unschedulable, as kubectl cordon does. Its pods stay.',
  inject({ cluster, target }) {
    const set = (unschedulable: boolean | null): void => {
      nodeOf(cluster, target.name);
      cluster.client('bottleship-faults').patch(NODES, target.name, undefined, 'application/merge-patch+json', { spec: { unschedulable } });
    };
    set(true);
    return () => set(null);
  },
});
