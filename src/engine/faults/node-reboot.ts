import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

/** Off, and on again after a while. */
export const nodeReboot = defineFault({
  type: 'NodeReboot', title: 'Node reboot', family: 'node', icon: 'restart', targets: ['Node'], instant: true,
  description: 'The machine restarts: its containers stop, and come up again when the kubelet is back.',
  parameters: [{ name: 'seconds', title: 'Down for', type: 'number', default: 20, unit: 's' }],
  inject({ cluster, target, number }) {
    const kubelet = kubeletOf(cluster, target.name);
    kubelet.powerOff();
    cluster.kernel.after(number('seconds') * 1000, () => kubelet.powerOn());
    return undefined;
  },
});
