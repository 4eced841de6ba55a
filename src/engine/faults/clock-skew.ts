import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

/**
 * The machine's clock is wrong. The control plane compares a node's Lease with the one before, never with its own clock: a clock that is ahead
 * harms no node, one that was set back renews nothing until it has caught up.
 * https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats
 */
export const clockSkew = defineFault({
  type: 'ClockSkew', title: 'Clock skew', family: 'time', icon: 'skew', targets: ['Node'],
  description: 'The node\'s clock is set wrong, and so are the times that its kubelet writes. Set back, its Lease looks older than the one before: the node turns NotReady again and again until the clock has caught up.',
  parameters: [
    { name: 'direction', title: 'The clock is', type: 'choice', options: ['behind', 'ahead'], default: 'behind' },
    { name: 'seconds', title: 'By', type: 'number', default: 300, unit: 's' },
  ],
  inject: ({ cluster, target, number, text }) => kubeletOf(cluster, target.name).clock.shift((text('direction') === 'ahead' ? 1 : -1) * number('seconds') * 1000),
});
