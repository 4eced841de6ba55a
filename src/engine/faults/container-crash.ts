import { defineFault } from './fault.ts';
import { workerOf } from './targets.ts';

/** The container's process is killed once; the kubelet restarts it as the pod's restart policy says. */
export const containerCrash = defineFault({
  type: 'ContainerCrash', title: 'Container crash', family: 'workload', icon: 'crash', targets: ['Pod'], instant: true,
  description: 'The process of a container dies. The kubelet restarts it, with growing pauses if it happens again.',
  parameters: [
    { name: 'container', title: 'Container (empty: all)', type: 'text', default: '' },
    { name: 'exitCode', title: 'Exit code', type: 'number', default: 1 },
  ],
  inject({ cluster, target, text, number }) {
    const name = text('container') || undefined;
    if (!workerOf(cluster, target).crash(name, number('exitCode'), 'Error')) throw new Error(name ? `container "${name}" does not run` : 'no container of the pod runs');
    return undefined;
  },
});
