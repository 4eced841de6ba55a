/** A binary heap whose entries know their place, so that any of them can be taken out. */
export interface HeapEntry { heapIndex: number }

export class Heap<T extends HeapEntry> {
  #items: T[] = [];
  constructor(private readonly less: (a: T, b: T) => boolean) {}

  get size(): number { return this.#items.length; }
  get top(): T | undefined { return this.#items[0]; }
  values(): IterableIterator<T> { return this.#items.values(); }

  push(item: T): void {
    item.heapIndex = this.#items.push(item) - 1;
    this.#up(item.heapIndex);
  }

  pop(): T | undefined {
    const top = this.#items[0];
    if (top) this.remove(top);
    return top;
  }

  /** Does nothing for an entry that is not in it. */
  remove(item: T): void {
    const i = item.heapIndex;
    if (this.#items[i] !== item) return;
    const last = this.#items.pop()!;
    item.heapIndex = -1;
    if (last === item) return;
    this.#items[i] = last;
    last.heapIndex = i;
    this.#up(i);
    this.#down(last.heapIndex);
  }

  #up(i: number): void {
    const items = this.#items;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.less(items[i]!, items[parent]!)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #down(i: number): void {
    const items = this.#items;
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < items.length && this.less(items[child]!, items[least]!)) least = child;
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #swap(i: number, j: number): void {
    const items = this.#items;
    const a = items[i]!, b = items[j]!;
    items[i] = b;
    b.heapIndex = i;
    items[j] = a;
    a.heapIndex = j;
  }
}
