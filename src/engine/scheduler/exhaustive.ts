/**
 * The plain way to place a pod: every plugin is asked anew, every node filtered by every plugin in turn, every score
 * written down. It is what the fast way must agree with, and it makes the table that answers "why this node?".
 */
import type { Random } from '../kernel/random.ts';
import type { ClusterView } from './cluster-view.ts';
import { namesOf, OTHER_NODE } from './cycle.ts';
import { filterRow } from './filter-row.ts';
import { normalized, type Check, type SchedulerPlugin, type Verdict } from './framework.ts';
import type { PodInfo } from './pod-info.ts';

export interface NodeVerdict {
  readonly node: string;
  /** Why not this node; absent = it fits. */
  readonly refusal?: Verdict;
  /** By plugin, for nodes that fit. Raw is before normalizing, weighted is what counts. */
  readonly scores: Readonly<Record<string, { raw: number; weighted: number }>>;
  readonly total: number;
}

export interface VerdictTable {
  readonly rejection: Verdict | undefined;
  readonly nodes: readonly NodeVerdict[];
  /** Index in the node table of the chosen node, -1 = none. */
  readonly chosen: number;
  readonly checks: readonly Check[];
  /** By table row. */
  readonly refusals: readonly (Verdict | undefined)[];
}

export function scheduleExhaustively(pod: PodInfo, view: ClusterView, plugins: readonly SchedulerPlugin[], random: Random): VerdictTable {
  const { table } = view;
  const checks = plugins.map((p) => p.prepare?.(pod, view)).filter((c) => c !== undefined);
  const rejection = checks.find((c) => c.rejection)?.rejection;
  if (rejection) return { rejection, nodes: [], chosen: -1, checks, refusals: [] };
  const filters = checks.filter((c) => c.filter);
  const nodeNames = namesOf(checks);
  const refusals: (Verdict | undefined)[] = [];
  const rows: number[] = [];
  const feasible: number[] = [];
  for (let n = 0; n < table.size; n++) {
    if (!table.nodes[n]) continue;
    rows.push(n);
    const refusal = nodeNames && !nodeNames.has(table.names[n]!) ? OTHER_NODE : filterRow(filters, table, n, pod.shape.row.priority, pod);
    if (refusal) refusals[n] = refusal;
    else feasible.push(n);
  }
  const totals = feasible.map(() => 0);
  const scores: Record<string, { raw: number; weighted: number }>[] = feasible.map(() => ({}));
  for (const c of checks) {
    if (!c.score || c.plugin.weight === 0 || (c.preScore && !c.preScore(feasible, feasible.length))) continue;
    const raw = Float64Array.from(feasible, (n) => c.score!(n));
    const final = raw.slice();
    if (c.normalizeScores) c.normalizeScores(final, feasible, feasible.length);
    else {
      const max = raw.reduce((a, b) => Math.max(a, b), 0);
      for (let k = 0; k < final.length; k++) final[k] = normalized(raw[k]!, max, c.normalize!);
    }
    for (let k = 0; k < final.length; k++) {
      totals[k]! += c.plugin.weight * final[k]!;
      scores[k]![c.plugin.name] = { raw: raw[k]!, weighted: c.plugin.weight * final[k]! };
    }
  }
  const best = Math.max(...totals);
  const tied = feasible.filter((_, k) => totals[k] === best);
  const nominated = pod.pod.status?.nominatedNodeName;
  const first = nominated && feasible.includes(table.indexOf(nominated)) ? table.indexOf(nominated) : -1;
  const chosen = first >= 0 ? first : tied.length === 0 ? -1 : tied[tied.length > 1 ? random.int(tied.length) : 0]!;
  const place = new Map(feasible.map((n, k) => [n, k]));
  const nodes = rows.map((n): NodeVerdict => {
    const k = place.get(n);
    return k === undefined ? { node: table.names[n]!, refusal: refusals[n]!, scores: {}, total: 0 } : { node: table.names[n]!, scores: scores[k]!, total: totals[k]! };
  });
  return { rejection: undefined, nodes, chosen, checks, refusals };
}
