/**
 * Go's `sort.Sort`: pattern-defeating quicksort (Orson Peters, 2021). It is not stable, so where kubectl sorts a list with
 * equal items, their order is this algorithm's; up to 12 items it inserts, which is stable. Start at `goSort`.
 */
type Less<T> = (a: T, b: T) => boolean;

const MAX_INSERTION = 12;
const MAX_STEPS = 5;
const SHORTEST_SHIFTING = 50;
const SHORTEST_NINTHER = 50;
const MAX_SWAPS = 4 * 3;

type Hint = 'unknown' | 'increasing' | 'decreasing';

/** A sorted copy. */
export function goSort<T>(items: readonly T[], less: Less<T>): T[] {
  const list = [...items];
  new Sorter(list, less).sort(0, list.length, bitLength(list.length));
  return list;
}

const bitLength = (n: number): number => 32 - Math.clz32(n);

class Sorter<T> {
  constructor(private readonly list: T[], private readonly lessThan: Less<T>) {}

  #less(i: number, j: number): boolean { return this.lessThan(this.list[i]!, this.list[j]!); }
  #swap(i: number, j: number): void { [this.list[i], this.list[j]] = [this.list[j]!, this.list[i]!]; }

  sort(a: number, b: number, limit: number): void {
    let wasBalanced = true, wasPartitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= MAX_INSERTION) return this.#insertionSort(a, b);
      if (limit === 0) return this.#heapSort(a, b);
      if (!wasBalanced) { this.#breakPatterns(a, b); limit--; }
      let [pivot, hint] = this.#choosePivot(a, b);
      if (hint === 'decreasing') {
        this.#reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.#partialInsertionSort(a, b)) return;
      if (a > 0 && !this.#less(a - 1, pivot)) { a = this.#partitionEqual(a, b, pivot); continue; }
      const [middle, alreadyPartitioned] = this.#partition(a, b, pivot);
      wasPartitioned = alreadyPartitioned;
      const left = middle - a, right = b - middle, threshold = Math.trunc(length / 8);
      if (left < right) {
        wasBalanced = left >= threshold;
        this.sort(a, middle, limit);
        a = middle + 1;
      } else {
        wasBalanced = right >= threshold;
        this.sort(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  #insertionSort(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
  }

  #heapSort(first: number, end: number): void {
    const size = end - first;
    for (let i = Math.trunc((size - 1) / 2); i >= 0; i--) this.#siftDown(i, size, first);
    for (let i = size - 1; i >= 0; i--) { this.#swap(first, first + i); this.#siftDown(0, i, first); }
  }

  #siftDown(low: number, high: number, first: number): void {
    for (let root = low; ;) {
      let child = 2 * root + 1;
      if (child >= high) return;
      if (child + 1 < high && this.#less(first + child, first + child + 1)) child++;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  /** Everything before the answer is smaller than the pivot, which stands there; true when nothing had to move. */
  #partition(a: number, b: number, pivot: number): [number, boolean] {
    this.#swap(a, pivot);
    let i = a + 1, j = b - 1;
    while (i <= j && this.#less(i, a)) i++;
    while (i <= j && !this.#less(j, a)) j--;
    if (i > j) { this.#swap(j, a); return [j, true]; }
    this.#swap(i++, j--);
    for (;;) {
      while (i <= j && this.#less(i, a)) i++;
      while (i <= j && !this.#less(j, a)) j--;
      if (i > j) break;
      this.#swap(i++, j--);
    }
    this.#swap(j, a);
    return [j, false];
  }

  /** For a range without anything smaller than the pivot: what equals it goes first. */
  #partitionEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot);
    let i = a + 1, j = b - 1;
    for (;;) {
      while (i <= j && !this.#less(a, i)) i++;
      while (i <= j && this.#less(a, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  /** True when a few moves sorted the range. */
  #partialInsertionSort(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < MAX_STEPS; step++) {
      while (i < b && !this.#less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < SHORTEST_SHIFTING) return false;
      this.#swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  /** Scatters three items; the numbers come from a xorshift seeded by the length, so they are the same every time. */
  #breakPatterns(a: number, b: number): void {
    const length = b - a;
    if (length < 8) return;
    let random = BigInt(length);
    const modulus = 2 ** bitLength(length);
    const middle = a + Math.trunc(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      random = (random ^ (random << 13n)) & 0xffffffffffffffffn;
      random ^= random >> 7n;
      random = (random ^ (random << 17n)) & 0xffffffffffffffffn;
      let other = Number(random & BigInt(modulus - 1));
      if (other >= length) other -= length;
      this.#swap(middle - 1 + i, a + other);
    }
  }

  #choosePivot(a: number, b: number): [number, Hint] {
    const length = b - a;
    const quarter = Math.trunc(length / 4);
    let i = a + quarter, j = a + quarter * 2, k = a + quarter * 3;
    const swaps = { count: 0 };
    if (length >= 8) {
      if (length >= SHORTEST_NINTHER) {
        i = this.#medianAround(i, swaps);
        j = this.#medianAround(j, swaps);
        k = this.#medianAround(k, swaps);
      }
      j = this.#median(i, j, k, swaps);
    }
    return [j, swaps.count === 0 ? 'increasing' : swaps.count === MAX_SWAPS ? 'decreasing' : 'unknown'];
  }

  #median(a: number, b: number, c: number, swaps: { count: number }): number {
    if (this.#less(b, a)) { swaps.count++; [a, b] = [b, a]; }
    if (this.#less(c, b)) { swaps.count++; [b, c] = [c, b]; }
    if (this.#less(b, a)) { swaps.count++; [a, b] = [b, a]; }
    return b;
  }

  #medianAround(a: number, swaps: { count: number }): number { return this.#median(a - 1, a, a + 1, swaps); }

  #reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i++, j--) this.#swap(i, j);
  }
}
