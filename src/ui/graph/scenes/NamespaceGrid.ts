/**
 * Places for rows of boxes, by namespace: each namespace has blocks of rows, the blocks lie on shelves. A row keeps its
 * place while others come and go; a namespace that outgrows its block goes on in another. Everything is laid out anew
 * only when there is four times as much as when it was last (nobody can have learnt the places of what was not there).
 */
interface Block { readonly namespace: string; readonly x: number; readonly y: number; readonly columns: number; readonly rows: number; readonly taken: (string | undefined)[]; count: number }
export interface Place { readonly x: number; readonly y: number }

const GAP = 60;
const HEAD = 44;
const SMALL_ROWS = 4;
/** Width of the whole over its height. */
const ASPECT = 2;

export class NamespaceGrid {
  #blocks = new Map<string, Block[]>();
  #placeOf = new Map<string, { block: Block; at: number }>();
  #laidOut = 0;
  #shelf = { x: 0, y: 0, h: 0, width: 0 };

  constructor(private readonly rowW: number, private readonly rowH: number) {}

  clear(): void { this.#laidOut = 0; }

  /** Gives each row its place; what is in no list loses its own. True = everything has been laid out anew. */
  assign(rows: ReadonlyMap<string, string>): boolean {
    for (const [key, { block, at }] of this.#placeOf) if (!rows.has(key)) { block.taken[at] = undefined; block.count--; this.#placeOf.delete(key); }
    const anew = rows.size > this.#laidOut * 4;
    if (anew) this.#layOut(rows);
    for (const [key, namespace] of rows) if (!this.#placeOf.has(key)) this.#place(key, namespace);
    return anew;
  }

  placeOf(key: string): Place | undefined {
    const found = this.#placeOf.get(key);
    return found && { x: found.block.x + (found.at % found.block.columns) * this.rowW, y: found.block.y + HEAD + Math.floor(found.at / found.block.columns) * this.rowH };
  }

  #layOut(rows: ReadonlyMap<string, string>): void {
    this.#laidOut = rows.size;
    this.#blocks.clear();
    this.#placeOf.clear();
    const counts = new Map<string, number>();
    for (const namespace of rows.values()) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
    const sizes = [...counts].map(([namespace, n]) => {
      const columns = Math.max(1, Math.round(Math.sqrt((ASPECT * n * this.rowH) / this.rowW)));
      return { namespace, columns, rows: n <= SMALL_ROWS ? SMALL_ROWS : Math.ceil((n * 1.15) / columns) };
    });
    const area = sizes.reduce((sum, { columns, rows: high }) => sum + (columns * this.rowW + GAP) * (high * this.rowH + HEAD + GAP), 0);
    this.#shelf = { x: 0, y: 0, h: 0, width: Math.max(...sizes.map((s) => s.columns * this.rowW), Math.sqrt(area * ASPECT)) };
    for (const { namespace, columns, rows: high } of sizes) this.#block(namespace, columns, high);
  }

  #block(namespace: string, columns: number, rows: number): Block {
    const w = columns * this.rowW, h = rows * this.rowH + HEAD;
    const shelf = this.#shelf;
    if (shelf.x > 0 && shelf.x + w > shelf.width * 1.05) { shelf.x = 0; shelf.y += shelf.h + GAP; shelf.h = 0; }
    const block: Block = { namespace, x: shelf.x, y: shelf.y, columns, rows, taken: [], count: 0 };
    shelf.x += w + GAP;
    shelf.h = Math.max(shelf.h, h);
    const list = this.#blocks.get(namespace);
    if (list) list.push(block); else this.#blocks.set(namespace, [block]);
    return block;
  }

  #place(key: string, namespace: string): void {
    const list = this.#blocks.get(namespace);
    let block = list?.find((b) => b.count < b.columns * b.rows);
    if (!block) block = this.#block(namespace, list?.at(-1)?.columns ?? 1, Math.max(SMALL_ROWS, Math.ceil((list?.at(-1)?.rows ?? 0) / 2)));
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
