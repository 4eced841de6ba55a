/**
 * Which pod a kubelet gives up when its machine runs out of something
 * (https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#pod-selection-for-kubelet-eviction).
 */
import type { Pressure } from './node-status.ts';
import type { PodWorker } from './pod-worker.ts';

/** Pods from this priority on are critical: they stay (system-cluster-critical, system-node-critical). */
const CRITICAL_PRIORITY = 2_000_000_000;
const ORDER: Readonly<Record<string, number>> = { BestEffort: 0, Burstable: 1, Guaranteed: 2 };
const RESOURCES: Readonly<Record<Pressure, string>> = { MemoryPressure: 'memory', DiskPressure: 'ephemeral-storage', PIDPressure: 'pids' };

export const evictionMessage = (pressure: Pressure): string => `The node was low on resource: ${RESOURCES[pressure]}. `;

/**
 * The first to go: what asked for nothing uses more than it asked for, so BestEffort before the others; then the lowest
 * priority, then Burstable before Guaranteed, then the youngest. Undefined when only critical pods are left.
 */
export function nextToEvict(workers: Iterable<PodWorker>): PodWorker | undefined {
  let first: PodWorker | undefined;
  for (const worker of workers) {
    if (worker.isEnding || (worker.pod.spec!.priority ?? 0) >= CRITICAL_PRIORITY) continue;
    if (!first || goesBefore(worker, first)) first = worker;
  }
  return first;
}

function goesBefore(a: PodWorker, b: PodWorker): boolean {
  const classOf = ({ pod }: PodWorker): number => ORDER[pod.status?.qosClass ?? 'BestEffort'] ?? 0;
  const priorityOf = ({ pod }: PodWorker): number => pod.spec!.priority ?? 0;
  const exceedsA = classOf(a) === 0, exceedsB = classOf(b) === 0;
  if (exceedsA !== exceedsB) return exceedsA;
  if (priorityOf(a) !== priorityOf(b)) return priorityOf(a) < priorityOf(b);
  if (classOf(a) !== classOf(b)) return classOf(a) < classOf(b);
  return a.startMs > b.startMs;
}
