/**
 * Hands each write to the watchers that selected it. A watcher costs by what it gets: those that select one node or
 * one namespace are found through an index, never by asking every watcher about every write.
 */
import type { Watch, WatchEvent } from '../api/api.ts';
import type { AnyObject } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { LogRecord } from '../store/store.ts';
import { Bucket, Subscription, Told } from './watch-bucket.ts';
import type { Watcher } from './watcher.ts';

/** The watchers of one resource. */
export class WatchHub {
  readonly #everywhere: Bucket;
  #byNamespace = new Map<string, Bucket>();
  #byValue = new Map<string, Bucket>();
  readonly #told = new Told();

  /** `indexed` gives the value of the resource's indexed field, where it has one. */
  constructor(private readonly kernel: Kernel, private readonly indexed?: (object: AnyObject) => string) {
    this.#everywhere = new Bucket(kernel);
  }

  get size(): number {
    let size = this.#everywhere.size;
    for (const bucket of this.#byNamespace.values()) size += bucket.size;
    for (const bucket of this.#byValue.values()) size += bucket.size;
    return size;
  }

  add(watcher: Watcher, initial: readonly WatchEvent[]): Watch {
    const subscription = new Subscription(watcher, this.kernel, (s) => this.#bucketOf(s.watcher).delete(s));
    if (initial.length) {
      if (watcher.delayMs === undefined) watcher.deliver(initial);
      else {
        subscription.pending.push(...initial);
        subscription.scheduled = true;
        this.kernel.after(watcher.delayMs, () => subscription.flush());
      }
    }
    this.#bucketOf(watcher).add(subscription);
    return subscription;
  }

  dispatch(record: LogRecord): void {
    const object = record.value as AnyObject;
    const old = record.previous as AnyObject | undefined;
    const told = this.#told;
    this.#everywhere.offer(record, object, old, told);
    if (this.#byNamespace.size) this.#byNamespace.get(object.metadata.namespace ?? '')?.offer(record, object, old, told);
    if (this.#byValue.size && this.indexed) {
      const value = this.indexed(object);
      const before = old ? this.indexed(old) : value;
      this.#byValue.get(value)?.offer(record, object, old, told);
      if (before !== value) this.#byValue.get(before)?.offer(record, object, old, told);
    }
  }

  /** Ends every watch with an error (the log they follow is gone). */
  expireAll(error: AnyObject): void {
    for (const bucket of [this.#everywhere, ...this.#byNamespace.values(), ...this.#byValue.values()]) {
      for (const s of bucket.all()) {
        s.push({ type: 'ERROR', object: error });
        if (s.watcher.delayMs === undefined) s.stop();
      }
    }
  }

  #bucketOf({ indexedValue, namespace }: Watcher): Bucket {
    if (indexedValue === undefined && !namespace) return this.#everywhere;
    const [map, key] = indexedValue !== undefined ? [this.#byValue, indexedValue] : [this.#byNamespace, namespace];
    let bucket = map.get(key);
    if (!bucket) map.set(key, (bucket = new Bucket(this.kernel)));
    return bucket;
  }
}
