/**
 * The kernel: a virtual clock and the events to come. It knows no Kubernetes word.
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

/** All events due at one instant, in the order they were scheduled. The heap holds instants, which are far fewer than events. */
interface Instant {
  readonly dueMs: number;
  readonly timers: Timer[];
  /** Index of the next one to run. */
  next: number;
}

/** An event to come. Opaque: keep it only to cancel it. */
export interface Timer {
  readonly instant: { readonly dueMs: number };
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
  #heap: Instant[] = [];
  #instants = new Map<number, Instant>();
  /** The instant that was last asked for: what is scheduled together is mostly due together. */
  #latest: Instant | undefined;
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
  get nextDueMs(): number { return this.#next()?.dueMs ?? Infinity; }

  /** Events pending that are not background upkeep. */
  get pendingForeground(): number { return this.#foreground; }

  /** Runs the next event. False when there is none. */
  step(): boolean {
    const instant = this.#next();
    if (!instant) return false;
    this.#runNextOf(instant);
    return true;
  }

  /**
   * Runs every event due up to `untilMs` and leaves the clock there; stops early once `maxEvents` ran or `until()` holds
   * after an event (the clock then stands at that event). Returns the number of events run.
   */
  run(untilMs: number, maxEvents = Infinity, until?: () => boolean): number {
    let count = 0;
    while (count < maxEvents) {
      const next = this.#next();
      if (!next || next.dueMs > untilMs) {
        if (untilMs > this.#now && untilMs !== Infinity) this.#now = untilMs;
        return count;
      }
      this.#runNextOf(next);
      count++;
      if (until?.()) return count;
    }
    return count;
  }

  /** Moves the clock ahead without running anything: for a replay, to the instant at which an input came. */
  skipTo(ms: number): void { if (ms > this.#now) this.#now = ms; }

  #runNextOf(instant: Instant): void {
    const timer = instant.timers[instant.next++]!;
    if (instant.dueMs > this.#now) this.#now = instant.dueMs;
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
    const instant = this.#instantAt(dueMs < this.#now ? this.#now : dueMs);
    const timer: Timer = { instant, run, cause: this.trace.current, background };
    if (!background) this.#foreground++;
    instant.timers.push(timer);
    return timer;
  }

  #instantAt(dueMs: number): Instant {
    if (this.#latest?.dueMs === dueMs) return this.#latest;
    let instant = this.#instants.get(dueMs);
    if (!instant) {
      instant = { dueMs, timers: [], next: 0 };
      this.#instants.set(dueMs, instant);
      this.#push(instant);
    }
    return (this.#latest = instant);
  }

  /** The instant of the next event, whose cancelled ones are skipped; undefined when nothing is to come. */
  #next(): Instant | undefined {
    for (;;) {
      const instant = this.#heap[0];
      if (!instant) return undefined;
      const { timers } = instant;
      while (instant.next < timers.length && !timers[instant.next]!.run) instant.next++;
      if (instant.next < timers.length) return instant;
      this.#pop();
      this.#instants.delete(instant.dueMs);
      if (this.#latest === instant) this.#latest = undefined;
    }
  }

  #push(instant: Instant): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(instant);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const p = heap[parent]!;
      if (p.dueMs < instant.dueMs) break;
      heap[i] = p;
      i = parent;
    }
    heap[i] = instant;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    const length = heap.length;
    if (length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= length) break;
      if (child + 1 < length && heap[child + 1]!.dueMs < heap[child]!.dueMs) child++;
      const c = heap[child]!;
      if (last.dueMs < c.dueMs) break;
      heap[i] = c;
      i = child;
    }
    heap[i] = last;
  }
}
