/**
 * Likes nodes where the pod brings the use of cpu and of memory nearer to the same share: 50 when it changes nothing,
 * more when it evens them out. Pods that request neither are not compared.
 */
import { MAX_NODE_SCORE, type Check, type SchedulerPlugin } from '../framework.ts';

const NAME = 'NodeResourcesBalancedAllocation';

const HALF = MAX_NODE_SCORE / 2;

/** The standard deviation of two shares of use: half their distance. */
const imbalance = (a: number, b: number): number => Math.abs(Math.min(1, a) - Math.min(1, b)) / 2;

export const nodeResourcesBalancedAllocation: SchedulerPlugin = {
  name: NAME, weight: 1,
  prepare(pod, { table }): Check | undefined {
    const { cpuMillis, memoryBytes } = pod.shape.row.requests;
    if (cpuMillis === 0 && memoryBytes === 0) return undefined;
    return {
      plugin: nodeResourcesBalancedAllocation, scope: 'node', normalize: 'none',
      score(n) {
        const cpu = table.allocatableCpu[n]!, memory = table.allocatableMemory[n]!;
        if (cpu === 0 || memory === 0) return HALF;
        const before = imbalance(table.requestedCpu[n]! / cpu, table.requestedMemory[n]! / memory);
        const after = imbalance((table.requestedCpu[n]! + cpuMillis) / cpu, (table.requestedMemory[n]! + memoryBytes) / memory);
        return Math.floor(HALF + (before - after) * HALF);
      },
    };
  },
  events: [],
};
