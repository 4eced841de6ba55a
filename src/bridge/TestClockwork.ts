import type { Clockwork } from './host.ts';

/** For tests: wall time that passes only when slices are due, 1 ms a slice. */
export class TestClockwork implements Clockwork {
  wall = 0;
  #queue: { at: number; slice: () => void }[] = [];
  now(): number { return this.wall; }
  later(slice: () => void, delayMs: number): void { this.#queue.push({ at: this.wall + delayMs, slice }); }
  runUntil(wall: number): void {
    for (;;) {
      this.#queue.sort((a, b) => a.at - b.at);
      const next = this.#queue[0];
      if (!next || next.at > wall) break;
      this.#queue.shift();
      this.wall = Math.max(this.wall + 1, next.at);
      next.slice();
    }
    this.wall = Math.max(this.wall, wall);
  }
}
