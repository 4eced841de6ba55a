import { defineFault } from './fault.ts';
import { componentsOf } from './targets.ts';

/** A component's caches lag: it acts on an old picture. */
export const staleWatch = defineFault({
  type: 'StaleWatch', title: 'Stale watch', family: 'control plane', icon: 'clock', targets: ['Component'],
  description: 'The component\'s watches are cut and come back late, so it acts on an old picture of the cluster until then.',
  parameters: [{ name: 'seconds', title: 'Behind by', type: 'number', default: 10, unit: 's' }],
  inject({ cluster, target, number }) {
    const components = componentsOf(cluster, target.name);
    for (const component of components) component.setWatchLag(number('seconds') * 1000);
    return () => { for (const component of components) component.setWatchLag(0); };
  },
});
