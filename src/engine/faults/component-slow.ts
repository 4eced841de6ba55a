import { defineFault } from './fault.ts';
import { componentsOf } from './targets.ts';

/** Each piece of a component's work takes longer. */
export const componentSlow = defineFault({
  type: 'ComponentSlow', title: 'Component slow', family: 'control plane', icon: 'slow', targets: ['Component'],
  description: 'Each piece of the component\'s work takes this much longer. A slow API server or etcd slows every component.',
  parameters: [{ name: 'ms', title: 'Slower by', type: 'number', default: 500, unit: 'ms' }],
  inject({ cluster, target, number }) {
    const all = target.name === 'kube-apiserver' || target.name === 'etcd';
    const slowed = all ? [...cluster.components.values()] : componentsOf(cluster, target.name);
    const ms = number('ms');
    for (const component of slowed) component.slowMs += ms;
    return () => { for (const component of slowed) component.slowMs -= ms; };
  },
});
