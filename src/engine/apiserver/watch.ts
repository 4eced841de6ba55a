/**
 * Hands each write to the watchers that selected it. A watcher costs by what it gets: those that select one node or
 * one namespace are found through an index, never by asking every watcher about every write.
 */
import type { Watch, WatchEvent } from '../api/api.ts';
import type { AnyObject } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { LogRecord } from '../store/store.ts';

export interface Watcher {
  /** '' = all namespaces. */
  readonly namespace: string;
  /** Set when the selector pins a field that the hub indexes (`spec.nodeName` of pods). */
  readonly indexedValue?: string;
  /** Undefined = everything. */
  readonly matches?: (object: AnyObject) => boolean;
  /** Undefined: within the write. Else batches arrive that many virtual ms later. */
  readonly delayMs?: number;
  /** How the watcher sees a stored object (another version, managed fields). Undefined = as stored. */
  readonly view?: (object: AnyObject, beside: unknown) => AnyObject;
  readonly deliver: (events: readonly WatchEvent[]) => void;
}

class Subscription implements Watch {
  pending: WatchEvent[] = [];
  scheduled = false;
  stopped = false;
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

/** The watchers of one resource. */
export class WatchHub {
  #everywhere: readonly Subscription[] = [];
  #byNamespace = new Map<string, readonly Subscription[]>();
  #byValue = new Map<string, readonly Subscription[]>();
  /** What those who see objects as stored are told of the write at hand: one event, whoever and however many they are. */
  #record: LogRecord | undefined;
  #shared: WatchEvent | undefined;

  /** `indexed` gives the value of the resource's indexed field, where it has one. */
  constructor(private readonly kernel: Kernel, private readonly indexed?: (object: AnyObject) => string) {}

  get size(): number {
    let size = this.#everywhere.length;
    for (const bucket of this.#byNamespace.values()) size += bucket.length;
    for (const bucket of this.#byValue.values()) size += bucket.length;
    return size;
  }

  add(watcher: Watcher, initial: readonly WatchEvent[]): Watch {
    const subscription = new Subscription(watcher, this.kernel, (s) => this.#put(s.watcher, this.#bucketOf(s.watcher).filter((other) => other !== s)));
    if (initial.length) {
      if (watcher.delayMs === undefined) watcher.deliver(initial);
      else {
        subscription.pending.push(...initial);
        subscription.scheduled = true;
        this.kernel.after(watcher.delayMs, () => subscription.flush());
      }
    }
    this.#put(watcher, [...this.#bucketOf(watcher), subscription]);
    return subscription;
  }

  dispatch(record: LogRecord): void {
    const object = record.value as AnyObject;
    const old = record.previous as AnyObject | undefined;
    this.#offerAll(this.#everywhere, record, object, old);
    if (this.#byNamespace.size) this.#offerAll(this.#byNamespace.get(object.metadata.namespace ?? ''), record, object, old);
    if (this.#byValue.size && this.indexed) {
      const value = this.indexed(object);
      const before = old ? this.indexed(old) : value;
      this.#offerAll(this.#byValue.get(value), record, object, old);
      if (before !== value) this.#offerAll(this.#byValue.get(before), record, object, old);
    }
  }

  /** Ends every watch with an error (the log they follow is gone). */
  expireAll(error: AnyObject): void {
    for (const bucket of [this.#everywhere, ...this.#byNamespace.values(), ...this.#byValue.values()]) {
      for (const s of bucket) {
        s.push({ type: 'ERROR', object: error });
        if (s.watcher.delayMs === undefined) s.stop();
      }
    }
  }

  #offerAll(bucket: readonly Subscription[] | undefined, record: LogRecord, object: AnyObject, old: AnyObject | undefined): void {
    if (!bucket) return;
    for (let i = 0; i < bucket.length; i++) {
      const s = bucket[i]!;
      if (s.stopped) continue;
      const { watcher } = s;
      if (!watcher.matches && !watcher.view) {
        s.push(this.#plain(record, object));
        continue;
      }
      const event = eventFor(watcher, record, object, old);
      if (event) s.push(event);
    }
  }

  #plain(record: LogRecord, object: AnyObject): WatchEvent {
    if (this.#record !== record) {
      this.#record = record;
      this.#shared = { type: TYPES[record.type], object, cause: record.cause, id: record.id };
    }
    return this.#shared!;
  }

  #bucketOf({ indexedValue, namespace }: Watcher): readonly Subscription[] {
    return (indexedValue !== undefined ? this.#byValue.get(indexedValue) : namespace ? this.#byNamespace.get(namespace) : this.#everywhere) ?? [];
  }

  /** Buckets are put anew, never changed: a write that is being told of has its own. */
  #put({ indexedValue, namespace }: Watcher, bucket: readonly Subscription[]): void {
    if (indexedValue !== undefined) this.#byValue.set(indexedValue, bucket);
    else if (namespace) this.#byNamespace.set(namespace, bucket);
    else this.#everywhere = bucket;
  }
}

const TYPES = { create: 'ADDED', update: 'MODIFIED', delete: 'DELETED' } as const;

/** What a watcher sees of a write: an object that starts to match is ADDED, one that ceases to is DELETED. */
export function eventFor(watcher: Watcher, record: LogRecord, object = record.value as AnyObject, old = record.previous as AnyObject | undefined): WatchEvent | undefined {
  if (watcher.namespace && object.metadata.namespace !== watcher.namespace) return undefined;
  const { matches } = watcher;
  const is = record.type !== 'delete' && (!matches || matches(object));
  const was = record.type !== 'create' && (!matches || matches(old!));
  if (!is && !was) return undefined;
  // A watcher that no longer selects the object gets its last matching state, with the revision of the change.
  const seen = is || record.type === 'delete' ? object : { ...old!, metadata: { ...old!.metadata, resourceVersion: object.metadata.resourceVersion } };
  return {
    type: is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED',
    object: watcher.view ? watcher.view(seen, record.beside) : seen,
    cause: record.cause,
    id: record.id,
  };
}
