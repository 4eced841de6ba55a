/**
 * Spreads pods over zones, hosts or any label of nodes. Hard constraints (DoNotSchedule) refuse nodes, soft ones
 * (ScheduleAnyway) score them; pods without constraints of their own are spread softly by host and zone together with
 * the pods of their Service or workload.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
import type { LabelSelector, Node, Pod, Toleration } from '../../api/types.ts';
import { ADD, DELETE, UPDATE_NODE_LABEL, UPDATE_NODE_TAINT, UPDATE_POD_LABEL } from '../cluster-event.ts';
import type { ClusterView } from '../cluster-view.ts';
import { MAX_NODE_SCORE, unresolvable, unschedulable, type Check, type SchedulerPlugin, type Verdict } from '../framework.ts';
import type { PodInfo, PodShape } from '../pod-info.ts';
import { labelMatcher, labelsOfNode, untoleratedTaint, type LabelMatcher, type NodeMatcher } from '../selectors.ts';
import type { TopologyColumn } from '../topology-column.ts';

const NAME = 'PodTopologySpread';
const MISMATCH = unschedulable(NAME, "node(s) didn't match pod topology spread constraints");
const NO_LABEL = unresolvable(NAME, "node(s) didn't match pod topology spread constraints (missing required label)");
const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

interface Constraint {
  key: string;
  maxSkew: number;
  minDomains: number;
  matches: LabelMatcher;
  honorAffinity: boolean;
  honorTaints: boolean;
}

/** Pods that count for a constraint, by the value id of its topology key, over the nodes that count. */
class Tally {
  readonly column: TopologyColumn;
  readonly counts: Float64Array;
  /** Domains that have a node that counts. */
  readonly #domains: Uint8Array;
  domainCount = 0;
  /** Values the nodes have, and one more where some node has none. */
  readonly allDomains: number;
  /** Which nodes count for it. */
  eligible = new Uint8Array(0);
  /** Domains by how many pods they have, to know the least at once. */
  #histogram: number[] = [];
  #least = 0;

  constructor(readonly constraint: Constraint, { table }: ClusterView) {
    this.column = table.topology(constraint.key);
    this.eligible = new Uint8Array(table.size);
    const present = new Set<number>();
    for (let n = 0; n < table.size; n++) if (table.nodes[n]) present.add(this.column.ids[n]!);
    this.allDomains = present.size;
    this.counts = new Float64Array(this.column.values.length);
    this.#domains = new Uint8Array(this.column.values.length);
  }

  addNode(n: number): void {
    this.eligible[n] = 1;
    const id = this.column.ids[n]!;
    if (this.#domains[id]) return;
    this.#domains[id] = 1;
    this.domainCount++;
    this.#histogram[0] = (this.#histogram[0] ?? 0) + 1;
  }

  add(n: number, delta: number): void {
    if (!this.eligible[n]) return;
    const id = this.column.ids[n]!;
    const before = this.counts[id]!;
    const after = before + delta;
    this.counts[id] = after;
    const h = this.#histogram;
    h[before]!--;
    h[after] = (h[after] ?? 0) + 1;
    if (after < this.#least) this.#least = after;
  }

  /** Pods in the domain that has the fewest; 0 when there are fewer domains than `minDomains`. */
  least(): number {
    if (this.domainCount === 0) return Infinity;
    while (!this.#histogram[this.#least]) this.#least++;
    return this.domainCount < this.constraint.minDomains ? 0 : this.#least;
  }

  count(n: number): number { return this.counts[this.column.ids[n]!]!; }
}

function constraintsOf(pod: Pod, whenUnsatisfiable: string): Constraint[] {
  const labels = (pod.metadata.labels ?? {}) as Record<string, string>;
  return (pod.spec!.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === whenUnsatisfiable).map((c) => {
    const own = c.matchLabelKeys?.filter((key) => labels[key] !== undefined).map((key) => ({ key, operator: 'In', values: [labels[key]!] })) ?? [];
    const selector = own.length > 0 && c.labelSelector
      ? { ...c.labelSelector, matchExpressions: [...(c.labelSelector.matchExpressions ?? []), ...own] } : c.labelSelector;
    return {
      key: c.topologyKey, maxSkew: c.maxSkew, minDomains: c.minDomains ?? 1, matches: labelMatcher(selector as LabelSelector | undefined),
      honorAffinity: c.nodeAffinityPolicy !== 'Ignore', honorTaints: c.nodeTaintsPolicy === 'Honor',
    };
  });
}

function defaultConstraints(pod: Pod, view: ClusterView): Constraint[] {
  const selectors = view.defaultSelectors(pod).map((s) => labelMatcher(s));
  if (selectors.length === 0) return [];
  const matches: LabelMatcher = (labels) => selectors.every((m) => m(labels));
  const base = { minDomains: 1, matches, honorAffinity: true, honorTaints: false };
  return [{ ...base, key: HOSTNAME, maxSkew: 3 }, { ...base, key: ZONE, maxSkew: 5 }];
}

/** `PodTopologySpreadArgs.defaultConstraints`, with `defaultingType: List`: for pods that have none of their own. */
export interface DefaultConstraint { readonly maxSkew: number; readonly topologyKey: string; readonly whenUnsatisfiable: string }

function listedConstraints(list: readonly DefaultConstraint[], whenUnsatisfiable: string, pod: Pod, view: ClusterView): Constraint[] {
  const selectors = view.defaultSelectors(pod).map((s) => labelMatcher(s));
  if (selectors.length === 0) return [];
  const matches: LabelMatcher = (labels) => selectors.every((m) => m(labels));
  return list.filter((c) => c.whenUnsatisfiable === whenUnsatisfiable)
    .map((c) => ({ key: c.topologyKey, maxSkew: c.maxSkew, minDomains: 1, matches, honorAffinity: true, honorTaints: false }));
}

function counts(c: Constraint, node: Node, matcher: NodeMatcher | undefined, tolerations: Toleration[] | undefined): boolean {
  if (c.honorAffinity && matcher && !matcher(node)) return false;
  return !c.honorTaints || !untoleratedTaint(node.spec?.taints, tolerations);
}

class SpreadCheck implements Check {
  readonly plugin: SchedulerPlugin;
  readonly scope = 'cluster';
  readonly normalize = 'own';
  readonly filter?: (n: number) => Verdict | undefined;
  readonly filterRows?: (refusals: (Verdict | undefined)[]) => void;
  readonly preScore?: (feasible: ArrayLike<number>, count: number, standFor?: ArrayLike<number>) => boolean;
  readonly score?: (n: number) => number;
  readonly scoreRows?: (scores: Float64Array, feasible: ArrayLike<number>, count: number) => void;

  #hard: Tally[];
  #soft: Tally[];
  #selfMatch: number[];
  /** Which tallies a shape counts for; hard ones first. */
  #effects = new Map<PodShape, readonly Tally[]>();
  /** Nodes that lack one of the soft constraints' keys (where all are required): they are not scored. */
  #ignored: Uint8Array;
  #ignoresSome: boolean;
  #weights: number[] = [];
  #matching: Int32Array[] = [];
  #view: ClusterView;
  #namespace: string;

  constructor(plugin: SchedulerPlugin, pod: PodInfo, view: ClusterView, hard: Constraint[], soft: Constraint[], requireAll: boolean) {
    this.plugin = plugin;
    this.#view = view;
    this.#namespace = pod.shape.namespace;
    this.#hard = hard.map((c) => new Tally(c, view));
    this.#soft = soft.map((c) => new Tally(c, view));
    this.#selfMatch = hard.map((c) => (c.matches(pod.shape.labels) ? 1 : 0));
    const { table } = view;
    this.#matching = soft.map((c) => (c.key === HOSTNAME ? new Int32Array(table.size) : EMPTY));
    const { row } = pod.shape;
    this.#mark(this.#hard, true, row.nodeMatcher, row.spec.tolerations);
    this.#mark(this.#soft, requireAll, row.nodeMatcher, row.spec.tolerations);
    for (const shape of table.shapesByNamespace.get(this.#namespace) ?? []) {
      if (this.#effectsOf(shape).length === 0) continue;
      for (const [n, count] of shape.nodes) this.#add(n, shape, count);
    }
    this.#ignored = new Uint8Array(table.size);
    if (requireAll) for (let n = 0; n < table.size; n++) if (this.#soft.some((t) => t.column.ids[n]! < 0)) this.#ignored[n] = 1;
    this.#ignoresSome = this.#ignored.includes(1);
    if (hard.length > 0) {
      this.filter = (n) => this.#filter(n);
      this.filterRows = (refusals) => this.#filterRows(refusals);
    }
    if (soft.length > 0) {
      this.preScore = (feasible, count, standFor) => this.#preScore(feasible, count, standFor);
      this.score = (n) => this.#score(n);
      this.scoreRows = (scores, feasible, count) => this.#scoreRows(scores, feasible, count);
    }
  }

  podChanged(n: number, pod: PodInfo, delta: 1 | -1): void {
    if (pod.shape.namespace === this.#namespace) this.#add(n, pod.shape, delta);
  }

  likeness(): ((n: number) => string) | undefined {
    const { count } = this.#view.table;
    const parts: ((n: number) => number)[] = [];
    for (const t of [...this.#hard, ...this.#soft]) {
      const { ids } = t.column;
      const byNode = this.#matching[this.#soft.indexOf(t)] ?? EMPTY;
      if (byNode !== EMPTY) parts.push((n) => (ids[n]! < 0 ? -1 : byNode[n]!));
      else if (t.allDomains <= FEW_DOMAINS) parts.push((n) => ids[n]!);
      else if (t.allDomains === count) parts.push((n) => (ids[n]! < 0 ? -1 : t.count(n)));
      else return undefined;
    }
    return parts.length === 1 ? (n) => String(parts[0]!(n)) : (n) => parts.map((part) => part(n)).join();
  }

  #mark(tallies: Tally[], requireAll: boolean, matcher: NodeMatcher | undefined, tolerations: Toleration[] | undefined): void {
    const { table } = this.#view;
    if (tallies.length === 0) return;
    for (let n = 0; n < table.size; n++) {
      const node = table.nodes[n];
      if (!node || (requireAll && tallies.some((t) => t.column.ids[n]! < 0))) continue;
      for (const t of tallies) if (t.column.ids[n]! >= 0 && counts(t.constraint, node, matcher, tolerations)) t.addNode(n);
    }
  }

  #effectsOf(shape: PodShape): readonly Tally[] {
    let effects = this.#effects.get(shape);
    if (!effects) {
      effects = shape.terminating ? NO_TALLIES : [...this.#hard, ...this.#soft].filter((t) => t.constraint.matches(shape.labels));
      if (effects.length === 0) effects = NO_TALLIES;
      this.#effects.set(shape, effects);
    }
    return effects;
  }

  #add(n: number, shape: PodShape, delta: number): void {
    for (const t of this.#effectsOf(shape)) {
      t.add(n, delta);
      const i = this.#soft.indexOf(t);
      if (i >= 0 && this.#matching[i] !== EMPTY) this.#matching[i]![n]! += delta;
    }
  }

  #filter(n: number): Verdict | undefined {
    for (let i = 0; i < this.#hard.length; i++) {
      const t = this.#hard[i]!;
      if (t.column.ids[n]! < 0) return NO_LABEL;
      if (t.count(n) + this.#selfMatch[i]! - t.least() > t.constraint.maxSkew) return MISMATCH;
    }
    return undefined;
  }

  #filterRows(refusals: (Verdict | undefined)[]): void {
    for (let i = 0; i < this.#hard.length; i++) {
      const t = this.#hard[i]!;
      const { ids } = t.column;
      const { counts } = t;
      const most = t.constraint.maxSkew + t.least() - this.#selfMatch[i]!;
      for (let n = 0; n < refusals.length; n++) {
        if (refusals[n] !== undefined) continue;
        const id = ids[n]!;
        if (id < 0) refusals[n] = NO_LABEL;
        else if (counts[id]! > most) refusals[n] = MISMATCH;
      }
    }
  }

  /** Weighs each constraint by how many domains the nodes in question have: few domains hold many pods each. */
  #preScore(feasible: ArrayLike<number>, count: number, standFor: ArrayLike<number> | undefined): boolean {
    const ignored = this.#ignored;
    let scored = standFor ? 0 : count;
    if (standFor) for (let k = 0; k < count; k++) scored += ignored[feasible[k]!] ? 0 : standFor[k]!;
    else if (this.#ignoresSome) for (let k = 0; k < count; k++) scored -= ignored[feasible[k]!]!;
    this.#weights = this.#soft.map((t) => {
      if (t.constraint.key === HOSTNAME) return Math.log(scored + 2);
      const { ids } = t.column;
      const seen = new Uint8Array(t.counts.length + 1);
      const most = t.allDomains;
      let domains = 0;
      for (let k = 0; k < count && domains < most; k++) {
        const n = feasible[k]!;
        // A node without the label counts as one domain more, that of no value.
        const id = ids[n]! + 1;
        if (seen[id] || ignored[n]) continue;
        seen[id] = 1;
        domains++;
      }
      return Math.log(domains + 2);
    });
    return true;
  }

  #score(n: number): number {
    if (this.#ignored[n]) return -1;
    let score = 0;
    for (let i = 0; i < this.#soft.length; i++) {
      const t = this.#soft[i]!;
      const id = t.column.ids[n]!;
      if (id < 0) continue;
      const pods = this.#matching[i] === EMPTY ? t.counts[id]! : this.#matching[i]![n]!;
      score += pods * this.#weights[i]! + (t.constraint.maxSkew - 1);
    }
    return Math.floor(score + 0.5);
  }

  #scoreRows(scores: Float64Array, feasible: ArrayLike<number>, count: number): void {
    const places = feasible as Int32Array;
    const terms = this.#soft.map((t, i) => this.#term(t, i));
    const last = terms.length - 1;
    for (let i = 0; i < last; i++) addTerm(scores, places, count, terms[i]!, i === 0);
    addLastTerm(scores, places, count, terms[last]!, last === 0);
    const ignored = this.#ignored;
    if (this.#ignoresSome) for (let k = 0; k < count; k++) if (ignored[feasible[k]!]) scores[k] = -1;
  }

  /** What a constraint adds to a node's score, by domain; of hosts, by node and for each pod there. */
  #term(t: Tally, i: number): Term {
    const weight = this.#weights[i]!, plus = t.constraint.maxSkew - 1;
    const byNode = this.#matching[i]!;
    const sums = new Float64Array(t.counts.length + 1);
    if (byNode === EMPTY) for (let id = 0; id < t.counts.length; id++) sums[id + 1] = t.counts[id]! * weight + plus;
    else sums.fill(plus, 1);
    return { ids: t.column.ids, sums, byNode, weight };
  }

  /** The fewest pods score best; nodes that lack a topology key (-1) score nothing. */
  normalizeScores(scores: Float64Array, _feasible: ArrayLike<number>, count: number): void {
    let min = Infinity, max = 0;
    for (let k = 0; k < count; k++) {
      const s = scores[k]!;
      if (s < 0) continue;
      if (s < min) min = s;
      if (s > max) max = s;
    }
    const share = (s: number): number => (s < 0 ? 0 : max === 0 ? MAX_NODE_SCORE : Math.floor((MAX_NODE_SCORE * (max + min - s)) / max));
    if (min !== Infinity && max - min < count) {
      // Few values among many nodes: work each out once.
      const shares = new Float64Array(max - min + 1);
      for (let s = min; s <= max; s++) shares[s - min] = share(s);
      for (let k = 0; k < count; k++) { const s = scores[k]!; scores[k] = s < 0 ? 0 : shares[s - min]!; }
    } else for (let k = 0; k < count; k++) scores[k] = share(scores[k]!);
  }
}

const EMPTY = new Int32Array(0);
/** Nodes are told apart by the domain itself where there are no more than these, else by how many pods it has. */
const FEW_DOMAINS = 64;

interface Term { ids: Int32Array; sums: Float64Array; byNode: Int32Array; weight: number }

/** Adds one constraint's part to every score; the first one starts them. */
function addTerm(scores: Float64Array, feasible: Int32Array, count: number, { ids, sums, byNode, weight }: Term, first: boolean): void {
  for (let k = 0; k < count; k++) {
    const n = feasible[k]!;
    let s = first ? 0 : scores[k]!;
    if (byNode === EMPTY) s += sums[ids[n]! + 1]!;
    else if (ids[n]! >= 0) s += byNode[n]! * weight + sums[1]!;
    scores[k] = s;
  }
}

/** As `addTerm`, then rounds (half away from zero: the sums are not negative). */
function addLastTerm(scores: Float64Array, feasible: Int32Array, count: number, term: Term, first: boolean): void {
  const { ids, sums, byNode } = term;
  if (byNode === EMPTY && !first) {
    for (let k = 0; k < count; k++) scores[k] = Math.floor(scores[k]! + sums[ids[feasible[k]!]! + 1]! + 0.5);
    return;
  }
  addTerm(scores, feasible, count, term, first);
  for (let k = 0; k < count; k++) scores[k] = Math.floor(scores[k]! + 0.5);
}

const NO_TALLIES: readonly Tally[] = [];

const hardKeys = (pod: PodInfo): string[] => (pod.pod.spec!.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === 'DoNotSchedule').map((c) => c.topologyKey);
const hasAllKeys = (pod: PodInfo, node: Node): boolean => hardKeys(pod).every((key) => labelsOfNode(node)[key] !== undefined);

/** The pod as it was, for pods given as table rows or as plain objects. */
function counted(pod: PodInfo, other: unknown): boolean {
  const shape = (other as PodInfo | undefined)?.shape;
  if (!shape || shape.namespace !== pod.shape.namespace) return false;
  return constraintsOf(pod.pod, 'DoNotSchedule').some((c) => c.matches(shape.labels));
}

/** `list`: the default constraints; undefined = the system's. */
export const podTopologySpreadWith = (list: readonly DefaultConstraint[] | undefined): SchedulerPlugin => ({
  name: NAME, weight: 2,
  prepare(pod, view): Check | undefined {
    const { sample } = pod.shape;
    const own = (sample.spec!.topologySpreadConstraints ?? []).length > 0;
    const of = (action: string): Constraint[] => (own ? constraintsOf(sample, action) : list ? listedConstraints(list, action, sample, view) : action === 'ScheduleAnyway' ? defaultConstraints(sample, view) : []);
    const hard = of('DoNotSchedule'), soft = of('ScheduleAnyway');
    if (hard.length === 0 && soft.length === 0) return undefined;
    return new SpreadCheck(podTopologySpread, pod, view, hard, soft, own || list !== undefined);
  },
  events: [
    {
      event: { resource: 'AssignedPod', actions: ADD | DELETE | UPDATE_POD_LABEL },
      hint: (pod, old, current) => (counted(pod, old) || counted(pod, current) ? 'Queue' : 'Skip'),
    },
    {
      event: { resource: 'Node', actions: ADD | DELETE | UPDATE_NODE_LABEL | UPDATE_NODE_TAINT },
      hint: (pod, old, node) => ((node && hasAllKeys(pod, node as Node)) || (old && hasAllKeys(pod, old as Node)) ? 'Queue' : 'Skip'),
    },
  ],
});

export const podTopologySpread: SchedulerPlugin = podTopologySpreadWith(undefined);
