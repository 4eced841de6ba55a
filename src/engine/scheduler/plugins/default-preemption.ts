/**
 * When a pod fits nowhere: on which node it would fit if pods of lower priority were evicted, and which ones, breaking as
 * few disruption budgets as can be. https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
 */
import type { LabelSelector, PodDisruptionBudget } from '../../api/types.ts';
import type { Random } from '../../kernel/random.ts';
import { DELETE } from '../cluster-event.ts';
import type { ClusterView } from '../cluster-view.ts';
import { filterRow } from '../filter-row.ts';
import { reasonCounts, type Diagnosis } from '../fit-error.ts';
import { unresolvable, type Check, type SchedulerPlugin, type Verdict } from '../framework.ts';
import { startMsOf, type PodInfo } from '../pod-info.ts';
import { isEmptySelector, labelMatcher } from '../selectors.ts';

const NAME = 'DefaultPreemption';
const NO_VICTIMS = unresolvable(NAME, 'No preemption victims found for incoming pod');
const NOT_HELPFUL = unresolvable(NAME, 'Preemption is not helpful for scheduling');
/** At least this share of the nodes in question, and at least so many of them, are tried before the best is taken. */
const MIN_CANDIDATES_PERCENT = 10;
const MIN_CANDIDATES = 100;

export interface Candidate {
  readonly node: number;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  readonly violations: number;
  readonly highestPriority: number;
  readonly prioritySum: number;
  /** Earliest start among the victims of the highest priority, virtual ms. */
  readonly earliestStartMs: number;
}

/** What dry runs found, by node, for pods whose fit depends on the node's own row alone: good as long as the row is as it was. */
export class KeptRuns {
  /** Runs that hold are found by these columns; objects would be all over the heap. */
  #rowVersion = new Float64Array(0);
  #budgetsVersion = new Float64Array(0);
  #candidates: (Candidate | undefined)[] = [];
  #refusals: Verdict[] = [];
  #worth = new Float64Array(0);

  /** Makes room for so many rows. */
  reserve(size: number): void {
    if (this.#rowVersion.length >= size) return;
    const wide = (old: Float64Array<ArrayBuffer>, width: number, fill: number): Float64Array<ArrayBuffer> => { const column = new Float64Array(width * 2 * size).fill(fill); column.set(old); return column; };
    this.#rowVersion = wide(this.#rowVersion, 1, -1);
    this.#budgetsVersion = wide(this.#budgetsVersion, 1, -1);
    this.#worth = wide(this.#worth, WORTHS, 0);
  }

  holds(n: number, rowVersion: number, budgetsVersion: number): boolean { return this.#rowVersion[n] === rowVersion && this.#budgetsVersion[n] === budgetsVersion; }

  keep(n: number, rowVersion: number, budgetsVersion: number, result: Candidate | Verdict): void {
    const candidate = isCandidate(result) ? result : undefined;
    this.#rowVersion[n] = rowVersion;
    this.#budgetsVersion[n] = budgetsVersion;
    this.#candidates[n] = candidate;
    this.#refusals[n] = candidate ? NO_VICTIMS : result as Verdict;
    const at = n * WORTHS;
    this.#worth[at] = candidate ? candidate.violations : -1;
    if (!candidate) return;
    this.#worth[at + 1] = candidate.highestPriority;
    this.#worth[at + 2] = candidate.prioritySum;
    this.#worth[at + 3] = candidate.victims.length;
    this.#worth[at + 4] = -candidate.earliestStartMs;
  }

  refusal(n: number): Verdict { return this.#refusals[n]!; }
  candidate(n: number): Candidate { return this.#candidates[n]!; }
  /** Budgets that would be broken; -1 = no eviction helps. */
  violations(n: number): number { return this.#worth[n * WORTHS]!; }

  /** Whether evicting on `a` costs less than on `b`: broken budgets, highest priority, sum of priorities, number of pods, and then the latest start. */
  better(a: number, b: number): boolean {
    const worth = this.#worth;
    for (let k = 0, i = a * WORTHS, j = b * WORTHS; k < WORTHS; k++, i++, j++) if (worth[i] !== worth[j]) return worth[i]! < worth[j]!;
    return false;
  }
}

const WORTHS = 5;

export interface Preemption {
  /** Absent when no eviction helps; the message then says why. */
  readonly candidate?: Candidate;
  readonly message: string;
  /** An earlier nomination is void. */
  readonly clearNomination: boolean;
}

/** Whether `a` is worth more than `b`: by priority, then by age. */
function moreImportant(a: PodInfo, b: PodInfo, nowMs: number): number {
  const byPriority = b.shape.row.priority - a.shape.row.priority;
  if (byPriority !== 0) return byPriority;
  const byStart = startMsOf(a.pod, nowMs) - startMsOf(b.pod, nowMs);
  if (byStart !== 0) return byStart;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Pods whose eviction one of their budgets does not allow any more, when all of `pods` go in this order. */
function violating(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): Set<PodInfo> {
  const found = new Set<PodInfo>();
  const allowed = budgets.map((b) => b.status?.disruptionsAllowed ?? 0);
  for (const p of pods) {
    if (Object.keys(p.shape.labels).length === 0) continue;
    for (let i = 0; i < budgets.length; i++) {
      const b = budgets[i]!;
      const selector = b.spec?.selector as LabelSelector | undefined;
      if (b.metadata.namespace !== p.shape.namespace || isEmptySelector(selector) || !labelMatcher(selector)(p.shape.labels)) continue;
      if (b.status?.disruptedPods && p.pod.metadata.name! in b.status.disruptedPods) continue;
      if (--allowed[i]! < 0) found.add(p);
    }
  }
  return found;
}

/** Which pods would have to leave node `n`. Rows are changed for the moment and put back. */
function dryRun(pod: PodInfo, n: number, checks: readonly Check[], view: ClusterView, budgets: readonly PodDisruptionBudget[]): Candidate | Verdict {
  const { table } = view;
  const { priority } = pod.shape.row;
  const filters = checks.filter((c) => c.filter);
  const counters = checks.filter((c) => c.podChanged);
  const lift = (p: PodInfo): void => { table.liftPod(p); for (const c of counters) c.podChanged!(n, p, -1); };
  const place = (p: PodInfo): void => { table.placePod(p, n); for (const c of counters) c.podChanged!(n, p, 1); };
  const potential = table.pods[n]!.filter((p) => p.shape.row.priority < priority);
  if (potential.length === 0) return NO_VICTIMS;
  for (const p of potential) lift(p);
  const refusal = filterRow(filters, table, n, priority, pod);
  if (refusal) {
    for (const p of potential) place(p);
    return refusal;
  }
  const now = view.now();
  potential.sort((a, b) => moreImportant(a, b, now));
  const breaking = budgets.length > 0 ? violating(potential, budgets) : NONE;
  const victims: PodInfo[] = [];
  let violations = 0;
  const reprieve = (p: PodInfo): void => {
    place(p);
    if (!filterRow(filters, table, n, priority, pod)) return;
    lift(p);
    victims.push(p);
    if (breaking.has(p)) violations++;
  };
  for (const p of potential) if (breaking.has(p)) reprieve(p);
  for (const p of potential) if (!breaking.has(p)) reprieve(p);
  for (const p of victims) place(p);
  victims.sort((a, b) => moreImportant(a, b, now));
  const highestPriority = victims.length > 0 ? victims[0]!.shape.row.priority : -Infinity;
  let prioritySum = 0, earliestStartMs = Infinity;
  for (const v of victims) {
    prioritySum += v.shape.row.priority + 2147483648;
    if (v.shape.row.priority === highestPriority) earliestStartMs = Math.min(earliestStartMs, startMsOf(v.pod, now));
  }
  return { node: n, victims, violations, highestPriority, prioritySum, earliestStartMs };
}

const NONE: ReadonlySet<PodInfo> = new Set();
const isCandidate = (r: Candidate | Verdict): r is Candidate => 'victims' in r;

/** A pod that is going because the scheduler evicted it. */
function terminatingByPreemption(p: PodInfo): boolean {
  if (p.pod.metadata.deletionTimestamp === undefined) return false;
  const target = p.pod.status?.conditions?.find((c) => c.type === 'DisruptionTarget');
  return target?.status === 'True' && target.reason === 'PreemptionByScheduler';
}

/** Which rows an eviction may help, as 0 and 1, and how many there are. */
export interface Helpable { readonly rows: Uint8Array; readonly count: number }

function helpableOf(verdicts: Diagnosis['verdicts']): Helpable {
  const rows = new Uint8Array(verdicts.length);
  let count = 0;
  for (let n = 0; n < verdicts.length; n++) { const v = verdicts[n]; if (v !== undefined && !v.unresolvable) { rows[n] = 1; count++; } }
  return { rows, count };
}

const ineligible = (why: string): Preemption => ({ message: `preemption: not eligible due to ${why}.`, clearNomination: false });

export function preempt(
  pod: PodInfo, checks: readonly Check[], diagnosis: Diagnosis, view: ClusterView, random: Random, runs = new KeptRuns(), known?: Helpable,
): Preemption {
  const { table } = view;
  if (pod.pod.spec!.preemptionPolicy === 'Never') return ineligible('preemptionPolicy=Never');
  const nominatedTo = pod.pod.status?.nominatedNodeName;
  if (nominatedTo) {
    const n = table.indexOf(nominatedTo);
    if (n >= 0 && !diagnosis.verdicts[n]?.unresolvable &&
      table.pods[n]!.some((p) => p.shape.row.priority < pod.shape.row.priority && terminatingByPreemption(p))) {
      return ineligible('a terminating pod on the nominated node');
    }
  }
  const { rows, count } = known ?? helpableOf(diagnosis.verdicts);
  const found = new Map<Verdict, number>();
  if (count < diagnosis.nodeCount) found.set(NOT_HELPFUL, diagnosis.nodeCount - count);
  let best = -1, candidates = 0, clean = false;
  if (count > 0) {
    const { budgetsVersion } = view;
    const { rowVersion } = table;
    const budgets = [...view.disruptionBudgets()];
    const offset = count > 1 ? random.int(count) : 0;
    const enough = Math.min(count, Math.max(MIN_CANDIDATES, Math.floor((count * MIN_CANDIDATES_PERCENT) / 100)));
    runs.reserve(rows.length);
    // The first row in question is the one at the offset; after the last comes the first again.
    let n = -1;
    for (let left = offset + 1; left > 0;) left -= rows[++n]!;
    for (let i = 0; i < count && !(clean && candidates >= enough); i++) {
      if (!runs.holds(n, rowVersion[n]!, budgetsVersion)) runs.keep(n, rowVersion[n]!, budgetsVersion, dryRun(pod, n, checks, view, budgets));
      const violations = runs.violations(n);
      if (violations < 0) { const refusal = runs.refusal(n); found.set(refusal, (found.get(refusal) ?? 0) + 1); }
      else {
        candidates++;
        if (violations === 0) clean = true;
        if (best < 0 || runs.better(n, best)) best = n;
      }
      do if (++n === rows.length) n = 0; while (rows[n] === 0);
    }
  }
  if (best >= 0) return { candidate: runs.candidate(best), message: '', clearNomination: false };
  const reasons = reasonCounts(found);
  return { message: `preemption: 0/${diagnosis.nodeCount} nodes are available:${reasons ? ` ${reasons}.` : ''}`, clearNomination: true };
}

export const defaultPreemption: SchedulerPlugin = {
  name: NAME, weight: 0,
  // Pods it refused wait for their victims; what else refused them decides when they are tried again.
  events: [{ event: { resource: 'AssignedPod', actions: DELETE }, hint: () => 'Skip' }],
};
