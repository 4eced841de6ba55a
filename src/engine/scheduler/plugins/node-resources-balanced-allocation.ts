/** Likes nodes whose cpu and memory would be used in like proportion. Pods that request neither are not compared. */
import { MAX_NODE_SCORE, type Check, type SchedulerPlugin } from '../framework.ts';

const NAME = 'NodeResourcesBalancedAllocation';

export const nodeResourcesBalancedAllocation: SchedulerPlugin = {
  name: NAME, weight: 1,
  prepare(pod, { table }): Check | undefined {
    const { cpuMillis, memoryBytes } = pod.shape.row.requests;
    if (cpuMillis === 0 && memoryBytes === 0) return undefined;
    return {
      plugin: nodeResourcesBalancedAllocation, scope: 'node', normalize: 'none',
      score(n) {
        const cpu = table.allocatableCpu[n]!, memory = table.allocatableMemory[n]!;
        if (cpu === 0 || memory === 0) return MAX_NODE_SCORE;
        const a = Math.min(1, (table.requestedCpu[n]! + cpuMillis) / cpu);
        const b = Math.min(1, (table.requestedMemory[n]! + memoryBytes) / memory);
        // Of two fractions the standard deviation is half their distance.
        return Math.floor((1 - Math.abs((a - b) / 2)) * MAX_NODE_SCORE);
      },
    };
  },
  events: [],
};
