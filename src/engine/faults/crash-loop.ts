import { defineFault } from './fault.ts';
import { samePods, workerOf } from './targets.ts';

/** Every start ends in a crash until healed. */
export const crashLoop = defineFault({
  type: 'CrashLoop', title: 'Crash loop', family: 'workload', icon: 'loop', targets: ['Pod'],
  description: 'The containers of the pod crash soon after each start, so the kubelet waits longer and longer: CrashLoopBackOff.',
  parameters: [
    { name: 'afterSeconds', title: 'Runs for', type: 'number', default: 1, unit: 's' },
    { name: 'exitCode', title: 'Exit code', type: 'number', default: 1 },
  ],
  inject({ cluster, target, number }) {
    const exitCode = number('exitCode');
    const heal = cluster.machines.disturbances.add({ matches: samePods(target), crash: { afterMs: number('afterSeconds') * 1000, exitCode } });
    workerOf(cluster, target).crash(undefined, exitCode, 'Error');
    return heal;
  },
});
