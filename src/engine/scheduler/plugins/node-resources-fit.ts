/**
 * Whether a node has enough left of every resource, and (LeastAllocated) how much would be left of cpu and memory.
 * https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled
 */
import { ADD, DELETE, UPDATE_NODE_ALLOCATABLE, UPDATE_POD_SCALE_DOWN } from '../cluster-event.ts';
import { MAX_NODE_SCORE, type Check, type SchedulerPlugin, type Verdict } from '../framework.ts';
import type { RowShape } from '../pod-info.ts';
import type { Node } from '../../api/types.ts';
import { requestsOf } from '../pod-requests.ts';
import type { NodeTable } from '../node-table.ts';

const NAME = 'NodeResourcesFit';

/** One object for each set of reasons, so that keeping a verdict for each node costs a reference. */
const verdicts = new Map<string, Verdict>();

function insufficient(unresolvable: boolean, reasons: string[]): Verdict {
  const key = `${unresolvable}|${reasons.join('|')}`;
  let v = verdicts.get(key);
  if (!v) verdicts.set(key, (v = { plugin: NAME, unresolvable, reasons }));
  return v;
}

function lacking(table: NodeTable, n: number, row: RowShape): Verdict | undefined {
  const r = row.requests;
  const full = table.podCount[n]! + 1 > table.allocatablePods[n]!;
  const cpu = r.cpuMillis > 0 && r.cpuMillis > table.allocatableCpu[n]! - table.requestedCpu[n]!;
  const memory = r.memoryBytes > 0 && r.memoryBytes > table.allocatableMemory[n]! - table.requestedMemory[n]!;
  const ephemeral = r.ephemeralBytes > 0 && r.ephemeralBytes > table.allocatableEphemeral[n]! - table.requestedEphemeral[n]!;
  if (!full && !cpu && !memory && !ephemeral && !r.scalars) return undefined;
  const reasons: string[] = [];
  let never = false;
  if (full) reasons.push('Too many pods');
  if (cpu) { reasons.push('Insufficient cpu'); never ||= r.cpuMillis > table.allocatableCpu[n]!; }
  if (memory) { reasons.push('Insufficient memory'); never ||= r.memoryBytes > table.allocatableMemory[n]!; }
  if (ephemeral) { reasons.push('Insufficient ephemeral-storage'); never ||= r.ephemeralBytes > table.allocatableEphemeral[n]!; }
  for (const name in r.scalars) {
    const amount = r.scalars[name]!;
    const column = table.scalar(name);
    if (amount <= 0 || amount <= column.allocatable[n]! - column.requested[n]!) continue;
    reasons.push(`Insufficient ${name}`);
    never ||= amount > column.allocatable[n]!;
  }
  return reasons.length > 0 ? insufficient(never, reasons) : undefined;
}

const least = (requested: number, capacity: number): number =>
  requested > capacity ? 0 : Math.floor(((capacity - requested) * MAX_NODE_SCORE) / capacity);

/** Whether a node of this capacity, when empty, could hold the pod. */
function couldHold(row: RowShape, node: Node): boolean {
  const allocatable = requestsOf(node.status?.allocatable as Record<string, string> | undefined);
  const r = row.requests;
  if (r.cpuMillis > allocatable.cpuMillis || r.memoryBytes > allocatable.memoryBytes || r.ephemeralBytes > allocatable.ephemeralBytes) return false;
  for (const name in r.scalars) if (r.scalars[name]! > (allocatable.scalars?.[name] ?? 0)) return false;
  return true;
}

export const nodeResourcesFit: SchedulerPlugin = {
  name: NAME, weight: 1,
  prepare(pod, { table }): Check {
    const { row } = pod.shape;
    const { cpuMillis, memoryBytes } = row.nonZero;
    return {
      plugin: nodeResourcesFit, scope: 'node', normalize: 'none',
      filter: (n) => lacking(table, n, row),
      score(n) {
        const cpu = table.allocatableCpu[n]!, memory = table.allocatableMemory[n]!;
        let score = 0, weights = 0;
        if (cpu !== 0) { score += least(table.nonZeroCpu[n]! + cpuMillis, cpu); weights++; }
        if (memory !== 0) { score += least(table.nonZeroMemory[n]! + memoryBytes, memory); weights++; }
        return weights === 0 ? 0 : Math.floor(score / weights);
      },
    };
  },
  events: [
    // Whatever pod goes, it gives back its resources and its place among the node's pods.
    { event: { resource: 'AssignedPod', actions: DELETE | UPDATE_POD_SCALE_DOWN } },
    { event: { resource: 'UnschedulablePod', actions: UPDATE_POD_SCALE_DOWN } },
    { event: { resource: 'Node', actions: ADD | UPDATE_NODE_ALLOCATABLE }, hint: (pod, _old, node) => (couldHold(pod.shape.row, node as Node) ? 'Queue' : 'Skip') },
  ],
};
