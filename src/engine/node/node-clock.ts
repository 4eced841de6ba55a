/**
 * What the clock on a machine's wall shows. It is set ahead or behind by faults; what was written down before keeps its
 * time. How long things take is measured by the true clock, as a process does with its monotonic one.
 */
import type { Kernel } from '../kernel/kernel.ts';
import { formatTime } from '../kernel/time.ts';

export class NodeClock {
  /** What it was off by since when, newest last; virtual ms. */
  #jumps: { readonly sinceMs: number; readonly offMs: number }[] = [];
  #offMs = 0;

  constructor(private readonly kernel: Kernel) {}

  /** Sets it ahead by so many ms, or behind where negative. Returns how to set it right again. */
  shift(ms: number): () => void {
    this.#jump(ms);
    return () => this.#jump(-ms);
  }

  /** What it showed at that instant, ms. */
  wall(atMs: number): number {
    for (let i = this.#jumps.length - 1; i >= 0; i--) if (this.#jumps[i]!.sinceMs <= atMs) return atMs + this.#jumps[i]!.offMs;
    return atMs;
  }

  /** As `metav1.Time` prints it. */
  format(atMs: number): string { return formatTime(this.#jumps.length === 0 ? atMs : this.wall(atMs)); }

  #jump(ms: number): void {
    this.#offMs += ms;
    this.#jumps.push({ sinceMs: this.kernel.now, offMs: this.#offMs });
  }
}
