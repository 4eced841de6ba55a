/**
 * A scene is what a view shows, laid out: boxes with places in one flat world, frames around them, edges between them,
 * pods in cells within boxes. Places are given once and kept: an update never moves anything; only a person does
 * (`move`), or `tidy`, which leaves alone what is pinned.
 */
import type { TableName } from '../../../bridge/protocol.ts';
import type { Mirror } from '../../state/Mirror.ts';
import type { Ref } from '../../state/selection.ts';
import { change, useSettings } from '../../state/settings.ts';
import { PodCells } from './PodCells.ts';

export type BoxType = 'machine' | 'waiting' | 'service' | 'endpoints' | 'workload' | 'stack' | 'component' | 'more';

export interface Box {
  readonly key: string;
  readonly type: BoxType;
  readonly ref: Ref | undefined;
  readonly table: TableName | '';
  /** Row in `table`; -1 where there is none. */
  readonly slot: number;
  x: number;
  y: number;
  readonly w: number;
  readonly h: number;
  /** For what has no row: its title. */
  readonly title?: string;
  /** Where pods lie in it, from its upper left corner. */
  readonly area?: Bounds;
  /** Lies over its neighbours. */
  readonly open?: boolean;
}

/** `head`: the room for its title, at its top. */
export interface Frame { readonly title: string; readonly head: number; readonly x: number; readonly y: number; readonly w: number; readonly h: number }
export interface Edge { readonly id: string; readonly from: string; readonly to: string }

export interface Bounds { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** Wall ms and pods of one slice. */
const SLICE_MS = 6, CHUNK = 400;

function* between(from: number, to: number): Iterable<number> { for (let slot = from; slot < to; slot++) yield slot; }

export abstract class Scene {
  readonly boxes = new Map<string, Box>();
  readonly pods: PodCells;
  frames: readonly Frame[] = [];
  edges: readonly Edge[] = [];
  /** Counts changes of the set of boxes or their places. */
  version = 0;
  #listeners = new Set<() => void>();
  #stops: (() => void)[] = [];

  constructor(readonly view: string, protected readonly mirror: Mirror) { this.pods = new PodCells(mirror); }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** A thing under a point of the world: a box, or, where `pods` can be told apart, a pod in it. */
  hit(x: number, y: number, pods: boolean): Ref | undefined {
    const box = this.boxAt(x, y);
    const pod = pods && box ? this.podAt(box, x, y) : undefined;
    return pod === undefined ? box?.ref : this.refOfPod(pod);
  }

  boxAt(x: number, y: number): Box | undefined {
    let found: Box | undefined;
    for (const box of this.boxes.values()) if (x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h && !(found?.open && !box.open)) found = box;
    return found;
  }

  refOfPod(pod: number): Ref { return { kind: 'Pod', namespace: this.mirror.namespaceOf('pods', pod), name: this.mirror.nameOf('pods', pod) }; }

  podAt(box: Box, x: number, y: number): number | undefined {
    const berths = this.pods.berths(box.key);
    if (!berths || !box.area) return undefined;
    const { columns, rows } = berths.grid;
    const column = Math.floor(((x - box.x - box.area.x) / box.area.w) * columns), row = Math.floor(((y - box.y - box.area.y) / box.area.h) * rows);
    if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
    const pod = berths.cells[row * columns + column];
    return pod === undefined || pod < 0 ? undefined : pod;
  }

  /** Where a cell of a box is; undefined when the box has more cells than it shows. */
  cellAt(box: Box, cell: number): Bounds | undefined {
    const berths = this.pods.berths(box.key);
    if (!berths || !box.area) return undefined;
    const { columns, rows } = berths.grid;
    if (cell >= columns * rows) return undefined;
    const w = box.area.w / columns, h = box.area.h / rows;
    return { x: box.x + box.area.x + (cell % columns) * w, y: box.y + box.area.y + Math.floor(cell / columns) * h, w, h };
  }

  /** Where a pod is drawn first; undefined when it is not. */
  cellBounds(pod: number): Bounds | undefined {
    const berth = this.pods.berthsOf(pod)[0];
    const box = berth && this.boxes.get(berth.box);
    return box && this.cellAt(box, berth.cell);
  }

  /** Where an object is drawn. */
  placeOf(ref: Ref): Bounds | undefined {
    if (ref.kind === 'Pod') {
      const slot = this.mirror.find('Pod', ref.namespace, ref.name);
      const key = slot < 0 ? undefined : this.pods.berthsOf(slot)[0]?.box;
      return key === undefined ? undefined : this.cellBounds(slot) ?? this.boxes.get(key);
    }
    const key = `${ref.kind}/${ref.namespace}/${ref.name}`;
    return this.boxes.get(key);
  }

  bounds(): Bounds {
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (const list of [this.boxes.values(), this.frames]) for (const b of list) {
      x0 = Math.min(x0, b.x); y0 = Math.min(y0, b.y);
      x1 = Math.max(x1, b.x + b.w); y1 = Math.max(y1, b.y + b.h);
    }
    return x0 === Infinity ? { x: 0, y: 0, w: 600, h: 400 } : { x: x0, y: y0, w: x1 - x0, h: y1 - y0 };
  }

  /** A person moved it: it stays there, across reloads too. */
  move(key: string, x: number, y: number): void {
    const box = this.boxes.get(key);
    if (!box || (box.x === x && box.y === y)) return;
    box.x = x;
    box.y = y;
    change({ places: { ...useSettings.getState().places, [this.placeKey(key)]: [x, y] } });
    this.relayout();
    this.changed();
  }

  placeKey(key: string): string { return `${this.view}/${key}`; }
  isPinned(key: string): boolean { return useSettings.getState().pinned.includes(this.placeKey(key)); }

  /** Lays everything out anew, but for what is pinned. */
  abstract tidy(): void;
  /** Frames follow their boxes. */
  protected relayout(): void { /* most scenes have no frames */ }

  /**
   * Takes the pods that are there already, in slices: a view of 150,000 is opened without holding the page up. Changes of
   * pods that are yet to be taken are left to their slice.
   */
  protected followPods(take: (slots: Iterable<number>) => void): void {
    const { mirror } = this;
    let taken = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slice = (): void => {
      const { length } = mirror.tables.pods;
      const deadline = performance.now() + SLICE_MS;
      while (taken < length) {
        const from = taken;
        taken = Math.min(length, taken + CHUNK);
        take(between(from, taken));
        if (performance.now() > deadline) break;
      }
      if (taken < length) timer = setTimeout(slice, 0); else taken = Infinity;
    };
    slice();
    this.keep(() => clearTimeout(timer), mirror.onSlots('pods', (slots) => take(taken === Infinity ? slots : slots.filter((slot) => slot < taken))));
  }

  dispose(): void { this.pods.stop(); for (const stop of this.#stops) stop(); }
  protected keep(...stops: (() => void)[]): void { this.#stops.push(...stops); }

  protected put(box: Box): Box {
    const moved = useSettings.getState().places[this.placeKey(box.key)];
    if (moved) [box.x, box.y] = moved;
    this.boxes.set(box.key, box);
    return box;
  }

  protected changed(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}
