import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

/** The machine loses power. Healing switches it on again. */
export const nodeCrash = defineFault({
  type: 'NodeCrash', title: 'Node crash', family: 'node', icon: 'power', targets: ['Node'],
  description: 'The machine loses power: everything on it stops at once and nobody is told. Healing switches it on again.',
  inject({ cluster, target }) {
    const kubelet = kubeletOf(cluster, target.name);
    kubelet.powerOff();
    return () => kubelet.powerOn();
  },
});
