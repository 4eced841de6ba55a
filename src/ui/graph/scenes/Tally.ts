/** How many pods of each state a group has, kept as rows change: nobody counts 150,000 pods to draw a bar. */

/** By state; `[0]` is the sum. */
export type Counts = Uint32Array;
const STATES = 9;

export class Tally {
  #counts = new Map<string, Counts>();

  of(group: string): Counts | undefined { return this.#counts.get(group); }

  add(group: string, state: number, by: 1 | -1): void {
    let counts = this.#counts.get(group);
    if (!counts) this.#counts.set(group, (counts = new Uint32Array(STATES)));
    counts[state]! += by;
    counts[0]! += by;
    if (counts[0] === 0) this.#counts.delete(group);
  }
}
