import { defineFault } from './fault.ts';
import { componentsOf, kubeletsNamed, proxyNamed } from './targets.ts';

/** Each piece of a component's work takes longer. */
export const componentSlow = defineFault({
  type: 'ComponentSlow', title: 'Component slow', family: 'control plane', icon: 'slow', targets: ['Component'],
  description: 'Each piece of the component\'s work takes this much longer. A slow API server or etcd slows every component; a slow kubelet starts pods and beats later, a slow kube-proxy learns of endpoints later, a slow coredns answers later, and after five seconds too late.',
  parameters: [{ name: 'ms', title: 'Slower by', type: 'number', default: 500, unit: 'ms' }],
  inject({ cluster, target, number }) {
    const delay = number('ms');
    if (target.name === 'coredns') return cluster.programs.slowDns(delay);
    const proxy = proxyNamed(cluster, target.name);
    if (proxy) return cluster.programs.slowProxy(delay, proxy.node);
    const all = target.name === 'kube-apiserver' || target.name === 'etcd';
    const slowed = all ? [...cluster.components.values()] : kubeletsNamed(cluster, target.name)?.map(({ component }) => component) ?? componentsOf(cluster, target.name);
    for (const component of slowed) component.slowMs += delay;
    return () => { for (const component of slowed) component.slowMs -= delay; };
  },
});
