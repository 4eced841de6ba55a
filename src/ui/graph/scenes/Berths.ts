/**
 * Which cell of a box each pod lies in. A pod keeps its cell for life and a freed cell is taken again, so nothing
 * shifts when others come and go. Cells get smaller only when a box outgrows its grid.
 */
export interface Tier { readonly columns: number; readonly rows: number }
const tiers = (...pairs: readonly (readonly [columns: number, rows: number])[]): readonly Tier[] => pairs.map(([columns, rows]) => ({ columns, rows }));

export const MACHINE_TIERS = tiers([1, 4], [2, 4], [4, 7], [8, 10], [16, 20], [32, 40], [64, 80]);
/** The strip of pods that wait for a node is wide and low. */
export const WAITING_TIERS = tiers([3, 1], [5, 1], [24, 1], [60, 2], [120, 4], [240, 8], [600, 20]);
/** A stack is low too; what it cannot show is in its count. */
export const STACK_TIERS = tiers([1, 1], [2, 1], [10, 1], [20, 2], [40, 4], [80, 8], [200, 20], [400, 40]);
/** A stack that was opened. */
export const OPEN_TIERS = tiers([4, 7], [8, 10], [18, 14], [36, 28], [72, 56], [160, 120], [320, 240], [640, 480]);

export class Berths {
  constructor(public tiers: readonly Tier[] = MACHINE_TIERS) {}

  /** Pod slot by cell; -1 = empty. */
  readonly cells: number[] = [];
  /** Index into `tiers`; it only grows, until the box is empty or other tiers are used. */
  tier = 0;
  count = 0;
  #free: number[] = [];

  get grid(): Tier { return this.tiers[this.tier]!; }

  /** The cell the pod gets. */
  add(pod: number): number {
    this.count++;
    const cell = this.#takeLowest() ?? this.cells.length;
    this.cells[cell] = pod;
    this.#fit(cell + 1);
    return cell;
  }

  remove(cell: number): void {
    this.count--;
    this.cells[cell] = -1;
    this.#free.push(cell);
    if (this.count === 0) { this.cells.length = 0; this.#free.length = 0; this.tier = 0; }
  }

  /** Draws the same cells in another grid. */
  use(given: readonly Tier[]): void {
    this.tiers = given;
    this.tier = 0;
    this.#fit(this.cells.length);
  }

  #fit(cells: number): void { while (this.tier < this.tiers.length - 1 && cells > this.grid.columns * this.grid.rows) this.tier++; }

  #takeLowest(): number | undefined {
    if (this.#free.length === 0) return undefined;
    let at = 0;
    // Few cells are free at a time; past that, any will do.
    const look = Math.min(this.#free.length, 128);
    for (let i = 1; i < look; i++) if (this.#free[i]! < this.#free[at]!) at = i;
    const cell = this.#free[at]!;
    this.#free[at] = this.#free[this.#free.length - 1]!;
    this.#free.pop();
    return cell;
  }
}
