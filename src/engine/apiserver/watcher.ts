/** One watch, and what it sees of a write. */
import type { WatchEvent } from '../api/api.ts';
import type { AnyObject } from '../api/types.ts';
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

/** The event of each kind of write. */
export const TYPES = { create: 'ADDED', update: 'MODIFIED', delete: 'DELETED' } as const;

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
