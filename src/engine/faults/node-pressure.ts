import type { Pressure } from '../node/node-status.ts';
import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

/** The kubelet reports that memory, disk or process ids run out. */
export const nodePressure = defineFault({
  type: 'NodePressure', title: 'Node pressure', family: 'node', icon: 'gauge', targets: ['Node'],
  description: 'The node runs out of memory, disk or process ids: it says so, gets a taint, and takes no new pods.',
  parameters: [{ name: 'resource', title: 'Runs out of', type: 'choice', options: PRESSURES, default: 'MemoryPressure' }],
  inject({ cluster, target, text }) {
    const kubelet = kubeletOf(cluster, target.name);
    const pressure = text('resource') as Pressure;
    kubelet.setPressure(pressure, true);
    return () => kubelet.setPressure(pressure, false);
  },
});
