import { PODS } from '../api/resource.ts';
import { defineFault } from './fault.ts';

/** The pod is deleted at once. */
export const podKill = defineFault({
  type: 'PodKill', title: 'Pod kill', family: 'workload', icon: 'kill', targets: ['Pod'], instant: true,
  description: 'The pod is deleted. What owns it makes another.',
  parameters: [{ name: 'gracePeriodSeconds', title: 'Grace', type: 'number', default: 0, unit: 's' }],
  inject({ cluster, target, number }) {
    cluster.client('bottleship-faults').delete(PODS, target.name, target.namespace, { gracePeriodSeconds: number('gracePeriodSeconds') });
    return undefined;
  },
});
