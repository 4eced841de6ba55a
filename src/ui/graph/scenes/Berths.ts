/**
 * Which cell of a machine each pod lies in. A pod keeps its cell for life and a freed cell is taken again, so nothing
 * shifts when others come and go. Cells get smaller only when a machine outgrows its grid.
 */
export interface Tier { readonly columns: number; readonly rows: number }
export const MACHINE_TIERS: readonly Tier[] = [{ columns: 2, rows: 4 }, { columns: 4, rows: 7 }, { columns: 8, rows: 10 }, { columns: 16, rows: 20 }, { columns: 32, rows: 40 }, { columns: 64, rows: 80 }];

/** The strip of pods that wait for a node is wide and low. */
export const WAITING_TIERS: readonly Tier[] = [{ columns: 7, rows: 1 }, { columns: 15, rows: 2 }, { columns: 60, rows: 4 }, { columns: 120, rows: 6 }, { columns: 240, rows: 14 }, { columns: 600, rows: 28 }];

export class Berths {
  constructor(readonly tiers: readonly Tier[] = MACHINE_TIERS) {}

  /** Pod slot by cell; -1 = empty. */
  readonly cells: number[] = [];
  /** Index into `tiers`; it only grows. */
  tier = 0;
  count = 0;
  #free: number[] = [];

  get grid(): Tier { return this.tiers[this.tier]!; }

  /** The cell the pod gets. */
  add(pod: number): number {
    this.count++;
    const cell = this.#takeLowest() ?? this.cells.length;
    this.cells[cell] = pod;
    while (this.tier < this.tiers.length - 1 && cell >= this.grid.columns * this.grid.rows) this.tier++;
    return cell;
  }

  remove(cell: number): void {
    this.count--;
    this.cells[cell] = -1;
    this.#free.push(cell);
    if (this.count === 0) { this.cells.length = 0; this.#free.length = 0; this.tier = 0; }
  }

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
