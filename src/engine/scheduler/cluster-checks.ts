/**
 * The checks that look at the pods of other nodes, kept for the pod shapes in use and brought up to date pod by pod from
 * the table's journal. A change of nodes' labels or taints makes them start over.
 */
import type { ClusterView } from './cluster-view.ts';
import type { Check, SchedulerPlugin } from './framework.ts';
import { LikeNodes } from './like-nodes.ts';
import type { PodInfo, PodShape } from './pod-info.ts';
import type { RowVerdicts } from './row-verdicts.ts';

interface Kept {
  checks: readonly Check[];
  position: number;
  selectorsVersion: number;
  namespacesVersion: number;
  affinityVersion: number;
  like?: LikeNodes;
}

const KEPT_SHAPES = 256;

export class ClusterChecks {
  #kept = new Map<PodShape, Kept>();

  constructor(private readonly plugins: readonly SchedulerPlugin[], private readonly view: ClusterView) {}

  of(pod: PodInfo): readonly Check[] {
    const { shape } = pod;
    const kept = this.#kept.get(shape);
    if (kept && this.#catchUp(kept)) return kept.checks;
    const { view } = this;
    const checks = this.plugins.map((p) => p.prepare!(pod, view)).filter((c) => c !== undefined);
    if (!kept && this.#kept.size >= KEPT_SHAPES) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(shape, {
      checks, position: view.table.journal.end, selectorsVersion: view.selectorsVersion, namespacesVersion: view.namespacesVersion,
      affinityVersion: view.table.affinityVersion,
    });
    return checks;
  }

  /** The groups of nodes that are alike to the pod. To be asked after `of`. */
  like(pod: PodInfo, rows: RowVerdicts): LikeNodes {
    const kept = this.#kept.get(pod.shape)!;
    if (kept.like?.rows !== rows) kept.like = new LikeNodes(rows, kept.checks, this.view.table);
    return kept.like;
  }

  /** False when what was kept is of no use any more. */
  #catchUp(kept: Kept): boolean {
    const { view } = this;
    const { table } = view;
    const { journal } = table;
    if (kept.selectorsVersion !== view.selectorsVersion || kept.namespacesVersion !== view.namespacesVersion) return false;
    // Pods with affinity came or went for the first or last time: this shape may be spoken of now.
    if (kept.affinityVersion !== table.affinityVersion && !kept.checks.some((c) => c.plugin.name === 'InterPodAffinity')) return false;
    kept.affinityVersion = table.affinityVersion;
    if (kept.checks.length === 0) { kept.position = journal.end; return true; }
    if (kept.position < journal.start || journal.end - kept.position > 4096) return false;
    for (let p = kept.position; p < journal.end; p++) if (journal.kind(p) === 'topology') return false;
    for (let p = kept.position; p < journal.end; p++) {
      const kind = journal.kind(p);
      if (kind === 'add' || kind === 'remove') for (const c of kept.checks) c.podChanged?.(journal.row(p), journal.pod(p), kind === 'add' ? 1 : -1);
    }
    kept.position = journal.end;
    return true;
  }
}
