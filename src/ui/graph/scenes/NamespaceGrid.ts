/**
 * Places for rows of boxes, by namespace: each namespace has blocks of rows, the blocks lie on shelves. A row keeps its
 * place while others come and go; a namespace that outgrows its block goes on in another. When all is laid out anew, `Flood` says.
 */
import { Flood } from './Flood.ts';
import { narrow } from './narrow.ts';

interface Block { readonly namespace: string; readonly x: number; readonly y: number; readonly columns: number; readonly rows: number; readonly taken: (string | undefined)[]; count: number }
export interface Place { readonly x: number; readonly y: number }

const GAP = 60;
const HEAD = 44;
/** Rows of the smallest block. */
const smallRows = (): number => (narrow() ? 2 : 3);
/** Width of the whole over its height. */
const aspect = (): number => (narrow() ? 0.6 : 2);
const SLACK = 1.05;

/** Shelves of that width, filled from left to right; below a low block there may be room for another. */
class Shelves {
  /** What is taken, gaps included. */
  w = 0;
  #y = 0;
  #high = 0;
  /** Where the shelf ends on the right, and the lower end of what stands there. */
  #x = 0;
  #left = 0;
  #low = 0;

  constructor(private readonly width: number) {}

  get h(): number { return this.#y + this.#high; }

  put(w: number, h: number): Place {
    if (this.#x > 0 && this.#left + w + GAP <= this.#x && this.#low + GAP + h <= this.#y + this.#high) {
      const y = this.#low + GAP;
      this.#low = y + h;
      return { x: this.#left, y };
    }
    if (this.#x > 0 && this.#x + w > this.width * SLACK) { this.#x = 0; this.#y += this.#high + GAP; this.#high = 0; }
    this.#left = this.#x;
    this.#low = this.#y + h;
    this.#x += w + GAP;
    this.#high = Math.max(this.#high, h);
    this.w = Math.max(this.w, this.#x);
    return { x: this.#left, y: this.#y };
  }
}

export class NamespaceGrid {
  #blocks = new Map<string, Block[]>();
  #placeOf = new Map<string, { block: Block; at: number }>();
  #flood = new Flood();
  #shelves = new Shelves(0);

  constructor(private readonly rowW: number, private readonly rowH: number) {}

  clear(): void { this.#flood.reset(); }

  /** Gives each row its place; what is in no list loses its own. True = everything has been laid out anew. */
  assign(rows: ReadonlyMap<string, string>): boolean {
    for (const [key, { block, at }] of this.#placeOf) if (!rows.has(key)) { block.taken[at] = undefined; block.count--; this.#placeOf.delete(key); }
    const anew = this.#flood.risesTo(rows.size);
    if (anew) this.#layOut(rows);
    for (const [key, namespace] of rows) if (!this.#placeOf.has(key)) this.#place(key, namespace);
    return anew;
  }

  placeOf(key: string): Place | undefined {
    const found = this.#placeOf.get(key);
    return found && { x: found.block.x + (found.at % found.block.columns) * this.rowW, y: found.block.y + HEAD + Math.floor(found.at / found.block.columns) * this.rowH };
  }

  #layOut(rows: ReadonlyMap<string, string>): void {
    this.#blocks.clear();
    this.#placeOf.clear();
    const counts = new Map<string, number>();
    for (const namespace of rows.values()) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
    const sizes = [...counts].map(([namespace, n]) => {
      const columns = Math.max(1, Math.round(Math.sqrt((aspect() * n * this.rowH) / this.rowW)));
      return { namespace, columns, rows: n <= smallRows() ? smallRows() : Math.ceil((n * 1.15) / columns) };
    });
    // The highest first: what is low then finds room below its neighbour.
    sizes.sort((a, b) => b.rows - a.rows || (a.namespace < b.namespace ? -1 : 1));
    this.#shelves = new Shelves(this.#bestWidth(sizes));
    for (const { namespace, columns, rows: high } of sizes) this.#block(namespace, columns, high);
  }

  /** The width of shelves that shows everything largest. */
  #bestWidth(sizes: readonly { readonly columns: number; readonly rows: number }[]): number {
    let best = 0, least = Infinity, width = 0;
    for (const { columns } of sizes) {
      width += columns * this.rowW + GAP;
      const shelves = new Shelves(width);
      for (const size of sizes) shelves.put(size.columns * this.rowW, size.rows * this.rowH + HEAD);
      const cost = Math.max(shelves.w / aspect(), shelves.h);
      if (cost < least) { least = cost; best = width; }
      if (width > 40 * this.rowW * Math.sqrt(sizes.length)) break;
    }
    return best;
  }

  #block(namespace: string, columns: number, rows: number): Block {
    const block: Block = { namespace, ...this.#shelves.put(columns * this.rowW, rows * this.rowH + HEAD), columns, rows, taken: [], count: 0 };
    const list = this.#blocks.get(namespace);
    if (list) list.push(block); else this.#blocks.set(namespace, [block]);
    return block;
  }

  #place(key: string, namespace: string): void {
    const list = this.#blocks.get(namespace);
    let block = list?.find((b) => b.count < b.columns * b.rows);
    if (!block) block = this.#block(namespace, list?.at(-1)?.columns ?? 1, Math.max(smallRows(), Math.ceil((list?.at(-1)?.rows ?? 0) / 2)));
    let at = block.count === block.taken.length ? block.taken.length : block.taken.indexOf(undefined);
    if (at < 0) at = block.taken.length;
    block.taken[at] = key;
    block.count++;
    this.#placeOf.set(key, { block, at });
  }

  /** Rows of each block, for the frames around them. */
  *blocks(): Iterable<{ readonly namespace: string; readonly keys: readonly string[] }> {
    for (const list of this.#blocks.values()) for (const block of list) if (block.count > 0) yield { namespace: block.namespace, keys: block.taken.filter((key) => key !== undefined) };
  }
}
