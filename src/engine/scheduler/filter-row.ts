import type { Check, Verdict } from './framework.ts';
import type { NodeTable } from './node-table.ts';
import type { PodInfo } from './pod-info.ts';

function firstRefusal(checks: readonly Check[], n: number): Verdict | undefined {
  for (const c of checks) {
    const v = c.filter!(n);
    if (v) return v;
  }
  return undefined;
}

/**
 * Filters one node. Pods of the same or higher priority that are nominated to it are counted as if they were there; the
 * pod must also fit without them, as they may never come. `priority` is that of the pod to be placed.
 */
export function filterRow(checks: readonly Check[], table: NodeTable, n: number, priority: number, self?: PodInfo): Verdict | undefined {
  const nominated = table.nominated[n];
  if (nominated) {
    const guests: PodInfo[] = [];
    for (const info of nominated) if (info.shape.row.priority >= priority && info !== self) guests.push({ ...info });
    if (guests.length > 0) {
      for (const g of guests) { table.placePod(g, n); for (const c of checks) c.podChanged?.(n, g, 1); }
      const v = firstRefusal(checks, n);
      for (let i = guests.length - 1; i >= 0; i--) { const g = guests[i]!; table.liftPod(g); for (const c of checks) c.podChanged?.(n, g, -1); }
      if (v) return v;
    }
  }
  return firstRefusal(checks, n);
}
