import { defineFault } from './fault.ts';
import { sameApp } from './targets.ts';

/** Containers take longer to come up. */
export const slowStart = defineFault({
  type: 'SlowStart', title: 'Slow start', family: 'workload', icon: 'slow', targets: ['Pod'],
  description: 'New containers of the pod and its siblings take this much longer to start.',
  parameters: [{ name: 'seconds', title: 'Longer by', type: 'number', default: 30, unit: 's' }],
  inject({ cluster, target, number }) {
    return cluster.machines.disturbances.add({ matches: sameApp(target), startDelayMs: number('seconds') * 1000 });
  },
});
