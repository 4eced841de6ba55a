/** The greatest of many numbers that change one at a time, and which places hold it, in order of place. */
export class MaxTree {
  #leaves: number;
  #max: Int32Array;
  #ties: Int32Array;

  constructor(values: Int32Array, count: number) {
    let leaves = 1;
    while (leaves < count) leaves *= 2;
    this.#leaves = leaves;
    this.#max = new Int32Array(2 * leaves).fill(-1);
    this.#ties = new Int32Array(2 * leaves);
    this.fill(values, count);
  }

  get capacity(): number { return this.#leaves; }
  get max(): number { return this.#max[1]!; }
  /** How many places hold the greatest. */
  get ties(): number { return this.#ties[1]!; }

  fill(values: Int32Array, count: number): void {
    const leaves = this.#leaves;
    for (let i = 0; i < leaves; i++) { this.#max[leaves + i] = i < count ? values[i]! : -1; this.#ties[leaves + i] = 1; }
    for (let i = leaves - 1; i >= 1; i--) this.#join(i);
  }

  set(place: number, value: number): void {
    let i = this.#leaves + place;
    if (this.#max[i] === value) return;
    this.#max[i] = value;
    for (i >>= 1; i >= 1; i >>= 1) this.#join(i);
  }

  /** The place of the k-th (from 0) that holds the greatest. */
  place(k: number): number {
    const max = this.#max, ties = this.#ties;
    let i = 1;
    while (i < this.#leaves) {
      i *= 2;
      if (max[i]! !== max[1]!) i++;
      else if (k >= ties[i]!) { k -= ties[i]!; i++; }
    }
    return i - this.#leaves;
  }

  #join(i: number): void {
    const max = this.#max, ties = this.#ties;
    const l = max[2 * i]!, r = max[2 * i + 1]!;
    max[i] = l > r ? l : r;
    ties[i] = l > r ? ties[2 * i]! : l < r ? ties[2 * i + 1]! : ties[2 * i]! + ties[2 * i + 1]!;
  }
}
