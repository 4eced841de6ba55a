/** What the views of rows share: cards, and stacks of pods that open over their neighbours. */
import { OPEN_TIERS, STACK_TIERS } from './Berths.ts';
import { refKey, type Ref } from '../../state/selection.ts';
import { frameAround } from './frameAround.ts';
import { narrow } from './narrow.ts';
import type { NamespaceGrid } from './NamespaceGrid.ts';
import { Scene, type Box, type Edge, type Frame } from './Scene.ts';

export const CARD = { w: 236, h: 84 } as const;
export const COLUMN = 284;
interface RowShape {
  readonly stack: { readonly w: number; readonly h: number; readonly area: { readonly x: number; readonly y: number; readonly w: number; readonly h: number } };
  /** Where the stack stands, seen from the first card. */
  readonly at: { readonly x: number; readonly y: number };
  readonly row: { readonly w: number; readonly h: number };
}
const WIDE: RowShape = { stack: { w: 300, h: 84, area: { x: 11, y: 38, w: 278, h: 38 } }, at: { x: 2 * COLUMN, y: 0 }, row: { w: 2 * COLUMN + 356, h: 104 } };
/** On a phone, held upright, the stack lies below its cards, as wide as both. */
const UPRIGHT: RowShape = { stack: { w: COLUMN + CARD.w, h: 84, area: { x: 11, y: 38, w: COLUMN + CARD.w - 22, h: 38 } }, at: { x: 0, y: 100 }, row: { w: COLUMN + CARD.w + 40, h: 212 } };
const OPENED = { w: 640, h: 388, area: { x: 14, y: 50, w: 612, h: 324 } } as const;

/** One building of a scene: what was there, and whether places are given anew. */
export interface Lay { readonly anew: boolean; readonly seen: Set<string>; readonly rows: Map<string, string[]>; fresh?: boolean }
export const startLay = (anew: boolean): Lay => ({ anew, seen: new Set(), rows: new Map() });

export abstract class StackScene extends Scene {
  protected readonly shape = narrow() ? UPRIGHT : WIDE;
  /** The stack that is open. */
  #opened: string | undefined;
  #rows: ReadonlyMap<string, readonly string[]> = new Map();

  protected addStack(key: string): void { this.pods.addBox(key, key === this.#opened ? OPEN_TIERS : STACK_TIERS); }

  isOpen(key: string): boolean { return this.#opened === key; }

  /** The stack that an object's pods are in: along the lines from it. */
  stackOf(ref: Ref): string | undefined {
    if (ref.kind === 'Pod') return this.pods.berthsOf(this.mirror.find('Pod', ref.namespace, ref.name))[0]?.box;
    let at: string | undefined = ref.kind === 'Endpoints' ? `endpoints:Service/${ref.namespace}/${ref.name}` : refKey(ref);
    while (at !== undefined && this.boxes.get(at)?.type !== 'stack') at = this.edges.findLast((edge) => edge.from === at)?.to;
    return at !== undefined && (this.pods.counts(at)?.[0] ?? 0) > 0 ? at : undefined;
  }

  /** Opens a stack, or closes it; only one is open at a time. */
  toggle(key: string): void {
    const before = this.#opened;
    this.#opened = before === key ? undefined : key;
    if (before !== undefined) this.#shape(before, false);
    if (this.#opened !== undefined) this.#shape(this.#opened, true);
    this.pods.flush(0);
    this.changed();
  }

  #shape(key: string, open: boolean): void {
    const box = this.boxes.get(key);
    this.pods.berths(key)?.use(open ? OPEN_TIERS : STACK_TIERS);
    this.pods.redraw(key);
    if (!box) return;
    // Last in order = drawn on top.
    this.boxes.delete(key);
    this.boxes.set(key, { ...box, ...(open ? OPENED : this.shape.stack), open });
  }

  /** A box of this building, in that row: it keeps the place that it has. */
  protected lay(lay: Lay, row: string, box: Box): void {
    lay.seen.add(box.key);
    const list = lay.rows.get(row);
    if (list) list.push(box.key); else lay.rows.set(row, [box.key]);
    if (box.type === 'stack') this.addStack(box.key);
    const known = this.boxes.get(box.key);
    if (known && known.slot === box.slot && (!lay.anew || this.isPinned(box.key))) return;
    const made = known?.open ? { ...box, ...OPENED, open: true } : box;
    if (known && !lay.anew) Object.assign(made, { x: known.x, y: known.y });
    this.put(made);
    lay.fresh = true;
  }

  protected finish(lay: Lay, edges: readonly Edge[]): void {
    let gone = false;
    for (const key of this.boxes.keys()) if (!lay.seen.has(key)) { this.boxes.delete(key); gone = true; }
    const changed = lay.fresh || gone || edges.length !== this.edges.length;
    this.edges = edges;
    if (!changed) return;
    this.#rows = lay.rows;
    this.relayout();
    this.changed();
  }

  /** The frame around each block of rows. */
  protected framesAround(grid: NamespaceGrid): Frame[] {
    return [...grid.blocks()].flatMap(({ namespace, keys }) => frameAround(namespace, keys.flatMap((row) => (this.#rows.get(row) ?? []).flatMap((key) => {
      const box = this.boxes.get(key);
      return box ? (box.open ? { ...box, w: this.shape.stack.w, h: this.shape.stack.h } : box) : [];
    })), 16, 40));
  }
}
