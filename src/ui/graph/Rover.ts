/**
 * The keyboard's way through the graph: one tab stop, and arrows from there to every box and every pod in it. It knows
 * only places: which stop is next in a direction; who draws it and how is found by the one who focuses it.
 */
import type { Mirror } from '../state/Mirror.ts';
import { refKey, type Ref } from '../state/selection.ts';
import type { Box, Scene } from './scenes/Scene.ts';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';
export const DIRECTIONS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' };

export class Rover {
  constructor(private readonly scene: Scene, private readonly mirror: Mirror, private readonly entersPods: (box: Box) => boolean) {}

  /** Where the keyboard begins. */
  first(): Ref | undefined { return stopsOf(this.scene).at(0)?.ref; }

  next(from: Ref, direction: Direction): Ref | undefined {
    if (direction === 'first' || direction === 'last') return stopsOf(this.scene).at(direction === 'first' ? 0 : -1)?.ref;
    const found = this.#locate(from);
    if (!found) return this.first();
    const { box, cell } = found;
    if (cell >= 0) {
      const pod = this.#nextCell(box, cell, direction);
      if (pod !== undefined) return this.scene.refOfPod(pod);
      // Out of the pods: up to the box itself, else on to the next box that way.
      if (direction === 'up' && box.ref) return box.ref;
      return this.#nextBox(box, direction);
    }
    if (direction === 'down' && this.entersPods(box)) { const pod = this.#firstPod(box); if (pod !== undefined) return this.scene.refOfPod(pod); }
    return this.#nextBox(box, direction);
  }

  #locate(ref: Ref): { box: Box; cell: number } | undefined {
    const box = this.scene.boxes.get(refKey(ref));
    if (box) return { box, cell: -1 };
    const berth = this.scene.pods.berthsOf(this.mirror.find(ref.kind, ref.namespace, ref.name))[0];
    const holder = berth && this.scene.boxes.get(berth.box);
    return holder && ref.kind === 'Pod' ? { box: holder, cell: berth.cell } : undefined;
  }

  #firstPod(box: Box): number | undefined { return this.scene.pods.berths(box.key)?.cells.find((pod) => pod >= 0); }

  #nextCell(box: Box, cell: number, direction: Direction): number | undefined {
    const { cells, grid: { columns, rows } } = this.scene.pods.berths(box.key)!;
    let column = cell % columns, row = Math.floor(cell / columns);
    for (;;) {
      if (direction === 'left') column--;
      else if (direction === 'right') column++;
      else if (direction === 'up') row--;
      else row++;
      if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
      const pod = cells[row * columns + column];
      if (pod !== undefined && pod >= 0) return pod;
    }
  }

  /** The nearest box in that direction; straight ahead counts more than aside. A box without a name of its own is entered at its first pod. */
  #nextBox(from: Box, direction: Direction): Ref | undefined {
    const cx = from.x + from.w / 2, cy = from.y + from.h / 2;
    let best: Ref | undefined, least = Infinity;
    for (const box of this.scene.boxes.values()) {
      if (box === from) continue;
      const dx = box.x + box.w / 2 - cx, dy = box.y + box.h / 2 - cy;
      const [ahead, aside] = direction === 'left' ? [-dx, dy] : direction === 'right' ? [dx, dy] : direction === 'up' ? [-dy, dx] : [dy, dx];
      const cost = ahead + Math.abs(aside) * 2.5;
      if (ahead <= 1 || cost >= least) continue;
      const ref = box.ref ?? this.#podRef(box);
      if (!ref) continue;
      best = ref;
      least = cost;
    }
    return best;
  }

  #podRef(box: Box): Ref | undefined {
    const pod = this.#firstPod(box);
    return pod === undefined ? undefined : this.scene.refOfPod(pod);
  }
}

/** Boxes with names, from the upper left. */
function stopsOf(scene: Scene): Box[] {
  const rank = (box: Box): number => (box.type === 'machine' ? 0 : 1);
  return [...scene.boxes.values()].filter((box) => box.ref).sort((a, b) => rank(a) - rank(b) || a.y - b.y || a.x - b.x);
}
