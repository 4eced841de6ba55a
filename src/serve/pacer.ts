/**
 * Lets a cluster's virtual time follow real time, in slices short enough that requests are answered between them. The
 * cluster itself knows no real clock.
 */

/** What the pacer needs of a cluster. */
export interface Paced {
  readonly kernel: {
    readonly now: number;
    readonly nextDueMs: number;
    readonly pendingForeground: number;
    run(untilMs: number, maxEvents?: number): number;
  };
}

/** Real time one slice may take, ms. */
const SLICE_MS = 10;
/** Real time between slices when there is nothing to catch up with, ms. */
const TICK_MS = 20;
/** Events between looks at the real clock. */
const BATCH = 256;
/** Real time a slow machine may lag behind before virtual time is simply slower, ms. */
const MAX_LAG_MS = 1000;

export class Pacer {
  #speed: number;
  #paused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Where virtual and real time were together last. */
  #virtualBase = 0;
  #realBase = 0;

  /** `speed`: virtual seconds a real second; 0 = only by hand; Infinity = ahead whenever there is something to do. */
  constructor(private readonly cluster: Paced, speed: number, private readonly realNow: () => number = () => performance.now()) {
    this.#speed = speed;
    this.#rebase();
  }

  get speed(): number { return this.#speed; }
  get paused(): boolean { return this.#paused; }

  start(): void { this.#wake(0); }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stopped = true;
  }

  #stopped = false;

  set(change: { speed?: number; paused?: boolean }): void {
    if (change.speed !== undefined) this.#speed = change.speed;
    if (change.paused !== undefined) this.#paused = change.paused;
    this.#rebase();
    this.#wake(0);
  }

  /** A request may have given the cluster something to do. */
  poke(): void { if (this.#speed === Infinity) this.#wake(0); }

  #rebase(): void {
    this.#virtualBase = this.cluster.kernel.now;
    this.#realBase = this.realNow();
  }

  #wake(afterMs: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#paused || this.#speed === 0) return;
    this.#timer = setTimeout(() => this.#wake(this.#slice()), afterMs);
  }

  /** Runs one slice; the result is how long to sleep. */
  #slice(): number {
    const { kernel } = this.cluster;
    const start = this.realNow();
    const sliceOver = (): boolean => this.realNow() - start >= SLICE_MS;
    if (this.#speed === Infinity) {
      while (kernel.pendingForeground > 0) {
        kernel.run(kernel.nextDueMs, BATCH);
        if (sliceOver()) { this.#rebase(); return 0; }
      }
    }
    const speed = this.#speed === Infinity ? 1 : this.#speed;
    // Somebody ran the cluster ahead: go on from where it stands.
    if (kernel.now > this.#virtualBase + (start - this.#realBase) * speed) this.#rebase();
    const target = this.#virtualBase + (start - this.#realBase) * speed;
    while (kernel.nextDueMs <= target) {
      kernel.run(target, BATCH);
      if (!sliceOver()) continue;
      if ((target - kernel.now) / speed > MAX_LAG_MS) this.#rebase();
      return 0;
    }
    kernel.run(target);
    if (this.#speed === Infinity) this.#rebase();
    return TICK_MS;
  }
}
