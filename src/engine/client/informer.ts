/**
 * A cache of one resource that follows the API server by a watch, and so lags behind it. Objects in it are shared and
 * immutable. Indexes are kept as events arrive, so no lookup scans the cluster.
 */
import type { Api, UserInfo, Watch, WatchEvent, WatchRequest } from '../api/api.ts';
import { StatusError } from '../api/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Resource } from '../api/resource.ts';
import type { AnyObject, ObjectMeta } from '../api/types.ts';

/** Virtual ms between a write and its arrival in an informer's cache. */
export const WATCH_DELAY_MS = 2;
/** Virtual ms until a refused list or watch is tried again. */
const RETRY_MS = 1000;

type Meta = Partial<ObjectMeta>;

export interface InformerHandler<T> {
  onAdd?(object: T): void;
  onUpdate?(object: T, old: T): void;
  /** `last` is what the cache had: `object` may be newer by what the deletion itself changed. */
  onDelete?(object: T, last: T): void;
}

export interface Index<T> {
  /** The objects that `keysOf` filed under `key`, in order of arrival. */
  get(key: string): Iterable<T>;
  count(key: string): number;
  /** Nothing is filed at all. */
  readonly empty: boolean;
}

/** 'namespace/name', or 'name' for cluster-scoped objects. */
export const keyOf = (object: { metadata?: Meta }): string => {
  const { namespace, name } = object.metadata!;
  return namespace ? `${namespace}/${name}` : name!;
};

export const splitKey = (key: string): { namespace: string; name: string } => {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
};

/** Where an object of the cache stands: indexes hold places, so a new version of the object is put in one of them only. */
interface Place<T> { readonly key: string; object: T }

export class Informer<T extends { metadata: Meta } = AnyObject> {
  #places = new Map<string, Place<T>>();
  #handlers: InformerHandler<T>[] = [];
  #indexes: MutableIndex<T>[] = [];
  #byName = new Map<string, MutableIndex<T>>();
  #watch: Watch | undefined;
  #synced = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly api: Api,
    private readonly user: UserInfo,
    readonly resource: Resource<T>,
    private readonly options: { fieldSelector?: string; namespace?: string; delayMs?: () => number; onSync?: () => void; /** Told what a handler threw; absent: it is thrown on. */ onError?: (error: unknown, key: string) => void } = {},
  ) {}

  /**
   * Starts, or starts anew after `stop`: lists, then follows. Handlers get what is new since as additions and updates,
   * and what is gone as deletions.
   */
  start(): void {
    if (this.#watch) return;
    const unseen = new Set(this.#places.keys());
    let listed = false;
    const watch = this.#tryWatch({
      resource: this.resource, namespace: this.options.namespace, user: this.user, resourceVersion: '0',
      sendInitialEvents: true, allowWatchBookmarks: true,
      fieldSelector: this.options.fieldSelector, delayMs: this.options.delayMs?.() ?? WATCH_DELAY_MS,
      deliver: (events) => {
        if (!listed && unseen.size) for (const event of events) if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') unseen.delete(keyOf(event.object));
        this.#deliver(events as unknown as readonly WatchEvent<T>[]);
        if (!listed && events.some((event) => event.type === 'BOOKMARK')) {
          listed = true;
          for (const key of unseen) { const object = this.get(key); if (object) this.#apply(true, object); }
          unseen.clear();
          this.#synced = true;
          this.options.onSync?.();
        }
      },
    });
    this.#watch = watch;
  }

  /** An API server that does not answer is asked again a second later. */
  #tryWatch(request: WatchRequest): Watch {
    try { return this.api.watch(request); } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const retry = this.kernel.after(RETRY_MS, () => { this.#watch = undefined; this.start(); });
      return { stop: () => this.kernel.cancel(retry) };
    }
  }

  /** True once the first list has arrived. */
  get synced(): boolean { return this.#synced; }

  /** Breaks the watch but keeps what is cached in use, as a client does whose connection hangs. */
  pause(): void {
    this.#watch?.stop();
    this.#watch = undefined;
  }

  stop(): void {
    this.#watch?.stop();
    this.#watch = undefined;
    this.#synced = false;
  }

  get(key: string): T | undefined { return this.#places.get(key)?.object; }
  /** All objects in order of arrival. Prefer an index. */
  *list(): IterableIterator<T> { for (const place of this.#places.values()) yield place.object; }
  get size(): number { return this.#places.size; }

  /** Handlers run in the order they were added. Objects already here are given to `onAdd` at once. */
  addHandler(handler: InformerHandler<T>): void {
    this.#handlers.push(handler);
    if (handler.onAdd) for (const object of this.list()) handler.onAdd(object);
  }

  /**
   * An index by the keys that `keysOf` names (none, one or several). Asking twice for a name gives the same index. `follows`
   * names the part of the object that the keys follow from (beside its name): versions that share it are not asked again.
   */
  index(name: string, keysOf: (object: T) => readonly string[] | string | undefined, follows: (object: T) => unknown = (o) => o): Index<T> {
    let index = this.#byName.get(name);
    if (!index) {
      index = new MutableIndex(keysOf, follows);
      for (const place of this.#places.values()) index.insert(place);
      this.#byName.set(name, index);
      this.#indexes.push(index);
    }
    return index;
  }

  /** Index by the uid of the controlling owner. */
  byController(): Index<T> {
    return this.index('controller', (o) => o.metadata.ownerReferences?.find((r) => r.controller)?.uid, (o) => o.metadata.ownerReferences);
  }

  /** Index by namespace. */
  byNamespace(): Index<T> {
    return this.index('namespace', (o) => o.metadata.namespace, (o) => o.metadata.namespace);
  }

  #deliver(events: readonly WatchEvent<T>[]): void {
    const trace = this.kernel.trace;
    const before = trace.current;
    for (const event of events) {
      if (event.type === 'BOOKMARK') continue;
      // The watch broke (its revision was compacted): start over.
      if (event.type === 'ERROR') { this.stop(); this.start(); break; }
      trace.current = event.cause ?? 0;
      this.#apply(event.type === 'DELETED', event.object, event.id);
    }
    trace.current = before;
  }

  #apply(gone: boolean, object: T, key = keyOf(object)): void {
    const place = this.#places.get(key);
    const handlers = this.#handlers, indexes = this.#indexes;
    if (gone) {
      if (!place) return;
      const old = place.object;
      this.#places.delete(key);
      for (let i = 0; i < indexes.length; i++) indexes[i]!.remove(place);
      for (let i = 0; i < handlers.length; i++) {
        try { handlers[i]!.onDelete?.(object, old); } catch (error) { this.#broken(error, key); }
      }
      return;
    }
    if (!place) {
      const fresh: Place<T> = { key, object };
      this.#places.set(key, fresh);
      for (let i = 0; i < indexes.length; i++) indexes[i]!.insert(fresh);
      for (let i = 0; i < handlers.length; i++) {
        try { handlers[i]!.onAdd?.(object); } catch (error) { this.#broken(error, key); }
      }
      return;
    }
    const old = place.object;
    if (old.metadata.resourceVersion === object.metadata.resourceVersion) return;
    place.object = object;
    for (let i = 0; i < indexes.length; i++) indexes[i]!.replace(place, old);
    if (old.metadata.uid !== object.metadata.uid) {
      for (const handler of handlers) {
        try { handler.onDelete?.(old, old); handler.onAdd?.(object); } catch (error) { this.#broken(error, key); }
      }
    } else {
      for (let i = 0; i < handlers.length; i++) {
        try { handlers[i]!.onUpdate?.(object, old); } catch (error) { this.#broken(error, key); }
      }
    }
  }

  /** A loop that cannot take an event keeps no other from it. */
  #broken(error: unknown, key: string): void {
    if (!this.options.onError) throw error;
    this.options.onError(error, key);
  }
}

class MutableIndex<T> implements Index<T> {
  #buckets = new Map<string, Set<Place<T>>>();
  constructor(private readonly keysOf: (object: T) => readonly string[] | string | undefined, private readonly follows: (object: T) => unknown) {}

  *get(key: string): Iterable<T> {
    const bucket = this.#buckets.get(key);
    if (bucket) for (const place of bucket) yield place.object;
  }

  count(key: string): number { return this.#buckets.get(key)?.size ?? 0; }
  get empty(): boolean { return this.#buckets.size === 0; }

  insert(place: Place<T>): void { this.#insertAt(this.keysOf(place.object), place); }

  remove(place: Place<T>): void { this.#removeFrom(this.keysOf(place.object), place); }

  /** The place has another version now. The common case, and the cheap one: it stays where it is filed. */
  replace(place: Place<T>, old: T): void {
    const { object } = place;
    if (this.follows(old) === this.follows(object)) return;
    const before = this.keysOf(old), after = this.keysOf(object);
    if (sameKeys(before, after)) return;
    this.#removeFrom(before, place);
    this.#insertAt(after, place);
  }

  #insertAt(keys: readonly string[] | string | undefined, place: Place<T>): void {
    if (keys === undefined) return;
    if (typeof keys === 'string') this.#put(keys, place);
    else for (const key of keys) this.#put(key, place);
  }

  #removeFrom(keys: readonly string[] | string | undefined, place: Place<T>): void {
    if (keys === undefined) return;
    if (typeof keys === 'string') this.#drop(keys, place);
    else for (const key of keys) this.#drop(key, place);
  }

  #put(key: string, place: Place<T>): void {
    let bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, (bucket = new Set()));
    bucket.add(place);
  }

  #drop(key: string, place: Place<T>): void {
    const bucket = this.#buckets.get(key);
    if (bucket?.delete(place) && bucket.size === 0) this.#buckets.delete(key);
  }
}

function sameKeys(a: readonly string[] | string | undefined, b: readonly string[] | string | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
