import { defineFault } from './fault.ts';
import { outage } from './outage.ts';
import { CONTROL_PLANE } from './targets.ts';

/** A component of the control plane stops. */
export const componentDown = defineFault({
  type: 'ComponentDown', title: 'Component down', family: 'control plane', icon: 'down', targets: ['Component'],
  description: 'The component stops: without a scheduler nothing is placed, without the controller manager nothing heals, without API server or etcd nobody can read or write. Running pods run on.',
  inject({ cluster, target }) {
    if (target.name === 'kube-apiserver' || target.name === 'etcd') return outage(cluster, target.name);
    const component = cluster.components.get(target.name);
    if (!component) throw new Error(`no component "${target.name}"; there are ${CONTROL_PLANE.join(', ')}`);
    component.stop();
    return () => component.resume();
  },
});
