/**
 * The nodes and the pods on them, in columns: what the scheduler's plugins read. A row is a node; it is changed in place
 * as nodes and pods come and go, and every change goes into a journal, so that answers kept elsewhere can be brought up
 * to date by looking at the changed rows only.
 *
 * Resources are in thousandths of a cpu and in bytes. Pods here are those bound or assumed to be.
 */
import type { Node, Taint } from '../api/types.ts';
import { Journal } from './journal.ts';
import type { PodInfo, PodShape } from './pod-info.ts';
import { requestsOf } from './pod-requests.ts';
import { labelsOfNode, type Labels } from './selectors.ts';
import { TopologyColumn } from './topology-column.ts';
import { UPDATE_NODE_ALLOCATABLE, UPDATE_NODE_CONDITION, UPDATE_NODE_LABEL, UPDATE_NODE_TAINT, ADD } from './cluster-event.ts';

type Column = Float64Array;

export interface ScalarColumn { allocatable: Column; requested: Column }

export interface ImageState {
  /** Bytes by the index of the nodes that have the image. */
  readonly nodes: Map<number, number>;
  /** Its size where that is the same on all nodes; undefined once one differed. */
  bytes: number | undefined;
  version: number;
}

export class NodeTable {
  /** Rows in use lie below; some of them may be empty. */
  size = 0;
  /** Nodes there are. */
  count = 0;
  readonly nodes: (Node | undefined)[] = [];
  readonly names: string[] = [];
  readonly pods: PodInfo[][] = [];
  /** Pods nominated to the row (they wait for victims to go). */
  readonly nominated: (PodInfo[] | undefined)[] = [];
  nominations = 0;
  readonly rowVersion: number[] = [];
  allocatableCpu: Column = new Float64Array(64);
  allocatableMemory: Column = new Float64Array(64);
  allocatableEphemeral: Column = new Float64Array(64);
  allocatablePods: Column = new Float64Array(64);
  requestedCpu: Column = new Float64Array(64);
  requestedMemory: Column = new Float64Array(64);
  requestedEphemeral: Column = new Float64Array(64);
  nonZeroCpu: Column = new Float64Array(64);
  nonZeroMemory: Column = new Float64Array(64);
  podCount: Column = new Float64Array(64);
  readonly scalars = new Map<string, ScalarColumn>();
  readonly images = new Map<string, ImageState>();
  /** Rises with every change of what images lie where. */
  imagesVersion = 0;
  /** Shapes with pod (anti-)affinity of their own that are on some node. */
  readonly affinityShapes = new Set<PodShape>();
  affinityVersion = 0;
  /** Shapes on some node, by namespace. */
  readonly shapesByNamespace = new Map<string, Set<PodShape>>();
  /** Pods by 'namespace/claim' that they use. */
  readonly podsByClaim = new Map<string, Set<PodInfo>>();
  readonly journal = new Journal();

  #index = new Map<string, number>();
  #free: number[] = [];
  #columns = new Map<string, TopologyColumn>();
  /** Pods on nodes that are not here (yet, or any more). */
  #strays = new Map<string, Set<PodInfo>>();

  indexOf(name: string): number { return this.#index.get(name) ?? -1; }

  /** The column of a label key. */
  topology(key: string): TopologyColumn {
    let column = this.#columns.get(key);
    if (!column) {
      column = new TopologyColumn(key);
      for (let n = 0; n < this.size; n++) if (this.nodes[n]) column.set(n, labelsOfNode(this.nodes[n]!)[key]);
      this.#columns.set(key, column);
    }
    return column;
  }

  /** Adds or replaces a node. Returns the cluster-event bits of what changed; 0 = nothing of interest. */
  setNode(node: Node): number {
    const name = node.metadata.name!;
    let n = this.indexOf(name);
    const old = n >= 0 ? this.nodes[n] : undefined;
    if (n < 0) n = this.#newRow(name);
    let actions = old ? 0 : ADD;
    if (!old || !sameLabels(labelsOfNode(old), labelsOfNode(node))) actions |= UPDATE_NODE_LABEL;
    if (!old || !sameTaints(old.spec?.taints, node.spec?.taints) || !old.spec?.unschedulable !== !node.spec?.unschedulable) actions |= UPDATE_NODE_TAINT;
    const allocatable = node.status?.allocatable as Labels | undefined;
    if (!old || !sameLabels((old.status?.allocatable as Labels | undefined) ?? {}, allocatable ?? {})) {
      actions |= UPDATE_NODE_ALLOCATABLE;
      this.#setAllocatable(n, allocatable);
    }
    if (old && conditionsDiffer(old, node)) actions |= UPDATE_NODE_CONDITION;
    const imagesChanged = this.#setImages(n, old, node);
    this.nodes[n] = node;
    if (actions & UPDATE_NODE_LABEL) for (const column of this.#columns.values()) column.set(n, labelsOfNode(node)[column.key]);
    if (actions & (ADD | UPDATE_NODE_LABEL | UPDATE_NODE_TAINT)) this.#note('topology', n, old ?? null);
    else if ((actions & UPDATE_NODE_ALLOCATABLE) || imagesChanged) this.#note('row', n, old ?? null);
    if (!old) {
      const strays = this.#strays.get(name);
      this.#strays.delete(name);
      if (strays) for (const info of strays) this.addPod(info, name);
      return ADD;
    }
    return actions;
  }

  removeNode(name: string): void {
    const n = this.indexOf(name);
    if (n < 0) return;
    for (const info of this.pods[n]!.slice()) { this.removePod(info); this.#stray(name, info); }
    const old = this.nodes[n]!;
    this.#setImages(n, old, undefined);
    this.#setAllocatable(n, undefined);
    this.nominations -= this.nominated[n]?.length ?? 0;
    this.nominated[n] = undefined;
    this.nodes[n] = undefined;
    this.#index.delete(name);
    this.count--;
    for (const column of this.#columns.values()) column.set(n, undefined);
    for (const image of this.images.values()) image.version = ++this.imagesVersion;
    this.#free.push(n);
    this.#note('topology', n, old);
  }

  addPod(info: PodInfo, nodeName: string): void {
    const n = this.indexOf(nodeName);
    if (n < 0) { this.#stray(nodeName, info); return; }
    this.placePod(info, n);
    const { shape } = info;
    const before = shape.nodes.get(n) ?? 0;
    shape.nodes.set(n, before + 1);
    if (before === 0 && shape.nodes.size === 1) this.#shapeAppeared(shape);
    for (const claim of info.claims) {
      const key = `${shape.namespace}/${claim}`;
      let users = this.podsByClaim.get(key);
      if (!users) this.podsByClaim.set(key, (users = new Set()));
      users.add(info);
    }
    this.#note('add', n, info);
  }

  removePod(info: PodInfo): void {
    const n = info.node;
    if (n < 0) {
      for (const [name, strays] of this.#strays) if (strays.delete(info) && strays.size === 0) this.#strays.delete(name);
      return;
    }
    this.liftPod(info);
    const { shape } = info;
    const left = (shape.nodes.get(n) ?? 1) - 1;
    if (left > 0) shape.nodes.set(n, left);
    else {
      shape.nodes.delete(n);
      if (shape.nodes.size === 0) this.#shapeVanished(shape);
    }
    for (const claim of info.claims) {
      const key = `${shape.namespace}/${claim}`;
      const users = this.podsByClaim.get(key);
      if (users?.delete(info) && users.size === 0) this.podsByClaim.delete(key);
    }
    this.#note('remove', n, info);
  }

  /** Puts the pod on the row for a moment (what-if): no journal entry, no shape counts. Undo with `liftPod`. */
  placePod(info: PodInfo, n: number): void {
    info.node = n;
    info.slot = this.pods[n]!.push(info) - 1;
    this.#charge(info, n, 1);
  }

  liftPod(info: PodInfo): void {
    const n = info.node;
    const pods = this.pods[n]!;
    const last = pods.pop()!;
    if (last !== info) { pods[info.slot] = last; last.slot = info.slot; }
    info.node = info.slot = -1;
    this.#charge(info, n, -1);
  }

  /** Something about a pod changed that only matters for choosing victims. */
  touch(info: PodInfo): void {
    if (info.node >= 0) this.rowVersion[info.node]!++;
  }

  nominate(info: PodInfo, n: number): void {
    (this.nominated[n] ??= []).push(info);
    this.nominations++;
    this.#note('nominate', n, info);
  }

  /** Takes the nomination back. False when there was none. */
  denominate(info: PodInfo, n: number): boolean {
    const list = this.nominated[n];
    const at = list ? list.indexOf(info) : -1;
    if (at < 0) return false;
    list!.splice(at, 1);
    if (list!.length === 0) this.nominated[n] = undefined;
    this.nominations--;
    this.#note('denominate', n, info);
    return true;
  }

  #note(kind: Parameters<Journal['add']>[0], n: number, what: PodInfo | Node | null): void {
    this.rowVersion[n]!++;
    this.journal.add(kind, n, what);
  }

  #charge(info: PodInfo, n: number, sign: 1 | -1): void {
    const { requests, nonZero } = info.shape.row;
    this.requestedCpu[n]! += sign * requests.cpuMillis;
    this.requestedMemory[n]! += sign * requests.memoryBytes;
    this.requestedEphemeral[n]! += sign * requests.ephemeralBytes;
    this.nonZeroCpu[n]! += sign * nonZero.cpuMillis;
    this.nonZeroMemory[n]! += sign * nonZero.memoryBytes;
    this.podCount[n]! += sign;
    if (requests.scalars) for (const name in requests.scalars) this.scalar(name).requested[n]! += sign * requests.scalars[name]!;
  }

  scalar(name: string): ScalarColumn {
    let column = this.scalars.get(name);
    if (!column) {
      const length = this.allocatableCpu.length;
      this.scalars.set(name, (column = { allocatable: new Float64Array(length), requested: new Float64Array(length) }));
    }
    return column;
  }

  #setAllocatable(n: number, quantities: Labels | undefined): void {
    const r = requestsOf(quantities as Record<string, string> | undefined);
    this.allocatableCpu[n] = r.cpuMillis;
    this.allocatableMemory[n] = r.memoryBytes;
    this.allocatableEphemeral[n] = r.ephemeralBytes;
    this.allocatablePods[n] = quantities?.['pods'] === undefined ? 0 : Number(quantities['pods']);
    for (const column of this.scalars.values()) column.allocatable[n] = 0;
    for (const name in r.scalars) this.scalar(name).allocatable[n] = r.scalars[name]!;
  }

  #setImages(n: number, old: Node | undefined, node: Node | undefined): boolean {
    const before = old?.status?.images, after = node?.status?.images;
    if (before === after || (!before?.length && !after?.length)) return false;
    for (const image of before ?? []) {
      for (const name of image.names ?? []) {
        const state = this.images.get(name);
        if (!state) continue;
        state.nodes.delete(n);
        state.version = ++this.imagesVersion;
        if (state.nodes.size === 0) this.images.delete(name);
      }
    }
    for (const image of after ?? []) {
      for (const name of image.names ?? []) {
        let state = this.images.get(name);
        const bytes = image.sizeBytes ?? 0;
        if (!state) this.images.set(name, (state = { nodes: new Map(), bytes, version: 0 }));
        state.nodes.set(n, bytes);
        if (state.bytes !== bytes) state.bytes = undefined;
        state.version = ++this.imagesVersion;
      }
    }
    return true;
  }

  #shapeAppeared(shape: PodShape): void {
    let shapes = this.shapesByNamespace.get(shape.namespace);
    if (!shapes) this.shapesByNamespace.set(shape.namespace, (shapes = new Set()));
    shapes.add(shape);
    if (shape.affinity.any) { this.affinityShapes.add(shape); this.affinityVersion++; }
  }

  #shapeVanished(shape: PodShape): void {
    const shapes = this.shapesByNamespace.get(shape.namespace);
    if (shapes?.delete(shape) && shapes.size === 0) this.shapesByNamespace.delete(shape.namespace);
    if (this.affinityShapes.delete(shape)) this.affinityVersion++;
  }

  #stray(nodeName: string, info: PodInfo): void {
    let strays = this.#strays.get(nodeName);
    if (!strays) this.#strays.set(nodeName, (strays = new Set()));
    strays.add(info);
  }

  #newRow(name: string): number {
    const n = this.#free.pop() ?? this.size++;
    if (n >= this.allocatableCpu.length) this.#grow();
    this.#index.set(name, n);
    this.count++;
    this.names[n] = name;
    this.pods[n] = [];
    this.rowVersion[n] ??= 0;
    for (const image of this.images.values()) image.version = ++this.imagesVersion;
    return n;
  }

  #grow(): void {
    const length = this.allocatableCpu.length * 2;
    const wide = (old: Column): Column => { const column = new Float64Array(length); column.set(old); return column; };
    this.allocatableCpu = wide(this.allocatableCpu);
    this.allocatableMemory = wide(this.allocatableMemory);
    this.allocatableEphemeral = wide(this.allocatableEphemeral);
    this.allocatablePods = wide(this.allocatablePods);
    this.requestedCpu = wide(this.requestedCpu);
    this.requestedMemory = wide(this.requestedMemory);
    this.requestedEphemeral = wide(this.requestedEphemeral);
    this.nonZeroCpu = wide(this.nonZeroCpu);
    this.nonZeroMemory = wide(this.nonZeroMemory);
    this.podCount = wide(this.podCount);
    for (const column of this.scalars.values()) { column.allocatable = wide(column.allocatable); column.requested = wide(column.requested); }
  }
}

function sameLabels(a: Labels, b: Labels): boolean {
  if (a === b) return true;
  let count = 0;
  for (const key in a) { if (a[key] !== b[key]) return false; count++; }
  for (const _ in b) count--;
  return count === 0;
}

function sameTaints(a: readonly Taint[] | undefined, b: readonly Taint[] | undefined): boolean {
  if (a === b) return true;
  if ((a?.length ?? 0) !== (b?.length ?? 0)) return false;
  return (a ?? []).every((t, i) => { const u = b![i]!; return t.key === u.key && t.value === u.value && t.effect === u.effect; });
}

function conditionsDiffer(a: Node, b: Node): boolean {
  const before = a.status?.conditions ?? [], after = b.status?.conditions ?? [];
  if (before === after) return false;
  return before.length !== after.length || before.some((c, i) => c.type !== after[i]!.type || c.status !== after[i]!.status);
}
