import { ColumnTable, type ColumnSchema, type PackedRows, type Row } from '../columns.ts';

/** Rows by key, on the worker's side: gives each key a slot, remembers which rows changed, and frees slots that are gone. */
export class Slots<S extends ColumnSchema> {
  readonly table: ColumnTable<S>;
  #slots = new Map<string, number>();
  #free: number[] = [];
  #dirty = new Set<number>();

  constructor(schema: S) { this.table = new ColumnTable(schema); }

  /** The slot of a key, reserved if the key is new: what points at a thing may arrive before the thing. */
  of(key: string): number {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = this.#free.pop() ?? this.table.length;
      this.table.reserve(slot + 1);
      this.#slots.set(key, slot);
    }
    return slot;
  }

  find(key: string): number | undefined { return this.#slots.get(key); }

  set(key: string, row: Row<S>): number {
    const slot = this.of(key);
    this.table.set(slot, row);
    this.#dirty.add(slot);
    return slot;
  }

  put(slot: number, column: keyof S, value: number): void {
    if (this.table.get(slot, column) === value) return;
    this.table.put(slot, column, value);
    this.#dirty.add(slot);
  }

  remove(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.table.put(slot, 'state', 0);
    this.#dirty.add(slot);
    this.#removed.push(slot);
  }

  /** Slots given back wait for one flush, so that the page sees the old thing go before a new one comes. */
  #removed: number[] = [];

  /** Rows that changed since the last call, at most `most` of them; the rest is for the next. */
  take(most = Infinity): PackedRows | undefined {
    if (this.#dirty.size === 0) return undefined;
    const slots = new Uint32Array(Math.min(this.#dirty.size, most));
    let i = 0;
    for (const slot of this.#dirty) {
      if (i === slots.length) break;
      slots[i++] = slot;
      this.#dirty.delete(slot);
    }
    if (this.#removed.length) {
      this.#free.push(...this.#removed.filter((slot) => !this.#dirty.has(slot)));
      this.#removed = this.#removed.filter((slot) => this.#dirty.has(slot));
    }
    return this.table.pack(slots);
  }

  get pending(): boolean { return this.#dirty.size > 0; }
}
