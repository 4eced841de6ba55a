import { defineFault } from './fault.ts';
import { samePods, workerOf } from './targets.ts';

/** Readiness turns false, so Services send no traffic; the container runs on. */
export const readinessFailing = defineFault({
  type: 'ReadinessFailing', title: 'Readiness failing', family: 'workload', icon: 'readiness', targets: ['Pod'],
  description: 'The pod answers its readiness probe with 503: it leaves the endpoints of its Services but is not restarted.',
  inject({ cluster, target }) {
    const heal = cluster.machines.disturbances.add({ matches: samePods(target), readinessFails: true });
    const worker = workerOf(cluster, target);
    worker.setUnready(true);
    return () => { heal(); worker.setUnready(false); };
  },
});
