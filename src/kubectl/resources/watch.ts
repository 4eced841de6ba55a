import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import type { Query } from '../client/client.ts';
import { close, now, read, type Steps } from '../effect.ts';

export interface WatchEvent<T> { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; readonly object: T }

export interface WatchStream<T> {
  /** The next event; undefined when the stream ended, or at `deadlineMs` (virtual instant). */
  next(deadlineMs?: number): Steps<WatchEvent<T> | undefined>;
  close(): Steps;
}

/** An object by its name in a list, and the version from which to watch it: its own may be long gone from the history. */
export function* listOne(call: Call, path: string, name: string): Steps<{ version: string; object: AnyObject | undefined }> {
  const list = yield* call.client.get<{ metadata: { resourceVersion: string }; items: AnyObject[] }>(path, { fieldSelector: `metadata.name=${name}` });
  return { version: list.metadata.resourceVersion, object: list.items[0] };
}

/** A watch, opened at the first `next`. */
export function watchEvents<T>(call: Call, path: string, query: Query, accept?: string): WatchStream<T> {
  let stream: number | undefined;
  let pending = '';
  let ended = false;
  return {
    *next(deadlineMs) {
      stream ??= yield* call.client.stream(path, query, accept);
      for (;;) {
        const end = pending.indexOf('\n');
        if (end >= 0) {
          const line = pending.slice(0, end);
          pending = pending.slice(end + 1);
          if (line.trim() !== '') return JSON.parse(line) as WatchEvent<T>;
          continue;
        }
        if (ended) return undefined;
        const left = deadlineMs === undefined ? undefined : deadlineMs - (yield* now());
        if (left !== undefined && left <= 0) return undefined;
        const chunk = yield* read(stream, left);
        if (chunk === 'timeout') return undefined;
        if (chunk === 'end') ended = true;
        else pending += chunk.text;
      }
    },
    *close() {
      if (stream !== undefined) yield* close(stream);
      stream = undefined;
    },
  };
}
