import { defineFault } from './fault.ts';
import { componentsOf } from './targets.ts';

/** Pieces of a component's work end in an exception, by chance: each is reported and tried again, and stops no other. */
export const componentErrors = defineFault({
  type: 'ComponentErrors', title: 'Failing work', family: 'control plane', icon: 'bug', targets: ['Component'],
  description: 'A share of the component\'s pieces of work end in an exception. Each is reported and tried again, later and later: the cluster still gets where it should, only slower.',
  parameters: [{ name: 'percent', title: 'Pieces that fail', type: 'number', default: 50, unit: '%' }],
  inject({ cluster, target, number }) {
    const heals = componentsOf(cluster, target.name).map((component) => component.failWork(number('percent') / 100));
    return () => { for (const heal of heals) heal(); };
  },
});
