/**
 * A scene is what a view shows, laid out: boxes with places in one flat world, frames around them, edges between them.
 * Places are given once and kept: an update never moves anything; only a person does (`move`), or `tidy`.
 */
import type { TableName } from '../../../bridge/protocol.ts';
import type { Ref } from '../../state/selection.ts';
import { change, useSettings } from '../../state/settings.ts';

export type BoxType = 'machine' | 'waiting' | 'service' | 'workload' | 'stack' | 'component';

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
}

export interface Frame { readonly title: string; readonly x: number; readonly y: number; readonly w: number; readonly h: number }
export interface Edge { readonly id: string; readonly from: string; readonly to: string }

export interface Bounds { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

export abstract class Scene {
  readonly boxes = new Map<string, Box>();
  frames: readonly Frame[] = [];
  edges: readonly Edge[] = [];
  /** Counts changes of the set of boxes or their places. */
  version = 0;
  #listeners = new Set<() => void>();
  #stops: (() => void)[] = [];

  constructor(readonly view: string) {}

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** A thing under a point of the world: a box, or something inside it. */
  hit(x: number, y: number): Ref | undefined { return this.boxAt(x, y)?.ref; }

  boxAt(x: number, y: number): Box | undefined {
    let found: Box | undefined;
    for (const box of this.boxes.values()) if (x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h) found = box;
    return found;
  }

  /** Where an object is drawn. */
  placeOf(ref: Ref): Bounds | undefined {
    for (const box of this.boxes.values()) if (box.ref && box.ref.kind === ref.kind && box.ref.name === ref.name && box.ref.namespace === ref.namespace) return box;
    return undefined;
  }

  bounds(): Bounds {
    let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
    for (const b of [...this.boxes.values(), ...this.frames]) {
      x0 = Math.min(x0, b.x); y0 = Math.min(y0, b.y);
      x1 = Math.max(x1, b.x + b.w); y1 = Math.max(y1, b.y + b.h);
    }
    return x0 === Infinity ? { x: 0, y: 0, w: 600, h: 400 } : { x: x0, y: y0, w: x1 - x0, h: y1 - y0 };
  }

  move(key: string, x: number, y: number): void {
    const box = this.boxes.get(key);
    if (!box || (box.x === x && box.y === y)) return;
    box.x = x;
    box.y = y;
    change({ places: { ...useSettings.getState().places, [`${this.view}/${key}`]: [x, y] } });
    this.relayout();
    this.changed();
  }

  /** Lays everything out anew. */
  abstract tidy(): void;
  /** Frames follow their boxes. */
  protected relayout(): void { /* most scenes have no frames */ }

  dispose(): void { for (const stop of this.#stops) stop(); }
  protected keep(...stops: (() => void)[]): void { this.#stops.push(...stops); }

  protected put(box: Box): Box {
    const moved = useSettings.getState().places[`${this.view}/${box.key}`];
    if (moved) [box.x, box.y] = moved;
    this.boxes.set(box.key, box);
    return box;
  }

  protected changed(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}
