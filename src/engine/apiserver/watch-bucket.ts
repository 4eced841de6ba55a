/** The watchers of one bucket of a `WatchHub`: those that are asked about the same writes. */
import type { Watch, WatchEvent } from '../api/api.ts';
import type { AnyObject } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { LogRecord } from '../store/store.ts';
import { eventFor, TYPES, type Watcher } from './watcher.ts';

export class Subscription implements Watch {
  pending: WatchEvent[] = [];
  scheduled = false;
  stopped = false;
  /** Events of the batch at hand that were told before this watch began. */
  skipped = 0;
  constructor(readonly watcher: Watcher, private readonly kernel: Kernel, private readonly remove: (s: Subscription) => void) {}

  push(event: WatchEvent): void {
    const { delayMs, deliver } = this.watcher;
    if (delayMs === undefined) {
      if (!this.stopped) deliver([event]);
      return;
    }
    this.pending.push(event);
    if (this.scheduled) return;
    this.scheduled = true;
    this.kernel.after(delayMs, () => this.flush());
  }

  flush(): void {
    this.scheduled = false;
    const events = this.pending;
    this.pending = [];
    if (!this.stopped && events.length) this.watcher.deliver(events);
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.remove(this);
  }
}

/**
 * Watchers that get all that their bucket gets, after the same delay: informers. What they are told is noted once for all of them, and
 * they are told in one event of the kernel (ten lists of the same events were a third of what a write left to be collected).
 */
class Batch {
  readonly members: Subscription[] = [];
  #pending: WatchEvent[] = [];
  constructor(readonly delayMs: number, private readonly kernel: Kernel) {}

  add(subscription: Subscription): void {
    subscription.skipped = this.#pending.length;
    this.members.push(subscription);
  }

  push(event: WatchEvent): void {
    if (this.#pending.push(event) === 1) this.kernel.after(this.delayMs, () => this.#flush());
  }

  #flush(): void {
    const events = this.#pending;
    this.#pending = [];
    // Who joins while they are told begins with the next events.
    for (const subscription of [...this.members]) {
      const { skipped } = subscription;
      subscription.skipped = 0;
      if (skipped < events.length) this.#tell(subscription, skipped ? events.slice(skipped) : events);
    }
  }

  #tell(subscription: Subscription, events: readonly WatchEvent[]): void {
    if (subscription.stopped) return;
    // Its first state is still under way: what came after it comes after it.
    if (subscription.scheduled) { subscription.pending.push(...events); return; }
    // One that breaks keeps no other from what it waits for.
    try { subscription.watcher.deliver(events); } catch (error) { this.kernel.onError(error); }
  }
}

/** Watchers that are asked about the same writes. */
export class Bucket {
  #batches: readonly Batch[] = [];
  #others: readonly Subscription[] = [];
  constructor(private readonly kernel: Kernel) {}

  get size(): number { return this.all().length; }
  all(): readonly Subscription[] { return [...this.#batches.flatMap(({ members }) => members), ...this.#others]; }

  add(subscription: Subscription): void {
    const { delayMs, matches, view } = subscription.watcher;
    // Anew, never changed: a write that is being told of has its own.
    if (delayMs === undefined || matches || view) { this.#others = [...this.#others, subscription]; return; }
    let batch = this.#batches.find((one) => one.delayMs === delayMs);
    if (!batch) this.#batches = [...this.#batches, (batch = new Batch(delayMs, this.kernel))];
    batch.add(subscription);
  }

  delete(subscription: Subscription): void {
    this.#others = this.#others.filter((other) => other !== subscription);
    for (const { members } of this.#batches) {
      const at = members.indexOf(subscription);
      if (at >= 0) members.splice(at, 1);
    }
    this.#batches = this.#batches.filter(({ members }) => members.length > 0);
  }

  offer(record: LogRecord, object: AnyObject, old: AnyObject | undefined, told: Told): void {
    const batches = this.#batches, others = this.#others;
    for (let i = 0; i < batches.length; i++) batches[i]!.push(told.plain(record, object));
    for (let i = 0; i < others.length; i++) {
      const s = others[i]!;
      if (s.stopped) continue;
      const { watcher } = s;
      const event = watcher.matches || watcher.view ? eventFor(watcher, record, object, old) : told.plain(record, object);
      if (event) s.push(event);
    }
  }
}

/** What those who see objects as stored are told of a write: one event, whoever and however many they are. */
export class Told {
  #record: LogRecord | undefined;
  #event: WatchEvent | undefined;

  plain(record: LogRecord, object: AnyObject): WatchEvent {
    if (this.#record !== record) {
      this.#record = record;
      this.#event = { type: TYPES[record.type], object, cause: record.cause, id: record.id };
    }
    return this.#event!;
  }
}
