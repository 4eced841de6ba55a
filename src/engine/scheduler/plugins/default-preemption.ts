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

/** What a dry run found on a node, as long as the row is as it was. */
interface KeptRun { rowVersion: number; budgetsVersion: number; result: Candidate | Verdict }

/** Dry runs by node, for pods whose fit depends on the node's own row alone. */
export type KeptRuns = (KeptRun | undefined)[];

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

function better(a: Candidate, b: Candidate): boolean {
  if (a.violations !== b.violations) return a.violations < b.violations;
  if (a.highestPriority !== b.highestPriority) return a.highestPriority < b.highestPriority;
  if (a.prioritySum !== b.prioritySum) return a.prioritySum < b.prioritySum;
  if (a.victims.length !== b.victims.length) return a.victims.length < b.victims.length;
  return a.earliestStartMs > b.earliestStartMs;
}

/** A pod that is going because the scheduler evicted it. */
function terminatingByPreemption(p: PodInfo): boolean {
  if (p.pod.metadata.deletionTimestamp === undefined) return false;
  const target = p.pod.status?.conditions?.find((c) => c.type === 'DisruptionTarget');
  return target?.status === 'True' && target.reason === 'PreemptionByScheduler';
}

const ineligible = (why: string): Preemption => ({ message: `preemption: not eligible due to ${why}.`, clearNomination: false });

export function preempt(
  pod: PodInfo, checks: readonly Check[], diagnosis: Diagnosis, view: ClusterView, random: Random, kept?: KeptRuns,
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
  const inQuestion: number[] = [];
  const { verdicts } = diagnosis;
  for (let n = 0; n < verdicts.length; n++) {
    const v = verdicts[n];
    if (v !== undefined && !v.unresolvable) inQuestion.push(n);
  }
  const found = new Map<Verdict, number>();
  if (inQuestion.length < diagnosis.nodeCount) found.set(NOT_HELPFUL, diagnosis.nodeCount - inQuestion.length);
  let best: Candidate | undefined, candidates = 0, clean = false;
  if (inQuestion.length > 0) {
    const budgets = [...view.disruptionBudgets()];
    const offset = inQuestion.length > 1 ? random.int(inQuestion.length) : 0;
    const enough = Math.min(inQuestion.length, Math.max(MIN_CANDIDATES, Math.floor((inQuestion.length * MIN_CANDIDATES_PERCENT) / 100)));
    for (let i = 0; i < inQuestion.length && !(clean && candidates >= enough); i++) {
      const n = inQuestion[(offset + i) % inQuestion.length]!;
      let run = kept?.[n];
      if (!run || run.rowVersion !== table.rowVersion[n] || run.budgetsVersion !== view.budgetsVersion) {
        run = { rowVersion: table.rowVersion[n]!, budgetsVersion: view.budgetsVersion, result: dryRun(pod, n, checks, view, budgets) };
        if (kept) kept[n] = run;
      }
      const { result } = run;
      if (!isCandidate(result)) { found.set(result, (found.get(result) ?? 0) + 1); continue; }
      candidates++;
      if (result.violations === 0) clean = true;
      if (!best || better(result, best)) best = result;
    }
  }
  if (best) return { candidate: best, message: '', clearNomination: false };
  const reasons = reasonCounts(found);
  return { message: `preemption: 0/${diagnosis.nodeCount} nodes are available:${reasons ? ` ${reasons}.` : ''}`, clearNomination: true };
}

export const defaultPreemption: SchedulerPlugin = {
  name: NAME, weight: 0,
  // Pods it refused wait for their victims; what else refused them decides when they are tried again.
  events: [{ event: { resource: 'AssignedPod', actions: DELETE }, hint: () => 'Skip' }],
};
