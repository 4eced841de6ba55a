/** Workloads: Deployment -> ReplicaSet -> a stack of its pods, one row a workload; and the services view's like. */
import { WORKLOAD_KINDS } from '../../../bridge/protocol.ts';
import type { Mirror } from '../../state/Mirror.ts';
import { Scene, type Box, type Edge } from './Scene.ts';

const CARD = { w: 236, h: 84 } as const;
const STACK = { w: 236, h: 84 } as const;
const COLUMN = 320;
const ROW = 108;

/** How many revisions without pods are shown: none; they are in the inspector. */
export class WorkloadsScene extends Scene {
  /** Row by root: an uid-less key of the workload; a freed row is taken again. */
  #rows: (string | undefined)[] = [];
  #queued = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #podsOf = new Map<number, Set<number>>();
  #ownerOf = new Map<number, number>();
  #stackListeners = new Set<() => void>();
  stackVersion = 0;

  constructor(private readonly mirror: Mirror) {
    super('workloads');
    this.#pods(Array.from({ length: mirror.tables.pods.length }, (_, i) => i));
    this.#build();
    this.keep(
      mirror.onSlots('workloads', () => this.#queue()),
      mirror.onSlots('pods', (slots) => { this.#pods(slots); }),
      () => clearTimeout(this.#timer),
    );
  }

  podsOf(workload: number): ReadonlySet<number> { return this.#podsOf.get(workload) ?? NONE; }
  onStacks(listener: () => void): () => void {
    this.#stackListeners.add(listener);
    return () => { this.#stackListeners.delete(listener); };
  }

  tidy(): void { this.#rows = []; this.boxes.clear(); this.#build(); }

  #pods(slots: Iterable<number>): void {
    const { pods } = this.mirror.tables;
    let bare = false;
    for (const slot of slots) {
      const owner = pods.get(slot, 'state') === 0 ? -2 : pods.get(slot, 'owner');
      const before = this.#ownerOf.get(slot) ?? -2;
      if (owner === before) continue;
      this.#podsOf.get(before)?.delete(slot);
      if (owner === -2) this.#ownerOf.delete(slot);
      else {
        this.#ownerOf.set(slot, owner);
        let set = this.#podsOf.get(owner);
        if (!set) this.#podsOf.set(owner, (set = new Set()));
        set.add(slot);
      }
      bare ||= owner === -1 || before === -1;
    }
    this.stackVersion++;
    for (const listener of this.#stackListeners) listener();
    if (bare) this.#queue();
  }

  /** Workloads change often while pods start; their set changes rarely. */
  #queue(): void {
    if (this.#queued) return;
    this.#queued = true;
    this.#timer = setTimeout(() => { this.#queued = false; this.#build(); }, 100);
  }

  #build(): void {
    const { workloads, pods } = this.mirror.tables;
    const seen = new Set<string>();
    const edges: Edge[] = [];
    const before = this.boxes.size;
    let fresh = false;
    const box = (key: string, make: () => Box): void => { seen.add(key); if (!this.boxes.has(key)) { this.put(make()); fresh = true; } };
    const row = (key: string): number => {
      let at = this.#rows.indexOf(key);
      if (at < 0) { at = this.#rows.indexOf(undefined); if (at < 0) at = this.#rows.length; this.#rows[at] = key; }
      return at;
    };
    const current = new Map<number, number>();
    for (let slot = 0; slot < workloads.length; slot++) {
      if (workloads.get(slot, 'state') === 0 || workloads.get(slot, 'owner') < 0) continue;
      const owner = workloads.get(slot, 'owner');
      const best = current.get(owner);
      if (best === undefined || workloads.get(slot, 'revision') > workloads.get(best, 'revision')) current.set(owner, slot);
    }
    const stackOf = (slot: number, key: string, column: number, y: number): void => {
      const stack = `stack:${key}`;
      box(stack, () => ({ key: stack, type: 'stack', ref: undefined, table: 'workloads', slot, x: column * COLUMN, y, w: STACK.w, h: STACK.h }));
      edges.push({ id: `${key}>${stack}`, from: key, to: stack });
    };
    const chain = (slot: number, column: number, y: number): void => {
      const key = this.#keyOf(slot);
      box(key, () => this.#card(slot, key, column * COLUMN, y));
      const child = current.get(slot);
      if (child !== undefined) {
        // The current revision stands beside; older ones that still have pods stand below it.
        let below = 0;
        for (let other = 0; other < workloads.length; other++) {
          if (workloads.get(other, 'state') === 0 || workloads.get(other, 'owner') !== slot) continue;
          if (other !== child && this.podsOf(other).size === 0) continue;
          const childKey = this.#keyOf(other);
          const placed = this.boxes.get(childKey);
          chain(other, column + 1, placed ? placed.y : row(below === 0 && !this.#rowTaken(slot) ? key : childKey) * ROW);
          below++;
          edges.push({ id: `${key}>${childKey}`, from: key, to: childKey });
        }
      } else if (WORKLOAD_KINDS[workloads.get(slot, 'kind')] !== 'CronJob') stackOf(slot, key, column + 1, y);
    };
    for (let slot = 0; slot < workloads.length; slot++) {
      if (workloads.get(slot, 'state') === 0 || workloads.get(slot, 'owner') >= 0) continue;
      chain(slot, 0, row(this.#keyOf(slot)) * ROW);
    }
    for (const pod of this.podsOf(-1)) {
      if (pods.get(pod, 'state') === 0) continue;
      const key = `Pod/${this.mirror.namespaceOf('pods', pod)}/${this.mirror.nameOf('pods', pod)}`;
      const y = row(key) * ROW;
      box(key, () => ({ key, type: 'workload', ref: { kind: 'Pod', namespace: this.mirror.namespaceOf('pods', pod), name: this.mirror.nameOf('pods', pod) }, table: 'pods', slot: pod, x: 2 * COLUMN, y, w: CARD.w, h: CARD.h }));
    }
    for (const [key, old] of this.boxes) if (!seen.has(key) || this.#stale(old)) this.boxes.delete(key);
    this.#rows = this.#rows.map((key) => (key && seen.has(key) ? key : undefined));
    const changed = fresh || before !== this.boxes.size || edges.length !== this.edges.length;
    this.edges = edges;
    if (changed) this.changed();
  }

  #rowTaken(owner: number): boolean {
    for (const box of this.boxes.values()) if (box.table === 'workloads' && box.type === 'workload' && this.mirror.tables.workloads.get(box.slot, 'owner') === owner) return true;
    return false;
  }

  /** A box whose slot is another thing's by now. */
  #stale(box: Box): boolean { return box.type === 'workload' && box.table === 'workloads' && this.#keyOf(box.slot) !== box.key; }

  #keyOf(slot: number): string {
    return `${WORKLOAD_KINDS[this.mirror.tables.workloads.get(slot, 'kind')]}/${this.mirror.namespaceOf('workloads', slot)}/${this.mirror.nameOf('workloads', slot)}`;
  }

  #card(slot: number, key: string, x: number, y: number): Box {
    const kind = WORKLOAD_KINDS[this.mirror.tables.workloads.get(slot, 'kind')]!;
    return { key, type: 'workload', ref: { kind, namespace: this.mirror.namespaceOf('workloads', slot), name: this.mirror.nameOf('workloads', slot) }, table: 'workloads', slot, x, y, w: CARD.w, h: CARD.h };
  }
}

const NONE: ReadonlySet<number> = new Set();
