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

export class Informer<T extends { metadata: Meta } = AnyObject> {
  #objects = new Map<string, T>();
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
    private readonly options: { fieldSelector?: string; namespace?: string; delayMs?: () => number; onSync?: () => void } = {},
  ) {}

  /**
   * Starts, or starts anew after `stop`: lists, then follows. Handlers get what is new since as additions and updates,
   * and what is gone as deletions.
   */
  start(): void {
    if (this.#watch) return;
    const unseen = new Set(this.#objects.keys());
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
          for (const key of unseen) { const object = this.#objects.get(key); if (object) this.#apply(true, object); }
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

  get(key: string): T | undefined { return this.#objects.get(key); }
  /** All objects in order of arrival. Prefer an index. */
  list(): IterableIterator<T> { return this.#objects.values(); }
  get size(): number { return this.#objects.size; }

  /** Handlers run in the order they were added. Objects already here are given to `onAdd` at once. */
  addHandler(handler: InformerHandler<T>): void {
    this.#handlers.push(handler);
    if (handler.onAdd) for (const object of this.#objects.values()) handler.onAdd(object);
  }

  /** An index by the keys that `keysOf` names (none, one or several). Asking twice for a name gives the same index. */
  index(name: string, keysOf: (object: T) => readonly string[] | string | undefined): Index<T> {
    let index = this.#byName.get(name);
    if (!index) {
      index = new MutableIndex(keysOf);
      for (const [key, object] of this.#objects) index.insert(key, object);
      this.#byName.set(name, index);
      this.#indexes.push(index);
    }
    return index;
  }

  /** Index by the uid of the controlling owner. */
  byController(): Index<T> {
    return this.index('controller', (o) => o.metadata.ownerReferences?.find((r) => r.controller)?.uid);
  }

  /** Index by namespace. */
  byNamespace(): Index<T> {
    return this.index('namespace', (o) => o.metadata.namespace);
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
    const old = this.#objects.get(key);
    if (gone) {
      if (!old) return;
      this.#objects.delete(key);
      for (const index of this.#indexes) index.remove(key, old);
      for (const handler of this.#handlers) handler.onDelete?.(object, old);
      return;
    }
    if (old && old.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.#objects.set(key, object);
    for (const index of this.#indexes) index.replace(key, old, object);
    if (old && old.metadata.uid !== object.metadata.uid) {
      for (const handler of this.#handlers) { handler.onDelete?.(old, old); handler.onAdd?.(object); }
    } else if (old) for (const handler of this.#handlers) handler.onUpdate?.(object, old);
    else for (const handler of this.#handlers) handler.onAdd?.(object);
  }
}

class MutableIndex<T> implements Index<T> {
  #buckets = new Map<string, Map<string, T>>();
  constructor(private readonly keysOf: (object: T) => readonly string[] | string | undefined) {}

  get(key: string): Iterable<T> { return this.#buckets.get(key)?.values() ?? []; }
  count(key: string): number { return this.#buckets.get(key)?.size ?? 0; }

  insert(id: string, object: T): void { this.#insertAt(this.keysOf(object), id, object); }

  remove(id: string, object: T): void { this.#removeFrom(this.keysOf(object), id); }

  replace(id: string, old: T | undefined, object: T): void {
    if (!old) { this.insert(id, object); return; }
    const before = this.keysOf(old), after = this.keysOf(object);
    if (sameKeys(before, after)) {
      // The common case, and the cheap one: the object stays where it is filed.
      if (typeof after === 'string') this.#buckets.get(after)!.set(id, object);
      else if (after) for (const key of after) this.#buckets.get(key)!.set(id, object);
      return;
    }
    this.#removeFrom(before, id);
    this.#insertAt(after, id, object);
  }

  #insertAt(keys: readonly string[] | string | undefined, id: string, object: T): void {
    if (keys === undefined) return;
    if (typeof keys === 'string') this.#put(keys, id, object);
    else for (const key of keys) this.#put(key, id, object);
  }

  #removeFrom(keys: readonly string[] | string | undefined, id: string): void {
    if (keys === undefined) return;
    if (typeof keys === 'string') this.#drop(keys, id);
    else for (const key of keys) this.#drop(key, id);
  }

  #put(key: string, id: string, object: T): void {
    let bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, (bucket = new Map()));
    bucket.set(id, object);
  }

  #drop(key: string, id: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket?.delete(id) && bucket.size === 0) this.#buckets.delete(key);
  }
}

function sameKeys(a: readonly string[] | string | undefined, b: readonly string[] | string | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
