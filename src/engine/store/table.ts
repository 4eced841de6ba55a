/** The present of one key prefix: a map, with key order made only when a range is read. */
export interface Entry {
  readonly id: string;
  value: unknown;
  /** Revision of the last write. */
  revision: number;
  readonly createRevision: number;
  /** See `LogRecord.beside`. */
  beside: unknown;
}

export class Table {
  #entries = new Map<string, Entry>();
  /** Ids in order as of the last range read; later additions wait in `#added`. */
  #order: string[] = [];
  #added: string[] = [];
  #removed = 0;

  constructor(readonly prefix: string) {}

  get size(): number { return this.#entries.size; }
  get(id: string): Entry | undefined { return this.#entries.get(id); }
  /** In order of creation: cheap, for scans that need no order. */
  values(): IterableIterator<Entry> { return this.#entries.values(); }

  set(id: string, entry: Omit<Entry, 'id'> & { id?: string }): void {
    if (!this.#entries.has(id)) this.#added.push(id);
    this.#entries.set(id, { id, value: entry.value, revision: entry.revision, createRevision: entry.createRevision, beside: entry.beside });
  }

  remove(id: string): void {
    if (this.#entries.delete(id)) this.#removed++;
  }

  clear(): void {
    this.#entries.clear();
    this.#order = [];
    this.#added = [];
    this.#removed = 0;
  }

  /** Entries in key order. */
  sorted(): Entry[] {
    this.#sort();
    return this.#order.map((id) => this.#entries.get(id)!);
  }

  /** Entries whose id starts with `prefix` and is greater than `after`, in key order, at most `limit`. */
  range(prefix: string, after = '', limit = Infinity): Entry[] {
    this.#sort();
    const order = this.#order;
    const from = after > prefix ? after : prefix;
    let low = 0, high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle]! < from) low = middle + 1; else high = middle;
    }
    const entries: Entry[] = [];
    for (let i = low; i < order.length && entries.length < limit; i++) {
      const id = order[i]!;
      if (!id.startsWith(prefix)) break;
      if (id !== after) entries.push(this.#entries.get(id)!);
    }
    return entries;
  }

  #sort(): void {
    if (this.#added.length === 0 && this.#removed === 0) return;
    let kept = this.#order;
    if (this.#removed > 0) {
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
    this.#added = [];
    this.#removed = 0;
  }
}
