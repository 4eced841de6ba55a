/**
 * What the last attempts decided, and why. An attempt costs a few numbers to remember; its full table of verdicts (every
 * plugin's word on every node) is worked out only when somebody asks, on the cluster as it was: the table's journal,
 * read backwards, tells.
 */
import type { Node, Pod } from '../api/types.ts';
import { createRandom } from '../kernel/random.ts';
import type { ClusterView } from './cluster-view.ts';
import { scheduleExhaustively, type NodeVerdict } from './exhaustive.ts';
import { NodeTable } from './node-table.ts';
import { PodShapes, type PodInfo } from './pod-info.ts';
import type { Profile } from './profile.ts';

/** Attempts remembered, over all pods. */
const REMEMBERED = 8192;
/** And of one pod. */
const REMEMBERED_OF_POD = 8;

interface Attempt { uid: string; key: string; pod: Pod; atMs: number; position: number; node: string; message: string }

export interface Explanation {
  /** Virtual ms since 1970. */
  readonly atMs: number;
  readonly pod: string;
  /** The chosen node; '' = none. */
  readonly node: string;
  /** The FailedScheduling message; '' when a node was found. */
  readonly message: string;
  /** What each plugin said of each node; absent when too much has happened since to tell. */
  readonly verdicts?: readonly NodeVerdict[];
}

export class Attempts {
  #byPod = new Map<string, Attempt[]>();
  #ring: Attempt[] = [];
  #next = 0;

  constructor(private readonly table: NodeTable, private readonly view: ClusterView, private readonly profiles: readonly Profile[]) {}

  add(info: PodInfo, node: string, message: string): void {
    const attempt: Attempt = { uid: info.uid, key: info.key, pod: info.pod, atMs: this.view.now(), position: this.table.journal.end, node, message };
    const oldest = this.#ring[this.#next];
    if (oldest) this.#drop(oldest);
    this.#ring[this.#next] = attempt;
    this.#next = (this.#next + 1) % REMEMBERED;
    const own = this.#byPod.get(info.uid);
    if (!own) this.#byPod.set(info.uid, [attempt]);
    else if (own.push(attempt) > REMEMBERED_OF_POD) own.shift();
  }

  /** Newest first. */
  explain(uid: string): readonly Explanation[] {
    return (this.#byPod.get(uid) ?? []).toReversed().map((a) => {
      const verdicts = this.#verdicts(a);
      return { atMs: a.atMs, pod: a.key, node: a.node, message: a.message, ...(verdicts ? { verdicts } : {}) };
    });
  }

  #drop(attempt: Attempt): void {
    const own = this.#byPod.get(attempt.uid);
    if (!own) return;
    const at = own.indexOf(attempt);
    if (at >= 0) own.splice(at, 1);
    if (own.length === 0) this.#byPod.delete(attempt.uid);
  }

  #verdicts(attempt: Attempt): readonly NodeVerdict[] | undefined {
    const { pod } = attempt;
    const profile = this.profiles.find((p) => p.schedulerName === pod.spec!.schedulerName) ?? this.profiles[0]!;
    const table = tableAt(this.table, attempt.position);
    if (!table) return undefined;
    const info = new PodShapes().info(pod);
    return scheduleExhaustively(info, overTable(this.view, table), profile.plugins, createRandom(0, 'why')).nodes;
  }
}

/** The look-ups of `view` on another table. */
function overTable(view: ClusterView, table: NodeTable): ClusterView {
  return {
    table, now: () => view.now(), claim: (ns, name) => view.claim(ns, name), volume: (name) => view.volume(name),
    volumesOfClass: (name) => view.volumesOfClass(name), storageClass: (name) => view.storageClass(name), csiNode: (name) => view.csiNode(name),
    csiDriver: (name) => view.csiDriver(name), csiStorageCapacities: () => view.csiStorageCapacities(), disruptionBudgets: () => view.disruptionBudgets(),
    namespaceLabels: (name) => view.namespaceLabels(name), defaultSelectors: (pod) => view.defaultSelectors(pod),
    selectorsVersion: view.selectorsVersion, namespacesVersion: view.namespacesVersion, budgetsVersion: view.budgetsVersion,
  };
}

interface Row { node: Node | null; pods: Set<PodInfo>; nominated: Set<PodInfo> }

/** The table as it was at a position of its journal; undefined when the journal does not reach back that far. */
export function tableAt(table: NodeTable, position: number): NodeTable | undefined {
  const { journal } = table;
  if (position < journal.start) return undefined;
  const rows: Row[] = [];
  for (let n = 0; n < table.size; n++) {
    rows.push({ node: table.nodes[n] ?? null, pods: new Set(table.nodes[n] ? table.pods[n] : []), nominated: new Set(table.nominated[n]) });
  }
  for (let p = journal.end - 1; p >= position; p--) {
    const row = rows[journal.row(p)]!;
    switch (journal.kind(p)) {
      case 'add': row.pods.delete(journal.pod(p)); break;
      case 'remove': row.pods.add(journal.pod(p)); break;
      case 'nominate': row.nominated.delete(journal.pod(p)); break;
      case 'denominate': row.nominated.add(journal.pod(p)); break;
      case 'row': case 'topology': row.node = journal.node(p); break;
    }
  }
  const past = new NodeTable();
  const shapes = new PodShapes();
  for (const row of rows) if (row.node) past.setNode(row.node);
  for (const row of rows) {
    if (!row.node) continue;
    const name = row.node.metadata.name!;
    for (const info of row.pods) past.addPod(shapes.info(info.pod), name);
    for (const info of row.nominated) past.nominate(shapes.info(info.pod), past.indexOf(name));
  }
  return past;
}
