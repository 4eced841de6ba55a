import { defineFault } from './fault.ts';
import { CONTROL_PLANE } from './targets.ts';

/** A component's caches lag: it acts on an old picture. */
export const staleWatch = defineFault({
  type: 'StaleWatch', title: 'Stale watch', family: 'control plane', icon: 'clock', targets: ['Component'],
  description: 'The component\'s watches are cut and come back late, so it acts on an old picture of the cluster until then.',
  parameters: [{ name: 'seconds', title: 'Behind by', type: 'number', default: 10, unit: 's' }],
  inject({ cluster, target, number }) {
    const component = cluster.components.get(target.name);
    if (!component) throw new Error(`no component "${target.name}" with watches; there are ${CONTROL_PLANE.filter((c) => cluster.components.has(c)).join(', ')}`);
    component.setWatchLag(number('seconds') * 1000);
    return () => component.setWatchLag(0);
  },
});
