/** The present of one key prefix: a map, with key order made only when a range is read. */
export interface Entry {
  readonly id: string;
  value: unknown;
  /** Revision of the last write; `REMOVED` once it is not in its table any more. */
  revision: number;
  readonly createRevision: number;
  /** See `LogRecord.beside`. */
  beside: unknown;
}

/** No write has it: an empty store is at 1. */
export const REMOVED = 0;

export class Table {
  #entries = new Map<string, Entry>();
  /** Ids in order as of the last range read; later additions wait in `#added`. */
  #order: string[] = [];
  #added: string[] = [];
  #removed: string[] = [];

  constructor(readonly prefix: string) {}

  get size(): number { return this.#entries.size; }
  get(id: string): Entry | undefined { return this.#entries.get(id); }
  /** In order of creation: cheap, for scans that need no order. */
  values(): IterableIterator<Entry> { return this.#entries.values(); }

  /** Adds a key that is not there. */
  add(id: string, value: unknown, revision: number, createRevision: number, beside: unknown): void {
    this.#added.push(id);
    this.#entries.set(id, { id, value, revision, createRevision, beside });
  }

  remove(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.revision = REMOVED;
    this.#entries.delete(id);
    this.#removed.push(id);
  }

  clear(): void {
    for (const entry of this.#entries.values()) entry.revision = REMOVED;
    this.#entries.clear();
    this.#order = [];
    this.#added = [];
    this.#removed = [];
  }

  /** Entries in key order. */
  sorted(): Entry[] {
    this.#sort();
    return this.#order.map((id) => this.#entries.get(id)!);
  }

  /** Entries whose id starts with `prefix` and is greater than `after`, in key order, at most `limit`. */
  range(prefix: string, after = '', limit = Infinity): Entry[] {
    return this.page(prefix, after, limit).entries;
  }

  /** As `range`, with the number of entries that the limit left out. */
  page(prefix: string, after: string, limit: number): { entries: Entry[]; left: number } {
    this.#sort();
    const order = this.#order;
    let from = this.#lowerBound(after > prefix ? after : prefix);
    if (after && order[from] === after) from++;
    const end = prefix ? this.#lowerBound(prefix + LAST) : order.length;
    const until = Math.min(end, from + limit);
    const entries: Entry[] = [];
    for (let i = from; i < until; i++) entries.push(this.#entries.get(order[i]!)!);
    return { entries, left: Math.max(0, end - until) };
  }

  /** Index of the first id that is not less. */
  #lowerBound(id: string): number {
    const order = this.#order;
    let low = 0, high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle]! < id) low = middle + 1; else high = middle;
    }
    return low;
  }

  #sort(): void {
    const changes = this.#added.length + this.#removed.length;
    if (changes === 0) return;
    if (changes <= FEW) this.#sortFew(); else this.#sortMany();
    this.#added = [];
    this.#removed = [];
  }

  /** A few changes between two reads: each goes to its place. */
  #sortFew(): void {
    for (const id of this.#removed) {
      const at = this.#lowerBound(id);
      if (this.#order[at] === id && !this.#entries.has(id)) this.#order.splice(at, 1);
    }
    for (const id of this.#added) {
      if (!this.#entries.has(id)) continue;
      const at = this.#lowerBound(id);
      if (this.#order[at] !== id) this.#order.splice(at, 0, id);
    }
  }

  #sortMany(): void {
    let kept = this.#order;
    if (this.#removed.length > 0) {
      const added = new Set(this.#added);
      kept = kept.filter((id) => this.#entries.has(id) && !added.has(id));
    }
    const fresh = [...new Set(this.#added)].filter((id) => this.#entries.has(id)).sort();
    const merged: string[] = [];
    let i = 0, j = 0;
    while (i < kept.length && j < fresh.length) merged.push(kept[i]! < fresh[j]! ? kept[i++]! : fresh[j++]!);
    while (i < kept.length) merged.push(kept[i++]!);
    while (j < fresh.length) merged.push(fresh[j++]!);
    this.#order = merged;
  }
}

/** Sorts after every id with a prefix. */
const LAST = '\uffff';
/** Changes that are cheaper to put in one by one. */
const FEW = 64;
