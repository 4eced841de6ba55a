/**
 * Shrinking: nodes of which less than half is asked for, and whose pods fit elsewhere, are unneeded; those that were so
 * for ten minutes go. https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#how-does-scale-down-work
 */
import type { Node, Pod } from '../../api/types.ts';
import { MINUTE } from '../../kernel/time.ts';
import type { NodeGroup } from '../node-groups.ts';
import { blocksRemoval, isDone, isOfNode, utilization, type Utilization } from './pods.ts';
import type { Situation } from './scale-up.ts';

/** --scale-down-utilization-threshold */
const THRESHOLD = 0.5;
/** --scale-down-unneeded-time and --scale-down-unready-time */
const UNNEEDED_MS = 10 * MINUTE;
const UNREADY_MS = 20 * MINUTE;
/** Nodes with pods to move that are looked at in one scan (--scale-down-non-empty-candidates-count). */
const NON_EMPTY = 30;
/** Empty nodes that go at once (--max-scale-down-parallelism). */
const EMPTY_AT_ONCE = 10;
/** On a node: it stays. */
const DISABLED = 'cluster-autoscaler.kubernetes.io/scale-down-disabled';

export interface Removable { readonly node: Node; readonly group: NodeGroup; readonly utilization: Utilization; readonly moved: readonly Pod[] }

export const isReady = (node: Node): boolean => node.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true;

export class Unneeded {
  readonly #since = new Map<string, number>();

  get size(): number { return this.#since.size; }
  has(node: string): boolean { return this.#since.has(node); }

  /** Which nodes could go, in the order they would. */
  find(situation: Situation, podsOf: (node: string) => Iterable<Pod>, leaving: Iterable<string>, hasBudget: (pod: Pod) => boolean): Removable[] {
    const { placement, groups, nodes, assigned } = situation;
    const accepted: Removable[] = [];
    const again = (): void => {
      placement.begin(nodes, assigned);
      for (const { node } of accepted) placement.removeNode(node.metadata.name!);
    };
    again();
    const left = new Map(groups.groups.map((group) => [group, group.target] as const));
    for (const name of leaving) { const group = groups.of(name); if (group) left.set(group, left.get(group)! - 1); }
    let tried = 0;
    for (const node of nodes) {
      const name = node.metadata.name!;
      const group = groups.of(name);
      if (!group || left.get(group)! <= group.min || node.metadata.annotations?.[DISABLED] === 'true') continue;
      const pods = [...podsOf(name)].filter((pod) => !isDone(pod));
      const used = utilization(node, pods);
      const moved = pods.filter((pod) => !isOfNode(pod));
      if (isReady(node) && Math.max(used.cpu, used.memory) >= THRESHOLD) continue;
      if (pods.some((pod) => blocksRemoval(pod, hasBudget) !== undefined)) continue;
      if (moved.length > 0 && ++tried > NON_EMPTY) continue;
      placement.removeNode(name);
      const fits = moved.every((pod) => typeof placement.place({ ...pod, spec: { ...pod.spec!, nodeName: undefined } }) === 'string');
      if (!fits) { again(); continue; }
      left.set(group, left.get(group)! - 1);
      accepted.push({ node, group, utilization: used, moved });
    }
    return accepted;
  }

  /** Remembers since when each is unneeded; says which have been so for long enough: empty ones together, others one by one. */
  ripe(removable: readonly Removable[], nowMs: number): Removable[] {
    const names = new Set(removable.map(({ node }) => node.metadata.name!));
    for (const name of [...this.#since.keys()]) if (!names.has(name)) this.#since.delete(name);
    for (const name of names) if (!this.#since.has(name)) this.#since.set(name, nowMs);
    const ripe = removable.filter(({ node }) => nowMs - this.#since.get(node.metadata.name!)! >= (isReady(node) ? UNNEEDED_MS : UNREADY_MS));
    const empty = ripe.filter(({ moved }) => moved.length === 0).slice(0, EMPTY_AT_ONCE);
    return empty.length > 0 ? empty : ripe.slice(0, 1);
  }

  forget(node: string): void { this.#since.delete(node); }
}
