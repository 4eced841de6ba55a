/**
 * The pods in the boxes of a scene: which cell each lies in, how many of each state a box holds, and who wants to know.
 * A pod may lie in several boxes (behind two services). Which box a pod belongs to, the scene says.
 */
import type { Mirror } from '../../state/Mirror.ts';
import { Berths, type Tier } from './Berths.ts';
import { Tally, type Counts } from './Tally.ts';

export interface Berth { readonly box: string; readonly cell: number }
/** Cells that changed (`boxes[i]` has `cells[i]`), and boxes whose grid changed. */
export interface Touched { readonly boxes: readonly string[]; readonly cells: readonly number[]; readonly whole: ReadonlySet<string> }

/** So many pods changed in one batch are a burst: while it lasts the canvas shows pods, not an element each. */
const BURST = 60;
const CALM_MS = 900;
const COUNTS_MS = 200;

export class PodCells {
  #berths = new Map<string, Berths>();
  #berthsOf = new Map<number, Berth[]>();
  /** What the tally counted a pod as. */
  #states: number[] = [];
  #tally = new Tally();
  #listeners = new Set<(touched: Touched) => void>();
  #boxVersions = new Map<string, number>();
  #boxListeners = new Map<string, Set<() => void>>();
  #boxes: string[] = [];
  #cells: number[] = [];
  #whole = new Set<string>();
  #moved = new Set<string>();
  #calm: ReturnType<typeof setTimeout> | undefined;
  #counting: ReturnType<typeof setTimeout> | undefined;
  #countListeners = new Set<() => void>();
  /** Many pods come and go just now. */
  burst = false;

  constructor(private readonly mirror: Mirror) {}

  stop(): void { clearTimeout(this.#calm); clearTimeout(this.#counting); }

  /** Tells when counts changed, a few times a second: numbers cannot be read faster. */
  onCounts = (listener: () => void): (() => void) => {
    this.#countListeners.add(listener);
    return () => { this.#countListeners.delete(listener); };
  };

  onTouched(listener: (touched: Touched) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }
  /** Tells when pods came to or left a box. */
  onBox(key: string, listener: () => void): () => void {
    let set = this.#boxListeners.get(key);
    if (!set) this.#boxListeners.set(key, (set = new Set()));
    set.add(listener);
    return () => { set.delete(listener); };
  }
  boxVersion(key: string): number { return this.#boxVersions.get(key) ?? 0; }
  berths(key: string): Berths | undefined { return this.#berths.get(key); }
  counts(key: string): Counts | undefined { return this.#tally.of(key); }
  berthsOf(pod: number): readonly Berth[] { return this.#berthsOf.get(pod) ?? NONE; }

  /** A box that can hold pods. */
  addBox(key: string, tiers: readonly Tier[]): void { if (!this.#berths.has(key)) this.#berths.set(key, new Berths(tiers)); }
  /** Pods that lay there. */
  dropBox(key: string): number[] {
    const pods = (this.#berths.get(key)?.cells ?? []).filter((pod) => pod >= 0);
    for (const pod of pods) this.take(pod, key);
    this.#berths.delete(key);
    return pods;
  }

  put(pod: number, key: string): void {
    const berths = this.#berths.get(key);
    if (!berths || this.berthsOf(pod).some((b) => b.box === key)) return;
    const tier = berths.tier;
    const cell = berths.add(pod);
    const list = this.#berthsOf.get(pod);
    if (list) list.push({ box: key, cell }); else this.#berthsOf.set(pod, [{ box: key, cell }]);
    this.#states[pod] ??= this.mirror.tables.pods.get(pod, 'state');
    this.#tally.add(key, this.#states[pod], 1);
    this.#note(key, cell, tier !== berths.tier);
  }

  take(pod: number, key: string): void {
    const list = this.#berthsOf.get(pod);
    const at = list?.findIndex((b) => b.box === key) ?? -1;
    if (!list || at < 0) return;
    const { cell } = list[at]!;
    const last = list.length === 1;
    if (last) this.#berthsOf.delete(pod); else list.splice(at, 1);
    const berths = this.#berths.get(key)!;
    const tier = berths.tier;
    berths.remove(cell);
    this.#tally.add(key, this.#states[pod]!, -1);
    if (last) delete this.#states[pod];
    this.#note(key, cell, tier !== berths.tier);
  }

  /** The pod's row changed. */
  touch(pod: number): void {
    const list = this.#berthsOf.get(pod);
    if (!list) return;
    const state = this.mirror.tables.pods.get(pod, 'state'), before = this.#states[pod]!;
    for (const { box, cell } of list) {
      if (state !== before) { this.#tally.add(box, before, -1); this.#tally.add(box, state, 1); }
      this.#boxes.push(box);
      this.#cells.push(cell);
    }
    this.#states[pod] = state;
  }

  /** All of a box has to be drawn anew. */
  redraw(key: string): void { this.#whole.add(key); this.#moved.add(key); }

  /** Tells what the calls since the last flush did; `rows` = pods that a batch changed. */
  flush(rows: number): void {
    if (rows > BURST) this.#startBurst();
    const touched: Touched = { boxes: this.#boxes, cells: this.#cells, whole: this.#whole };
    const moved = this.#moved;
    if (touched.boxes.length === 0 && touched.whole.size === 0 && moved.size === 0) return;
    this.#boxes = [];
    this.#cells = [];
    this.#whole = new Set();
    this.#moved = new Set();
    for (const key of moved) this.#tellBox(key);
    if (this.#countListeners.size) this.#counting ??= setTimeout(() => { this.#counting = undefined; for (const listener of this.#countListeners) listener(); }, COUNTS_MS);
    for (const listener of this.#listeners) listener(touched);
  }

  #note(key: string, cell: number, whole: boolean): void {
    this.#boxes.push(key);
    this.#cells.push(cell);
    this.#moved.add(key);
    if (whole) this.#whole.add(key);
  }

  #tellBox(key: string): void {
    this.#boxVersions.set(key, this.boxVersion(key) + 1);
    for (const listener of this.#boxListeners.get(key) ?? []) listener();
  }

  #startBurst(): void {
    this.burst = true;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      this.burst = false;
      for (const key of this.#boxListeners.keys()) this.#tellBox(key);
      for (const listener of this.#listeners) listener({ boxes: [], cells: [], whole: new Set() });
    }, CALM_MS);
  }
}

const NONE: readonly Berth[] = [];
