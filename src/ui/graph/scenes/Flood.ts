/**
 * When things may be laid out anew: when there is four times as much as at the last time, and while a flood of them still
 * comes in (a page that opens, a cluster that is brought back). Nobody can have learnt the places of what was not there.
 */
const FLOOD_MS = 1500;
const GROWTH = 4, FLOOD_GROWTH = 1.02;

export class Flood {
  #size = 0;
  #at = -Infinity;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** True when so many things are to be laid out anew. */
  risesTo(size: number): boolean {
    const now = this.now();
    const anew = size > this.#size * GROWTH || (size > this.#size * FLOOD_GROWTH && now - this.#at < FLOOD_MS);
    if (anew) { this.#size = size; this.#at = now; }
    return anew;
  }

  /** The next time is anew. */
  reset(): void { this.#size = 0; this.#at = -Infinity; }
}
