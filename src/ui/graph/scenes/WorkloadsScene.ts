/** Workloads: Deployment -> ReplicaSet -> a stack of its pods, one row a workload, rows by namespace. */
import { WORKLOAD_KINDS } from '../../../bridge/protocol.ts';
import type { Mirror } from '../../state/Mirror.ts';
import { NamespaceGrid } from './NamespaceGrid.ts';
import { slotsTo } from './slotsTo.ts';
import type { Edge } from './Scene.ts';
import { CARD, COLUMN, StackScene, startLay } from './StackScene.ts';

/** The set of workloads changes in bursts. */
const BUILD_MS = 80;
const BARE = 'stack:bare/';

export class WorkloadsScene extends StackScene {
  #grid = new NamespaceGrid(this.shape.row.w, this.shape.row.h);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What a workload's row was when the scene was last built. */
  #built: (string | undefined)[] = [];
  #podsOf = new Map<number, Set<number>>();
  #ownerOf: (number | undefined)[] = [];
  #groupOf: (string | undefined)[] = [];

  constructor(mirror: Mirror) {
    super('workloads', mirror);
    this.#workloads(slotsTo(mirror.tables.workloads.length));
    this.keep(mirror.onSlots('workloads', (slots) => this.#workloads(slots)), () => clearTimeout(this.#timer));
    this.followPods((slots) => this.#pods(slots));
    this.#build();
  }

  tidy(): void { this.#grid.clear(); this.#build(); }

  #workloads(slots: Iterable<number>): void {
    const { workloads } = this.mirror.tables;
    let changed = false;
    for (const slot of slots) {
      const key = workloads.get(slot, 'state') === 0 ? undefined : this.#keyOf(slot);
      const mark = key && `${key} ${workloads.get(slot, 'owner')} ${workloads.get(slot, 'revision')}`;
      const before = this.#built[slot];
      if (before === mark) continue;
      this.#built[slot] = mark;
      changed = true;
      if (before?.split(' ')[0] !== key) for (const pod of this.#podsOf.get(slot) ?? []) this.#group(pod);
    }
    if (!changed) return;
    this.pods.flush(0);
    this.#queue();
  }

  #pods(slots: Iterable<number>): void {
    const { pods } = this.mirror.tables;
    let rows = 0;
    for (const slot of slots) {
      rows++;
      const owner = pods.get(slot, 'state') === 0 ? undefined : pods.get(slot, 'owner');
      const before = this.#ownerOf[slot];
      if (owner === before) { this.pods.touch(slot); continue; }
      this.#ownerOf[slot] = owner;
      if (before !== undefined) this.#podsOf.get(before)?.delete(slot);
      if (owner !== undefined) {
        const set = this.#podsOf.get(owner);
        if (set) set.add(slot); else this.#podsOf.set(owner, new Set([slot]));
      }
      this.#group(slot);
    }
    this.pods.flush(rows);
  }

  /** Puts the pod into the stack of its owner; what nothing owns has one stack a namespace. */
  #group(pod: number): void {
    const { pods, workloads } = this.mirror.tables;
    const owner = this.#ownerOf[pod];
    const key = owner === undefined ? undefined : owner >= 0 && workloads.get(owner, 'state') !== 0 ? `stack:${this.#keyOf(owner)}` : BARE + this.mirror.text(pods.get(pod, 'namespace'));
    const before = this.#groupOf[pod];
    if (before === key) return this.pods.touch(pod);
    if (before !== undefined) { this.pods.take(pod, before); if (!this.pods.counts(before)) this.#queue(); }
    this.#groupOf[pod] = key;
    if (key === undefined) return;
    if (!this.pods.counts(key)) this.#queue();
    this.addStack(key);
    this.pods.put(pod, key);
  }

  #queue(): void { this.#timer ??= setTimeout(() => { this.#timer = undefined; this.#build(); }, BUILD_MS); }

  #build(): void {
    const { workloads } = this.mirror.tables;
    const children = new Map<number, number[]>();
    const roots: number[] = [];
    for (let slot = 0; slot < workloads.length; slot++) {
      if (workloads.get(slot, 'state') === 0) continue;
      const owner = workloads.get(slot, 'owner');
      if (owner < 0 || workloads.get(owner, 'state') === 0) { roots.push(slot); continue; }
      const list = children.get(owner);
      if (list) list.push(slot); else children.set(owner, [slot]);
    }
    const rows = new Map<string, string>();
    const chains: { slot: number; column: number; row: string }[] = [];
    const edges: Edge[] = [];
    const walk = (slot: number, column: number, row: string): void => {
      const namespace = this.mirror.namespaceOf('workloads', slot);
      rows.set(row, namespace);
      chains.push({ slot, column, row });
      const key = this.#keyOf(slot);
      const below = children.get(slot);
      if (!below) return;
      const revision = (child: number): number => workloads.get(child, 'revision');
      const current = below.reduce((best, child) => (revision(child) > revision(best) ? child : best));
      // The current revision stands beside; older ones that still have pods have rows of their own.
      for (const child of below) {
        const childKey = this.#keyOf(child);
        if (child !== current && !this.pods.counts(`stack:${childKey}`) && WORKLOAD_KINDS[workloads.get(child, 'kind')] === 'ReplicaSet') continue;
        walk(child, column + 1, child === current ? row : childKey);
        edges.push({ id: `${key}>${childKey}`, from: key, to: childKey });
      }
    };
    for (const slot of roots) walk(slot, 0, this.#keyOf(slot));
    const bare = new Set<string>();
    for (const key of this.#groupOf) if (key?.startsWith(BARE)) bare.add(key);
    for (const key of bare) rows.set(key, key.slice(BARE.length));
    const anew = this.#grid.assign(rows);
    const memo = startLay(anew);
    for (const { slot, column, row } of chains) {
      const key = this.#keyOf(slot);
      const { x, y } = this.#grid.placeOf(row)!;
      const kind = WORKLOAD_KINDS[workloads.get(slot, 'kind')]!;
      const namespace = this.mirror.namespaceOf('workloads', slot), name = this.mirror.nameOf('workloads', slot);
      this.lay(memo, row, { key, type: 'workload', ref: { kind, namespace, name }, table: 'workloads', slot, x: x + column * COLUMN, y, ...CARD });
      if (children.has(slot) || kind === 'CronJob') continue;
      const stack = `stack:${key}`;
      this.lay(memo, row, { key: stack, type: 'stack', ref: undefined, table: 'workloads', slot, x: x + this.shape.at.x, y: y + this.shape.at.y, ...this.shape.stack });
      edges.push({ id: `${key}>${stack}`, from: key, to: stack });
    }
    for (const key of bare) {
      const { x, y } = this.#grid.placeOf(key)!;
      this.lay(memo, key, { key, type: 'stack', ref: undefined, table: '', slot: -1, x, y, ...this.shape.stack, title: 'On their own' });
    }
    this.finish(memo, edges);
  }

  protected override relayout(): void {
    this.frames = this.framesAround(this.#grid);
  }

  #keyOf(slot: number): string { return `${WORKLOAD_KINDS[this.mirror.tables.workloads.get(slot, 'kind')]}/${this.mirror.namespaceOf('workloads', slot)}/${this.mirror.nameOf('workloads', slot)}`; }
}
