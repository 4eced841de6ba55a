/**
 * The scheduling framework's contract: what a plugin is. One attempt to place a pod asks each plugin to `prepare` a
 * `Check` for it (Kubernetes' PreFilter and PreScore), then filters every node and scores those that are left.
 *
 * A check whose scope is 'node' answers from the node's own row alone, so its answers can be kept until that row
 * changes; one of scope 'cluster' also depends on the pods of other nodes and keeps its own counts, told of every pod
 * that comes or goes by `podChanged`.
 *
 * https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/
 */
import type { Pod } from '../api/types.ts';
import type { ClusterEvent, QueueingHint } from './cluster-event.ts';
import type { ClusterView } from './cluster-view.ts';
import type { PodInfo } from './pod-info.ts';

/** The best score a plugin gives a node after normalizing. */
export const MAX_NODE_SCORE = 100;

export interface Verdict {
  readonly plugin: string;
  /** True where no eviction of pods could change it (`UnschedulableAndUnresolvable`). */
  readonly unresolvable: boolean;
  readonly reasons: readonly string[];
}

export const unschedulable = (plugin: string, ...reasons: string[]): Verdict => ({ plugin, unresolvable: false, reasons });
export const unresolvable = (plugin: string, ...reasons: string[]): Verdict => ({ plugin, unresolvable: true, reasons });

/** How raw scores become 0..100: `none` = they are already; `max` = in proportion to the greatest; `reverse` = the greatest becomes 0. */
export type Normalize = 'none' | 'max' | 'reverse' | 'own';

export interface Check {
  readonly plugin: SchedulerPlugin;
  readonly scope: 'node' | 'cluster';
  /** Only these nodes can pass (`PreFilterResult`); absent = any. */
  readonly nodeNames?: ReadonlySet<string>;
  /** The pod cannot be placed at all at present; no node is filtered. */
  readonly rejection?: Verdict;
  filter?(node: number): Verdict | undefined;
  /** As `filter` for every row that has no refusal yet, at once: fills in what it refuses. */
  filterRows?(refusals: (Verdict | undefined)[]): void;
  /**
   * Called before scoring with the nodes that passed; false = this plugin scores nothing this time. With `standFor`, each
   * node stands for so many that are like it.
   */
  preScore?(feasible: ArrayLike<number>, count: number, standFor?: ArrayLike<number>): boolean;
  score?(node: number): number;
  /** As `score` for `feasible[0..count)`, at once. */
  scoreRows?(scores: Float64Array, feasible: ArrayLike<number>, count: number): void;
  readonly normalize?: Normalize;
  /** For `normalize: 'own'`: rewrites `scores[0..count)` of `feasible[0..count)` in place. */
  normalizeScores?(scores: Float64Array, feasible: ArrayLike<number>, count: number): void;
  /**
   * For a 'cluster' check: what of a node its answers depend on, as a text. Nodes of equal text are refused and scored alike, and only a
   * pod that comes to or leaves a node changes that node's. Undefined = that cannot be told.
   */
  likeness?(): ((node: number) => string) | undefined;
  /** Changes when what `likeness` gave is of no use any more. */
  likenessVersion?(): number;
  /** A pod came to (`delta` 1) or left (-1) the node. */
  podChanged?(node: number, pod: PodInfo, delta: 1 | -1): void;
}

export interface EventHint {
  readonly event: ClusterEvent;
  /** Whether the event may make the pod, which this plugin had rejected, schedulable. Absent = always. */
  readonly hint?: (pod: PodInfo, old: unknown, current: unknown, view: ClusterView) => QueueingHint;
}

export interface SchedulerPlugin {
  readonly name: string;
  /** Factor of its score; 0 for plugins that do not score. */
  readonly weight: number;
  /** True when the check depends on more of the pod than its `PodShape` (its volumes), so pods of one shape do not share it. */
  readonly perPod?: boolean;
  /** A reason to keep the pod out of the active queue, or undefined. */
  preEnqueue?(pod: Pod): string | undefined;
  /** Undefined = the plugin has nothing to say about such a pod (`Skip`). */
  prepare?(pod: PodInfo, view: ClusterView): Check | undefined;
  /** What may make a pod schedulable that this plugin rejected. */
  readonly events: readonly EventHint[];
}

/** Kubernetes' DefaultNormalizeScore for one score. */
export function normalized(raw: number, max: number, mode: Normalize): number {
  if (mode === 'none' || mode === 'own') return raw;
  if (max === 0) return mode === 'reverse' ? MAX_NODE_SCORE : raw;
  const score = Math.floor((MAX_NODE_SCORE * raw) / max);
  return mode === 'reverse' ? MAX_NODE_SCORE - score : score;
}
