import { defineFault } from './fault.ts';
import { CONTROL_PLANE } from './targets.ts';

/** Each piece of a component's work takes longer. */
export const componentSlow = defineFault({
  type: 'ComponentSlow', title: 'Component slow', family: 'control plane', icon: 'slow', targets: ['Component'],
  description: 'Each piece of the component\'s work takes this much longer. A slow API server or etcd slows every component.',
  parameters: [{ name: 'ms', title: 'Slower by', type: 'number', default: 500, unit: 'ms' }],
  inject({ cluster, target, number }) {
    const all = target.name === 'kube-apiserver' || target.name === 'etcd';
    const slowed = all ? [...cluster.components.values()] : [cluster.components.get(target.name)].filter((c) => c !== undefined);
    if (slowed.length === 0) throw new Error(`no component "${target.name}"; there are ${CONTROL_PLANE.join(', ')}`);
    const ms = number('ms');
    for (const component of slowed) component.slowMs += ms;
    return () => { for (const component of slowed) component.slowMs -= ms; };
  },
});
