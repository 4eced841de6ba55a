/** Why a pod fits nowhere, and the message that says so on the pod and in its FailedScheduling event. */
import type { Verdict } from './framework.ts';
import { ABSENT } from './row-verdicts.ts';

export interface Diagnosis {
  /** Nodes there were. */
  readonly nodeCount: number;
  /** Refusal by node, over the rows of the table; undefined entries are nodes that were not refused. */
  readonly verdicts: readonly (Verdict | undefined)[];
  /** The refusal of a plugin that judged the pod before any node; all nodes then count as refused by it. */
  readonly rejection: Verdict | undefined;
  /** What the PostFilter plugins (preemption) had to say. */
  readonly postFilter: string;
}

/** How many nodes each verdict refuses. Neighbours often share one object, so runs are counted at once. */
export function verdictCounts(verdicts: readonly (Verdict | undefined)[]): Map<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (let i = 0; i < verdicts.length;) {
    const v = verdicts[i];
    let end = i + 1;
    while (end < verdicts.length && verdicts[end] === v) end++;
    if (v && v !== ABSENT) counts.set(v, (counts.get(v) ?? 0) + end - i);
    i = end;
  }
  return counts;
}

/** "1 Insufficient cpu, 2 node(s) had untolerated taint(s)": sorted as texts, as Kubernetes does. */
export function reasonCounts(verdicts: ReadonlyMap<Verdict, number>): string {
  const counts = new Map<string, number>();
  for (const [v, nodes] of verdicts) for (const reason of v.reasons) counts.set(reason, (counts.get(reason) ?? 0) + nodes);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort((a, b) => (a < b ? -1 : 1)).join(', ');
}

export function fitErrorMessage(d: Diagnosis): string {
  let message = `0/${d.nodeCount} nodes are available:`;
  if (d.rejection) message += ` ${d.rejection.reasons.join(', ')}.`;
  else {
    const reasons = reasonCounts(verdictCounts(d.verdicts));
    if (reasons) message += ` ${reasons}.`;
  }
  if (d.postFilter) message += ` ${d.postFilter}`;
  return message;
}

/** Names of the plugins that refused; what they wait for brings the pod back into the queue. */
export function rejectors(d: Pick<Diagnosis, 'verdicts' | 'rejection'>): Set<string> {
  const names = new Set<string>();
  if (d.rejection) names.add(d.rejection.plugin);
  else for (const v of verdictCounts(d.verdicts).keys()) names.add(v.plugin);
  return names;
}
