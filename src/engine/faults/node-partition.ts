import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

/** The node's containers run on, but it cannot reach the control plane. */
export const nodePartition = defineFault({
  type: 'NodePartition', title: 'Node partition', family: 'network', icon: 'unplug', targets: ['Node'],
  description: 'The cable to the control plane is cut: containers run on, but nothing is reported and no order arrives.',
  inject({ cluster, target }) {
    const kubelet = kubeletOf(cluster, target.name);
    kubelet.setConnected(false);
    return () => kubelet.setConnected(true);
  },
});
