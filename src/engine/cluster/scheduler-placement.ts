/** Where would the scheduler put it: the scheduler's own filters on a table of its own, for the cluster autoscaler. */
import type { Node, Pod } from '../api/types.ts';
import type { Component } from '../client/component.ts';
import type { Placement } from '../cloud/cloud.ts';
import { namesOf } from '../scheduler/cycle.ts';
import { filterRow } from '../scheduler/filter-row.ts';
import type { Check } from '../scheduler/framework.ts';
import { InformerView } from '../scheduler/informer-view.ts';
import { NodeTable } from '../scheduler/node-table.ts';
import { PodShapes, type PodInfo } from '../scheduler/pod-info.ts';
import { defaultPlugins } from '../scheduler/plugins/index.ts';

const OTHER_NODES = ["node(s) didn't match Pod's node affinity/selector"];

export class SchedulerPlacement implements Placement {
  readonly #table = new NodeTable();
  readonly #shapes = new PodShapes();
  readonly #view: InformerView;
  readonly #nodes = new Map<string, Node>();
  readonly #pods = new Map<string, PodInfo>();
  /** What was changed since `begin`. */
  readonly #placed: PodInfo[] = [];

  constructor(component: Component) {
    this.#view = new InformerView(component, this.#table, () => {});
  }

  begin(nodes: Iterable<Node>, pods: Iterable<Pod>): void {
    for (const info of this.#placed.splice(0)) this.#table.removePod(info);
    const nodesNow = new Set<string>();
    for (const node of nodes) {
      nodesNow.add(node.metadata.name!);
      if (this.#nodes.get(node.metadata.name!) !== node) this.addNode(node);
    }
    for (const name of [...this.#nodes.keys()]) if (!nodesNow.has(name)) this.removeNode(name);
    const podsNow = new Set<string>();
    for (const pod of pods) {
      const uid = pod.metadata.uid!;
      podsNow.add(uid);
      const known = this.#pods.get(uid);
      if (known?.pod === pod) continue;
      if (known) this.#table.removePod(known);
      const info = this.#shapes.info(pod);
      this.#pods.set(uid, info);
      this.#table.addPod(info, pod.spec!.nodeName!);
    }
    for (const [uid, info] of this.#pods) {
      if (podsNow.has(uid)) continue;
      this.#pods.delete(uid);
      this.#table.removePod(info);
    }
  }

  addNode(node: Node): void {
    this.#nodes.set(node.metadata.name!, node);
    this.#table.setNode(node);
  }

  removeNode(name: string): void {
    this.#nodes.delete(name);
    this.#table.removeNode(name);
  }

  place(pod: Pod, among?: readonly string[]): string | readonly string[] {
    const info = this.#shapes.info(pod);
    const checks: Check[] = defaultPlugins.map((plugin) => plugin.prepare?.(info, this.#view)).filter((check) => check !== undefined);
    const rejection = checks.find((check) => check.rejection)?.rejection;
    if (rejection) return rejection.reasons;
    const filters = checks.filter((check) => check.filter);
    const names = namesOf(checks);
    let reasons: readonly string[] = [];
    for (const name of among ?? this.#nodes.keys()) {
      const n = this.#table.indexOf(name);
      if (n < 0) continue;
      const refusal = names && !names.has(name) ? OTHER_NODES : filterRow(filters, this.#table, n, info.shape.row.priority, info)?.reasons;
      if (refusal) { reasons = refusal; continue; }
      this.#table.addPod(info, name);
      this.#placed.push(info);
      return name;
    }
    return reasons;
  }
}
