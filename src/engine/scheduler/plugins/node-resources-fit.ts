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

/** `NodeResourcesFitArgs.scoringStrategy`. */
export interface ScoringStrategy {
  readonly type: string;
  readonly resources: readonly { readonly name: string; readonly weight?: number }[];
  /** Points of a line: percent in use, and the score from 0 to 10. */
  readonly requestedToCapacityRatio?: { readonly shape: readonly { readonly utilization: number; readonly score: number }[] };
}

type Scorer = (requested: number, capacity: number) => number;

const least: Scorer = (requested, capacity) => (requested > capacity ? 0 : Math.floor(((capacity - requested) * MAX_NODE_SCORE) / capacity));
const most: Scorer = (requested, capacity) => Math.floor((Math.min(requested, capacity) * MAX_NODE_SCORE) / capacity);

function byShape(shape: readonly { utilization: number; score: number }[]): Scorer {
  const points = shape.map((p) => ({ at: p.utilization, score: p.score * 10 }));
  return (requested, capacity) => {
    const used = requested > capacity ? 100 : Math.floor((requested * 100) / capacity);
    const next = points.findIndex((p) => used <= p.at);
    if (next < 0) return points.at(-1)!.score;
    if (next === 0) return points[0]!.score;
    const a = points[next - 1]!, b = points[next]!;
    return a.score + Math.trunc(((b.score - a.score) * (used - a.at)) / (b.at - a.at));
  };
}

/** The score of node `n` under a strategy of one's own. */
function strategic({ type, resources, requestedToCapacityRatio }: ScoringStrategy, table: NodeTable, row: RowShape): (n: number) => number {
  const ratio = type === 'RequestedToCapacityRatio';
  const score = ratio ? byShape(requestedToCapacityRatio!.shape) : type === 'MostAllocated' ? most : least;
  const { cpuMillis, memoryBytes, ephemeralBytes, scalars } = { ...row.nonZero, ephemeralBytes: row.requests.ephemeralBytes, scalars: row.requests.scalars };
  return (n) => {
    let sum = 0, weights = 0;
    for (const { name, weight = 1 } of resources) {
      let capacity: number, requested: number;
      if (name === 'cpu') { capacity = table.allocatableCpu[n]!; requested = table.nonZeroCpu[n]! + cpuMillis; }
      else if (name === 'memory') { capacity = table.allocatableMemory[n]!; requested = table.nonZeroMemory[n]! + memoryBytes; }
      else if (name === 'ephemeral-storage') { capacity = table.allocatableEphemeral[n]!; requested = table.requestedEphemeral[n]! + ephemeralBytes; }
      else if (!scalars?.[name]) continue;
      else { const column = table.scalar(name); capacity = column.allocatable[n]!; requested = column.requested[n]! + scalars[name]!; }
      if (capacity === 0) continue;
      const s = score(requested, capacity);
      if (ratio && s <= 0) continue;
      sum += s * weight;
      weights += weight;
    }
    return weights === 0 ? 0 : ratio ? Math.round(sum / weights) : Math.floor(sum / weights);
  };
}

/** Whether a node of this capacity, when empty, could hold the pod. */
function couldHold(row: RowShape, node: Node): boolean {
  const allocatable = requestsOf(node.status?.allocatable as Record<string, string> | undefined);
  const r = row.requests;
  if (r.cpuMillis > allocatable.cpuMillis || r.memoryBytes > allocatable.memoryBytes || r.ephemeralBytes > allocatable.ephemeralBytes) return false;
  for (const name in r.scalars) if (r.scalars[name]! > (allocatable.scalars?.[name] ?? 0)) return false;
  return true;
}

/** With a strategy of its own, or (none) `LeastAllocated` over cpu and memory. */
export const nodeResourcesFitWith = (strategy: ScoringStrategy | undefined): SchedulerPlugin => ({
  name: NAME, weight: 1,
  prepare(pod, { table }): Check {
    const { row } = pod.shape;
    const { cpuMillis, memoryBytes } = row.nonZero;
    return {
      plugin: nodeResourcesFit, scope: 'node', normalize: 'none',
      filter: (n) => lacking(table, n, row),
      score: strategy ? strategic(strategy, table, row) : (n) => {
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
});

export const nodeResourcesFit: SchedulerPlugin = nodeResourcesFitWith(undefined);
