/**
 * The kernel: a virtual clock and a heap of events. It knows no Kubernetes word.
 *
 * Every effect in the engine is an event: `at`/`after` schedule one, `step` sets the clock to its due time and runs it.
 * Events due at the same instant run in the order they were scheduled. There is no other source of time, chance or
 * order, so a run is a function of (seed, the inputs and between which events they arrived).
 *
 * Start at `createKernel`; `trace.ts` keeps which event caused which.
 */
import { createRandom, type Random } from './random.ts';
import { DEFAULT_EPOCH_MS } from './time.ts';
import { Trace } from './trace.ts';

/** An event in the heap. Opaque: keep it only to cancel it. */
export interface Timer {
  readonly dueMs: number;
  readonly seq: number;
  run: (() => void) | undefined;
  /** Trace id of what scheduled it. */
  readonly cause: number;
  /** True for repeating upkeep (heartbeats, resyncs): `settle` does not wait for it. */
  readonly background: boolean;
}

export interface KernelOptions {
  seed: number;
  /** Start of the virtual clock in ms since 1970. Default 2026-01-01T00:00:00Z. */
  epochMs?: number;
}

export class Kernel {
  readonly seed: number;
  readonly epochMs: number;
  readonly trace = new Trace();
  /** Events run since the start: together with the seed it names a moment of the run. */
  eventCount = 0;
  /** Told of an exception that escaped an event. The kernel goes on: one broken event ends no run. */
  onError: (error: unknown) => void = (error) => { throw error; };

  #now: number;
  #seq = 0;
  #heap: Timer[] = [];
  #foreground = 0;
  #random = new Map<string, Random>();

  constructor(options: KernelOptions) {
    this.seed = options.seed;
    this.epochMs = options.epochMs ?? DEFAULT_EPOCH_MS;
    this.#now = this.epochMs;
  }

  /** The virtual instant, ms since 1970. */
  get now(): number { return this.#now; }

  /** The random stream of that name; the same name is the same stream. */
  random(name: string): Random {
    let stream = this.#random.get(name);
    if (!stream) this.#random.set(name, (stream = createRandom(this.seed, name)));
    return stream;
  }

  at(dueMs: number, run: () => void): Timer { return this.#schedule(dueMs, run, false); }
  after(delayMs: number, run: () => void): Timer { return this.#schedule(this.#now + delayMs, run, false); }
  /** As `after`, for upkeep that goes on for ever: `settled` does not count it. */
  afterInBackground(delayMs: number, run: () => void): Timer { return this.#schedule(this.#now + delayMs, run, true); }

  /** Takes the event back. Cancelling twice, or after it ran, does nothing. */
  cancel(timer: Timer | undefined): void {
    if (!timer || !timer.run) return;
    timer.run = undefined;
    if (!timer.background) this.#foreground--;
  }

  /** Due time of the next event, or Infinity. */
  get nextDueMs(): number {
    this.#dropCancelled();
    return this.#heap.length ? this.#heap[0]!.dueMs : Infinity;
  }

  /** Events pending that are not background upkeep. */
  get pendingForeground(): number { return this.#foreground; }

  /** Runs the next event. False when there is none. */
  step(): boolean {
    this.#dropCancelled();
    const timer = this.#pop();
    if (!timer) return false;
    this.#runTimer(timer);
    return true;
  }

  /**
   * Runs every event due up to `untilMs` and leaves the clock there; stops early once `maxEvents` ran or `until()` holds
   * after an event (the clock then stands at that event). Returns the number of events run.
   */
  run(untilMs: number, maxEvents = Infinity, until?: () => boolean): number {
    let count = 0;
    while (count < maxEvents) {
      this.#dropCancelled();
      const next = this.#heap[0];
      if (!next || next.dueMs > untilMs) {
        if (untilMs > this.#now && untilMs !== Infinity) this.#now = untilMs;
        return count;
      }
      this.#pop();
      this.#runTimer(next);
      count++;
      if (until?.()) return count;
    }
    return count;
  }

  /** Moves the clock ahead without running anything: for a replay, to the instant at which an input came. */
  skipTo(ms: number): void { if (ms > this.#now) this.#now = ms; }

  #runTimer(timer: Timer): void {
    if (timer.dueMs > this.#now) this.#now = timer.dueMs;
    const run = timer.run!;
    timer.run = undefined;
    if (!timer.background) this.#foreground--;
    this.eventCount++;
    this.trace.current = timer.cause;
    try {
      run();
    } catch (error) {
      this.onError(error);
    } finally {
      this.trace.current = 0;
    }
  }

  #schedule(dueMs: number, run: () => void, background: boolean): Timer {
    const timer: Timer = { dueMs: dueMs < this.#now ? this.#now : dueMs, seq: this.#seq++, run, cause: this.trace.current, background };
    if (!background) this.#foreground++;
    const heap = this.#heap;
    let i = heap.length;
    heap.push(timer);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const p = heap[parent]!;
      if (before(p, timer)) break;
      heap[i] = p;
      i = parent;
    }
    heap[i] = timer;
    return timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || top === last) return top;
    const length = heap.length;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= length) break;
      if (child + 1 < length && before(heap[child + 1]!, heap[child]!)) child++;
      const c = heap[child]!;
      if (before(last, c)) break;
      heap[i] = c;
      i = child;
    }
    heap[i] = last;
    return top;
  }

  #dropCancelled(): void {
    while (this.#heap.length && !this.#heap[0]!.run) this.#pop();
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.seq < b.seq);
}
