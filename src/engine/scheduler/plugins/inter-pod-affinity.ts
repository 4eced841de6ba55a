/**
 * Affinity and anti-affinity between pods, of the pod to be placed and of those placed before.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
 */
import { ADD, DELETE, UPDATE_NODE_LABEL, UPDATE_POD_LABEL } from '../cluster-event.ts';
import type { ClusterView } from '../cluster-view.ts';
import { MAX_NODE_SCORE, unresolvable, unschedulable, type Check, type SchedulerPlugin, type Verdict } from '../framework.ts';
import { termMatches, type PodTerm } from '../pod-affinity-terms.ts';
import type { PodInfo, PodShape } from '../pod-info.ts';
import type { TopologyColumn } from '../topology-column.ts';
import { labelsOfNode } from '../selectors.ts';
import type { Node } from '../../api/types.ts';

const NAME = 'InterPodAffinity';
const NO_FRIEND = unresolvable(NAME, "node(s) didn't match pod affinity rules");
const HAS_FOE = unschedulable(NAME, "node(s) didn't match pod anti-affinity rules");
const IS_FOE = unschedulable(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");
/** What a required affinity of a placed pod towards the new one weighs in scoring (`hardPodAffinityWeight`). */
const HARD_WEIGHT = 1;

/** Nodes are told apart by the domain itself where there are no more than these, else by what counts there. */
const FEW_DOMAINS = 64;

/** Sums by the value of one topology key. */
class Counter {
  sums: Float64Array;
  /** How many of the sums are not 0. */
  filled = 0;
  constructor(readonly column: TopologyColumn) { this.sums = new Float64Array(column.values.length); }

  add(n: number, amount: number): void {
    const id = this.column.ids[n]!;
    if (id < 0) return;
    if (id >= this.sums.length) { const wide = new Float64Array(Math.max(2 * id, 16)); wide.set(this.sums); this.sums = wide; }
    const before = this.sums[id]!;
    const after = before + amount;
    this.sums[id] = after;
    if (before === 0) this.filled++;
    if (after === 0) this.filled--;
  }

  at(n: number): number { return this.sums[this.column.ids[n]!] ?? 0; }

  /** Refuses the rows in whose domain there is any. */
  refuse(refusals: (Verdict | undefined)[], verdict: Verdict): void {
    const { sums, column: { ids } } = this;
    if (this.filled === 0) return;
    for (let n = 0; n < refusals.length; n++) if (refusals[n] === undefined && sums[ids[n]!]! > 0) refusals[n] = verdict;
  }
}

type Counters = Map<string, Counter>;
interface Effect { counter: Counter; amount: number }

class AffinityCheck implements Check {
  readonly plugin: SchedulerPlugin;
  readonly scope = 'cluster';
  readonly normalize = 'own';

  #shape: PodShape;
  #view: ClusterView;
  #friends: Counters = new Map();
  #foes: Counters = new Map();
  /** Placed pods that do not want the new one near, by topology value. */
  #foeOf: Counters = new Map();
  #scores: Counters = new Map();
  #scoreList: Counter[] = [];
  #selfMatch: boolean;
  #counterCount = 0;
  #effects = new Map<PodShape, readonly Effect[]>();

  constructor(plugin: SchedulerPlugin, shape: PodShape, view: ClusterView) {
    this.plugin = plugin;
    this.#shape = shape;
    this.#view = view;
    this.#selfMatch = this.#matchesAll(shape.affinity.required, shape);
    for (const t of shape.affinity.required) this.#counter(this.#friends, t.topologyKey);
    for (const t of shape.affinity.requiredAnti) this.#counter(this.#foes, t.topologyKey);
    for (const other of this.#shapesOfInterest()) {
      const effects = this.#effectsOf(other);
      if (effects.length > 0) for (const [n, count] of other.nodes) for (const e of effects) e.counter.add(n, e.amount * count);
    }
  }

  podChanged(n: number, pod: PodInfo, delta: 1 | -1): void {
    for (const e of this.#effectsOf(pod.shape)) e.counter.add(n, e.amount * delta);
  }

  likenessVersion(): number { return this.#counterCount; }

  likeness(): ((n: number) => string) | undefined {
    const { table } = this.#view;
    const parts: ((n: number) => number)[] = [];
    const known = new Set<TopologyColumn>();
    for (const counters of [this.#friends, this.#foes, this.#foeOf, this.#scores]) {
      for (const counter of counters.values()) {
        const { column } = counter;
        if (column.values.length <= FEW_DOMAINS) {
          if (!known.has(column)) parts.push((n) => column.ids[n]!);
          known.add(column);
        } else if (column.domains(table.size) === table.count) parts.push((n) => (column.ids[n]! < 0 ? -0.5 : counter.at(n)));
        else return undefined;
      }
    }
    return (n) => { let text = ''; for (const part of parts) text += `${part(n)},`; return text; };
  }

  filter(n: number): Verdict | undefined {
    if (this.#friends.size > 0 && !this.#hasFriends(n)) return NO_FRIEND;
    for (const counter of this.#foes.values()) if (counter.at(n) > 0) return HAS_FOE;
    for (const counter of this.#foeOf.values()) if (counter.at(n) > 0) return IS_FOE;
    return undefined;
  }

  filterRows(refusals: (Verdict | undefined)[]): void {
    if (this.#friends.size > 0) for (let n = 0; n < refusals.length; n++) if (refusals[n] === undefined && !this.#hasFriends(n)) refusals[n] = NO_FRIEND;
    for (const counter of this.#foes.values()) counter.refuse(refusals, HAS_FOE);
    for (const counter of this.#foeOf.values()) counter.refuse(refusals, IS_FOE);
  }

  preScore(): boolean {
    this.#scoreList = [...this.#scores.values()].filter((c) => c.filled > 0);
    return this.#scoreList.length > 0;
  }

  scoreRows(scores: Float64Array, feasible: ArrayLike<number>, count: number): void {
    scores.fill(0, 0, count);
    for (const counter of this.#scoreList) {
      const { column: { ids }, sums } = counter;
      for (let k = 0; k < count; k++) {
        const id = ids[feasible[k]!]!;
        if (id >= 0 && id < sums.length) scores[k]! += sums[id]!;
      }
    }
  }

  score(n: number): number {
    let sum = 0;
    for (const counter of this.#scoreList) sum += counter.at(n);
    return sum;
  }

  normalizeScores(scores: Float64Array, _feasible: ArrayLike<number>, count: number): void {
    let min = Infinity, max = -Infinity;
    for (let k = 0; k < count; k++) { const s = scores[k]!; if (s < min) min = s; if (s > max) max = s; }
    const range = max - min;
    for (let k = 0; k < count; k++) scores[k] = range > 0 ? Math.floor(MAX_NODE_SCORE * ((scores[k]! - min) / range)) : 0;
  }

  #hasFriends(n: number): boolean {
    let missing = false;
    for (const counter of this.#friends.values()) {
      if (counter.column.ids[n]! < 0) return false;
      if (counter.at(n) <= 0) missing = true;
    }
    if (!missing) return true;
    // The first of a group of pods that want to be together may go anywhere.
    if (!this.#selfMatch) return false;
    for (const counter of this.#friends.values()) if (counter.filled > 0) return false;
    return true;
  }

  #counter(counters: Counters, key: string): Counter {
    let counter = counters.get(key);
    if (!counter) {
      counters.set(key, (counter = new Counter(this.#view.table.topology(key))));
      this.#counterCount++;
    }
    return counter;
  }

  #matches(t: PodTerm, shape: PodShape): boolean {
    return termMatches(t, shape.namespace, shape.labels, (name) => this.#view.namespaceLabels(name));
  }

  #matchesAll(terms: readonly PodTerm[], shape: PodShape): boolean {
    for (const t of terms) if (!this.#matches(t, shape)) return false;
    return terms.length > 0;
  }

  /** Placed shapes that may count: those with terms of their own, and those in the namespaces that our terms speak of. */
  #shapesOfInterest(): Iterable<PodShape> {
    const { table } = this.#view;
    const own = this.#shape.affinity;
    const found = new Set(table.affinityShapes);
    if (!own.any) return found;
    const names = new Set<string>();
    for (const t of [...own.required, ...own.requiredAnti, ...own.preferred, ...own.preferredAnti]) {
      for (const name of t.namespaces) names.add(name);
      if (t.namespaceLabels) for (const name of table.shapesByNamespace.keys()) names.add(name);
    }
    for (const name of names) for (const shape of table.shapesByNamespace.get(name) ?? []) found.add(shape);
    return found;
  }

  #effectsOf(other: PodShape): readonly Effect[] {
    let effects = this.#effects.get(other);
    if (effects) return effects;
    effects = this.#compute(other);
    this.#effects.set(other, effects);
    return effects;
  }

  #compute(other: PodShape): readonly Effect[] {
    const own = this.#shape.affinity, theirs = other.affinity;
    if (!own.any && !theirs.any) return NO_EFFECTS;
    const effects: Effect[] = [];
    const score = (t: PodTerm, amount: number): void => { effects.push({ counter: this.#counter(this.#scores, t.topologyKey), amount }); };
    if (this.#matchesAll(own.required, other)) {
      for (const t of own.required) effects.push({ counter: this.#counter(this.#friends, t.topologyKey), amount: 1 });
    }
    for (const t of own.requiredAnti) if (this.#matches(t, other)) effects.push({ counter: this.#counter(this.#foes, t.topologyKey), amount: 1 });
    for (const t of own.preferred) if (this.#matches(t, other)) score(t, t.weight);
    for (const t of own.preferredAnti) if (this.#matches(t, other)) score(t, -t.weight);
    const self = this.#shape;
    for (const t of theirs.requiredAnti) if (this.#matches(t, self)) effects.push({ counter: this.#counter(this.#foeOf, t.topologyKey), amount: 1 });
    for (const t of theirs.required) if (this.#matches(t, self)) score(t, HARD_WEIGHT);
    for (const t of theirs.preferred) if (this.#matches(t, self)) score(t, t.weight);
    for (const t of theirs.preferredAnti) if (this.#matches(t, self)) score(t, -t.weight);
    return effects.length > 0 ? effects : NO_EFFECTS;
  }
}

const NO_EFFECTS: readonly Effect[] = [];

/** Whether any placed pod has terms that speak of pods like this one. */
function isSpokenOf(shape: PodShape, view: ClusterView): boolean {
  for (const other of view.table.affinityShapes) {
    const a = other.affinity;
    for (const list of [a.requiredAnti, a.required, a.preferred, a.preferredAnti]) {
      for (const t of list) if (termMatches(t, shape.namespace, shape.labels, (name) => view.namespaceLabels(name))) return true;
    }
  }
  return false;
}

function concerns(pod: PodInfo, other: unknown, view: ClusterView): boolean {
  const shape = (other as PodInfo | undefined)?.shape;
  if (!shape) return false;
  const { required, requiredAnti } = pod.shape.affinity;
  const labels = (name: string): Readonly<Record<string, string>> | undefined => view.namespaceLabels(name);
  if (required.length > 0 && required.every((t) => termMatches(t, shape.namespace, shape.labels, labels))) return true;
  if (requiredAnti.some((t) => termMatches(t, shape.namespace, shape.labels, labels))) return true;
  return shape.affinity.requiredAnti.some((t) => termMatches(t, pod.shape.namespace, pod.shape.labels, labels));
}

export const interPodAffinity: SchedulerPlugin = {
  name: NAME, weight: 2,
  prepare(pod, view): Check | undefined {
    const { shape } = pod;
    return shape.affinity.any || isSpokenOf(shape, view) ? new AffinityCheck(interPodAffinity, shape, view) : undefined;
  },
  events: [
    {
      event: { resource: 'AssignedPod', actions: ADD | DELETE | UPDATE_POD_LABEL },
      hint: (pod, old, current, view) => (concerns(pod, old, view) || concerns(pod, current, view) ? 'Queue' : 'Skip'),
    },
    { event: { resource: 'UnschedulablePod', actions: UPDATE_POD_LABEL } },
    {
      event: { resource: 'Node', actions: ADD | UPDATE_NODE_LABEL },
      hint(pod, old, node) {
        const keys = [...pod.shape.affinity.required, ...pod.shape.affinity.requiredAnti].map((t) => t.topologyKey);
        if (keys.length === 0) return 'Queue';
        const now = labelsOfNode(node as Node), before = old ? labelsOfNode(old as Node) : {};
        return keys.some((key) => now[key] !== before[key]) ? 'Queue' : 'Skip';
      },
    },
  ],
};
