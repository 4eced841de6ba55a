/**
 * One attempt to place a pod: filter the nodes, score those left, choose the best (by lot among equals), and when none
 * is left ask for whom room could be made. Works on what is known of earlier pods alike; `exhaustive.ts` does the same
 * the plain way, and the tests compare the two.
 *
 * Every node is scored. Start at `schedule`.
 */
import type { Random } from '../kernel/random.ts';
import { ClusterChecks } from './cluster-checks.ts';
import type { ClusterView } from './cluster-view.ts';
import { filterRow } from './filter-row.ts';
import type { Diagnosis } from './fit-error.ts';
import { normalized, unresolvable, type Check, type SchedulerPlugin, type Verdict } from './framework.ts';
import { KeptRuns, preempt, type Candidate } from './plugins/default-preemption.ts';
import { dynamicResources } from './plugins/dynamic-resources.ts';
import type { PodInfo, RowShape } from './pod-info.ts';
import { ABSENT, RowVerdicts } from './row-verdicts.ts';

export type Outcome =
  | { readonly placed: true; readonly node: number; readonly checks: readonly Check[]; readonly feasible: number; readonly ties: number }
  | { readonly placed: false; readonly diagnosis: Diagnosis; readonly candidate?: Candidate; readonly clearNomination: boolean };

/** Row shapes whose verdicts are kept at once; each costs some 50 bytes a node. */
const KEPT_ROWS = 64;

interface KeptRow { verdicts: RowVerdicts; checks: Check[]; runs: KeptRuns }

export class Cycle {
  #rows = new Map<RowShape, KeptRow>();
  #rowPlugins: SchedulerPlugin[];
  #perPod: SchedulerPlugin[];
  #postFilters: ReadonlySet<string>;
  #clusterChecks: ClusterChecks;
  #feasible = new Int32Array(64);
  /** How many nodes each of `#feasible` stands for, and its place among the groups. */
  #standFor = new Int32Array(64);
  #places = new Int32Array(64);
  #totals = new Float64Array(64);
  #scores = new Float64Array(64);

  constructor(readonly view: ClusterView, plugins: readonly SchedulerPlugin[], private readonly random: Random) {
    const preparing = plugins.filter((p) => p.prepare);
    const clusterWide = preparing.filter((p) => CLUSTER_WIDE.has(p.name));
    this.#perPod = preparing.filter((p) => p.perPod);
    this.#rowPlugins = preparing.filter((p) => !p.perPod && !CLUSTER_WIDE.has(p.name));
    this.#postFilters = new Set(plugins.map((p) => p.name));
    this.#clusterChecks = new ClusterChecks(clusterWide, view);
  }

  /** The diagnosis is good until the next attempt. There must be at least one node. The pod must not be in the table, nor nominated in it. */
  schedule(pod: PodInfo): Outcome {
    if (namesNodes(pod)) {
      const outcome = this.#scheduleOnNamed(pod);
      if (outcome) return outcome;
    }
    const row = this.#rowOf(pod);
    const cluster = this.#clusterChecks.of(pod);
    const extra = this.#perPodChecks(pod);
    row.verdicts.catchUp();
    const checks = extra.length + cluster.length === 0 ? row.checks : [...row.checks, ...extra, ...cluster];
    const rejection = checks.find((c) => c.rejection)?.rejection;
    if (rejection) return this.#fail(pod, { nodeCount: this.view.table.count, verdicts: [], rejection, postFilter: '' }, checks, undefined);
    const nominated = this.#nominatedNode(pod, checks);
    if (nominated >= 0) return { placed: true, node: nominated, checks, feasible: 1, ties: 1 };
    const nodeNames = namesOf(checks);
    if (extra.length + cluster.length === 0 && !nodeNames) return this.#chooseByRows(pod, row);
    if (extra.length === 0 && !nodeNames && this.view.table.nominations === 0) {
      const outcome = this.#chooseByLike(pod, row, cluster, checks);
      if (outcome) return outcome;
    }
    return this.#chooseByAll(pod, row, extra, cluster, checks, nodeNames);
  }

  /** One node of each group of like nodes is asked. Undefined: every node must be looked at. */
  #chooseByLike(pod: PodInfo, row: KeptRow, cluster: readonly Check[], checks: readonly Check[]): Outcome | undefined {
    const { verdicts } = row;
    // A greatest raw score among the nodes that fit would have to be known; groups do not tell it.
    if (verdicts.normalized.some((s) => s.max !== 0)) return undefined;
    const like = this.#clusterChecks.like(pod, verdicts);
    if (!like.catchUp()) return undefined;
    this.#reserve(like.length);
    const feasible = this.#feasible, standFor = this.#standFor;
    const filters = cluster.filter((c) => c.filter);
    let count = 0, nodes = 0;
    for (let k = 0; k < like.length; k++) {
      const n = like.samples[k]!;
      if (filters.some((c) => c.filter!(n))) continue;
      feasible[count] = n;
      standFor[count++] = like.counts[k]!;
      nodes += like.counts[k]!;
      this.#places[count - 1] = k;
    }
    if (count === 0) return undefined;
    if (nodes === 1) return { placed: true, node: feasible[0]!, checks, feasible: 1, ties: 1 };
    const totals = this.#totals;
    this.#score(verdicts, cluster, count, standFor);
    let best = -Infinity, ties = 0;
    const places: number[] = [];
    for (let k = 0; k < count; k++) {
      if (totals[k]! < best) continue;
      if (totals[k]! > best) { best = totals[k]!; ties = 0; places.length = 0; }
      ties += standFor[k]!;
      places.push(this.#places[k]!);
    }
    return { placed: true, node: like.nth(places, ties > 1 ? this.random.int(ties) : 0), checks, feasible: nodes, ties };
  }

  /**
   * Pods bound for nodes by name (a DaemonSet's): each has a shape of its own, and asking the one node costs less than
   * keeping verdicts of all. Undefined when more than one node would do.
   */
  #scheduleOnNamed(pod: PodInfo): Outcome | undefined {
    const { table } = this.view;
    const rows = this.#rowPlugins.map((p) => p.prepare!(pod, this.view)).filter((c) => c !== undefined);
    const checks = [...rows, ...this.#perPodChecks(pod), ...this.#clusterChecks.of(pod)];
    const names = namesOf(checks);
    if (!names || checks.some((c) => c.rejection)) return undefined;
    const filters = checks.filter((c) => c.filter);
    const refused: [number, Verdict][] = [];
    let found = -1;
    for (const name of names) {
      const n = table.indexOf(name);
      if (n < 0) continue;
      const v = filterRow(filters, table, n, pod.shape.row.priority, pod);
      if (v) refused.push([n, v]);
      else if (found >= 0) return undefined;
      else found = n;
    }
    if (found >= 0) return { placed: true, node: found, checks, feasible: 1, ties: 1 };
    const verdicts = Array.from({ length: table.size }, (_, n) => (table.nodes[n] ? OTHER_NODE : ABSENT));
    for (const [n, v] of refused) verdicts[n] = v;
    return this.#fail(pod, { nodeCount: table.count, verdicts, rejection: undefined, postFilter: '' }, checks, undefined);
  }

  /** Only the rows themselves have a say: the tree knows the best. */
  #chooseByRows(pod: PodInfo, row: KeptRow): Outcome {
    const { verdicts } = row;
    if (verdicts.fitting === 0) {
      return this.#fail(pod, { nodeCount: this.view.table.count, verdicts: verdicts.verdicts, rejection: undefined, postFilter: '' }, row.checks, row);
    }
    const { tree } = verdicts;
    const { ties } = tree;
    return { placed: true, node: tree.place(ties > 1 ? this.random.int(ties) : 0), checks: row.checks, feasible: verdicts.fitting, ties };
  }

  #chooseByAll(pod: PodInfo, row: KeptRow, extra: Check[], cluster: readonly Check[], checks: readonly Check[], nodeNames: ReadonlySet<string> | undefined): Outcome {
    const { table } = this.view;
    const { size } = table;
    const { verdicts } = row.verdicts;
    const filters = [...extra, ...cluster].filter((c) => c.filter);
    this.#reserve(size);
    const feasible = this.#feasible;
    const refusals = filters.length > 0 || nodeNames ? verdicts.slice() : verdicts;
    if (nodeNames) for (let n = 0; n < size; n++) if (table.nodes[n] && !nodeNames.has(table.names[n]!)) refusals[n] = OTHER_NODE;
    const hosts = table.nominations > 0 ? this.#nominatedRows(refusals) : [];
    for (const n of hosts) refusals[n] = filterRow(filters, table, n, pod.shape.row.priority, pod) ?? KEEP;
    for (const c of filters) {
      if (c.filterRows) c.filterRows(refusals);
      else for (let n = 0; n < size; n++) if (refusals[n] === undefined) refusals[n] = c.filter!(n);
    }
    for (const n of hosts) if (refusals[n] === KEEP) refusals[n] = undefined;
    let count = 0;
    for (let n = 0; n < size; n++) if (refusals[n] === undefined) feasible[count++] = n;
    if (count === 0) return this.#fail(pod, { nodeCount: table.count, verdicts: refusals, rejection: undefined, postFilter: '' }, checks, undefined);
    if (count === 1) return { placed: true, node: feasible[0]!, checks, feasible: 1, ties: 1 };
    return { placed: true, checks, feasible: count, ...this.#best(row.verdicts, cluster, count) };
  }

  /** Rows that fit as far as they go and that other pods are nominated to: those are filtered with these pods on them. */
  #nominatedRows(refusals: readonly (Verdict | undefined)[]): number[] {
    const rows: number[] = [];
    const { nominated } = this.view.table;
    for (let n = 0; n < refusals.length; n++) if (nominated[n] !== undefined && refusals[n] === undefined) rows.push(n);
    return rows;
  }

  #best(rows: RowVerdicts, cluster: readonly Check[], count: number): { node: number; ties: number } {
    const feasible = this.#feasible, totals = this.#totals;
    this.#score(rows, cluster, count);
    const { best, ties } = greatest(totals, count);
    const place = occurrence(totals, best, ties > 1 ? this.random.int(ties) : 0);
    return { node: feasible[place]!, ties };
  }

  /** Fills in the totals of the feasible nodes. */
  #score(rows: RowVerdicts, cluster: readonly Check[], count: number, standFor?: Int32Array): void {
    const feasible = this.#feasible, totals = this.#totals, scores = this.#scores;
    gather(totals, rows.plain, feasible, count);
    for (const s of rows.normalized) {
      // Where no node that fits by its row has any, all get the same, which decides nothing.
      if (s.max === 0) continue;
      let max = 0;
      for (let k = 0; k < count; k++) max = Math.max(max, s.raw[feasible[k]!]!);
      if (max === 0) continue;
      for (let k = 0; k < count; k++) scores[k] = normalized(s.raw[feasible[k]!]!, max, s.check.normalize!);
      addWeighted(totals, scores, s.check.plugin.weight, count);
    }
    for (const c of cluster) {
      if (!c.score || (c.preScore && !c.preScore(feasible, count, standFor))) continue;
      if (c.scoreRows) c.scoreRows(scores, feasible, count);
      else for (let k = 0; k < count; k++) scores[k] = c.score(feasible[k]!);
      c.normalizeScores?.(scores, feasible, count);
      addWeighted(totals, scores, c.plugin.weight, count);
    }
  }

  /** The node an earlier attempt made room on goes first, if the pod fits there now; -1 = none. */
  #nominatedNode(pod: PodInfo, checks: readonly Check[]): number {
    const name = pod.pod.status?.nominatedNodeName;
    if (!name) return -1;
    const { table } = this.view;
    const n = table.indexOf(name);
    return n >= 0 && !filterRow(checks.filter((c) => c.filter), table, n, pod.shape.row.priority, pod) ? n : -1;
  }

  #fail(pod: PodInfo, diagnosis: Diagnosis, checks: readonly Check[], row: KeptRow | undefined): Outcome {
    const has = (name: string): boolean => this.#postFilters.has(name);
    const claims = has('DynamicResources') ? dynamicResources.postFilter(diagnosis.rejection === undefined) : undefined;
    const said = claims ? [claims.message] : [];
    if (claims?.stop || !has('DefaultPreemption')) {
      return { placed: false, diagnosis: { ...diagnosis, postFilter: said.join(', ') }, clearNomination: false };
    }
    const { candidate, message, clearNomination } = preempt(pod, checks, diagnosis, this.view, this.random, row?.runs, row?.verdicts.helpable);
    const kept = { ...diagnosis, postFilter: candidate ? '' : [...said, message].join(', ') };
    return { placed: false, diagnosis: kept, clearNomination, ...(candidate ? { candidate } : {}) };
  }

  #rowOf(pod: PodInfo): KeptRow {
    const shape = pod.shape.row;
    let row = this.#rows.get(shape);
    if (row) {
      this.#rows.delete(shape);
    } else {
      const checks = this.#rowPlugins.map((p) => p.prepare!(pod, this.view)).filter((c) => c !== undefined);
      row = { verdicts: new RowVerdicts(shape, checks, this.view.table), checks, runs: new KeptRuns() };
      if (this.#rows.size >= KEPT_ROWS) this.#rows.delete(this.#rows.keys().next().value!);
    }
    this.#rows.set(shape, row);
    return row;
  }

  #perPodChecks(pod: PodInfo): Check[] {
    const { volumes, nodeName } = pod.pod.spec!;
    if (!nodeName && (volumes === undefined || volumes.length === 0)) return [];
    return this.#perPod.map((p) => p.prepare!(pod, this.view)).filter((c) => c !== undefined);
  }

  #reserve(size: number): void {
    if (this.#feasible.length >= size) return;
    const length = Math.max(size, this.#feasible.length * 2);
    this.#feasible = new Int32Array(length);
    this.#standFor = new Int32Array(length);
    this.#places = new Int32Array(length);
    this.#totals = new Float64Array(length);
    this.#scores = new Float64Array(length);
  }
}

// Small loops of their own, each compiled for its types alone.
function gather(into: Float64Array, from: Int32Array, places: Int32Array, count: number): void {
  for (let k = 0; k < count; k++) into[k] = from[places[k]!]!;
}

function addWeighted(totals: Float64Array, scores: Float64Array, weight: number, count: number): void {
  for (let k = 0; k < count; k++) totals[k]! += weight * scores[k]!;
}

/** The greatest value, and how often it occurs. */
function greatest(values: Float64Array, count: number): { best: number; ties: number } {
  let best = -Infinity, ties = 0;
  for (let k = 0; k < count; k++) {
    const v = values[k]!;
    if (v < best) continue;
    if (v === best) ties++;
    else { best = v; ties = 1; }
  }
  return { best, ties };
}

/** The place of the nth (from 0) that equals `wanted`. */
function occurrence(values: Float64Array, wanted: number, nth: number): number {
  let k = 0;
  for (; values[k] !== wanted || nth-- > 0; k++);
  return k;
}

/** Marks rows that are done already. */
const KEEP = unresolvable('', '');

/** Plugins that look at other nodes' pods. */
export const CLUSTER_WIDE: ReadonlySet<string> = new Set(['PodTopologySpread', 'InterPodAffinity']);

export const OTHER_NODE = unresolvable('NodeAffinity', "node(s) didn't satisfy plugin(s) [NodeAffinity]");

const namesNodes = (pod: PodInfo): boolean =>
  pod.shape.row.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms.some((t) => t.matchFields?.length) ?? false;

export function namesOf(checks: readonly Check[]): ReadonlySet<string> | undefined {
  let names: ReadonlySet<string> | undefined;
  for (const c of checks) if (c.nodeNames) names = names ? new Set([...names].filter((x) => c.nodeNames!.has(x))) : c.nodeNames;
  return names;
}
