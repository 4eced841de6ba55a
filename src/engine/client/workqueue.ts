/**
 * A work queue as client-go's: a key waits at most once, is never worked on twice at the same time, and fails into an
 * exponential back-off (5 ms doubling to 1000 s). Each key remembers what caused it, for the trace.
 */
import type { Kernel, Timer } from '../kernel/kernel.ts';
import type { WorkQueue } from './controller.ts';

const BASE_DELAY_MS = 5;
const MAX_DELAY_MS = 1000 * 1000;
/** Virtual ms that a worker is busy with one key. */
const WORK_MS = 1;

export interface QueueOptions {
  /** Keys worked on side by side in virtual time; v1.36's `--concurrent-*-syncs` are 5 to 10 mostly. */
  readonly workers?: number;
  /** False while the component is down or not the leader: keys wait. */
  readonly running: () => boolean;
  /** Extra virtual ms a key takes (a slow component). */
  readonly slowMs?: () => number;
  readonly work: (key: string) => void;
}

export class Queue implements WorkQueue {
  #waiting: string[] = [];
  #head = 0;
  #queued = new Map<string, number>();
  #failures = new Map<string, number>();
  #later = new Map<string, Timer>();
  #busy = 0;
  /** Keys still in work; the value is the cause of an add that came meanwhile. */
  #working = new Map<string, number | undefined>();
  #tookMs = 0;
  readonly #workers: number;

  constructor(private readonly kernel: Kernel, private readonly options: QueueOptions) {
    this.#workers = options.workers ?? 5;
  }

  get length(): number { return this.#queued.size; }

  add(key: string): void {
    if (this.#queued.has(key)) return;
    if (this.#working.has(key)) { if (this.#working.get(key) === undefined) this.#working.set(key, this.kernel.trace.current); return; }
    this.#queued.set(key, this.kernel.trace.current);
    this.#waiting.push(key);
    this.#wake();
  }

  addAfter(key: string, delayMs: number): void {
    if (delayMs <= 0) { this.add(key); return; }
    const due = this.kernel.now + delayMs;
    const planned = this.#later.get(key);
    if (planned?.run && planned.instant.dueMs <= due) return;
    this.kernel.cancel(planned);
    this.#later.set(key, this.kernel.after(delayMs, () => { this.#later.delete(key); this.add(key); }));
  }

  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(key, Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** Math.min(failures, 40)));
  }

  /** The work at hand takes that long in virtual time; its key is not worked on again before. */
  took(ms: number): void { this.#tookMs = ms; }

  cancelLater(key: string): void {
    this.kernel.cancel(this.#later.get(key));
    this.#later.delete(key);
  }

  forget(key: string): void { this.#failures.delete(key); }
  retries(key: string): number { return this.#failures.get(key) ?? 0; }

  /** Lets waiting keys go on after the component came up (again). */
  resume(): void { this.#wake(); }

  #wake(): void {
    while (this.#busy < this.#workers && this.#head < this.#waiting.length && this.options.running()) {
      this.#busy++;
      this.kernel.after(WORK_MS + (this.options.slowMs?.() ?? 0), () => this.#runNext());
      if (this.#busy >= this.#waiting.length - this.#head) break;
    }
  }

  #runNext(): void {
    this.#busy--;
    if (!this.options.running() || this.#head >= this.#waiting.length) return;
    const key = this.#waiting[this.#head++]!;
    if (this.#head > 1024 && this.#head * 2 > this.#waiting.length) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
    const cause = this.#queued.get(key)!;
    this.#queued.delete(key);
    this.kernel.trace.current = cause;
    this.#tookMs = 0;
    this.options.work(key);
    if (this.#tookMs >= WORK_MS) this.#occupy(key, this.#tookMs);
    this.#wake();
  }

  #occupy(key: string, ms: number): void {
    this.#busy++;
    this.#working.set(key, undefined);
    this.kernel.after(ms, () => {
      this.#busy--;
      const cause = this.#working.get(key);
      this.#working.delete(key);
      if (cause !== undefined) { this.kernel.trace.current = cause; this.add(key); } else this.#wake();
    });
  }
}
