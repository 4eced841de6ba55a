import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

/** The kubelet process stops; its containers do not. */
export const kubeletStop = defineFault({
  type: 'KubeletStop', title: 'Kubelet stop', family: 'node', icon: 'pause', targets: ['Node'],
  description: 'The kubelet process stops. Containers run on, unwatched: no heartbeat, no probes reported, no new pods.',
  inject({ cluster, target }) {
    const kubelet = kubeletOf(cluster, target.name);
    kubelet.setRunning(false);
    return () => kubelet.setRunning(true);
  },
});
