/**
 * A watch as a stream of JSON lines. Events that come within one turn leave as one chunk; a client that does not read
 * is cut off, and costs the others nothing.
 */
import type { Api, WatchEvent, WatchRequest } from '../engine/api/api.ts';
import type { AnyObject } from '../engine/api/types.ts';
import { partialMetadata, tableFor, type IncludeObject } from '../engine/apiserver/tables/index.ts';
import type { Served } from './catalog.ts';
import type { Sink, Streamed } from './exchange.ts';
import type { MediaType } from './negotiate.ts';
import { customText, objectText } from './serialize.ts';

export interface WatchStreamOptions {
  readonly media: MediaType;
  readonly includeObject: IncludeObject;
  readonly timeoutSeconds: number;
  readonly now: () => number;
  /** Runs `callback` once after that many real ms; the result takes it back. */
  readonly setTimer: (callback: () => void, milliseconds: number) => () => void;
  /** How long after the last bookmark the next one comes, real ms. */
  readonly bookmarkMs: number;
}

type EventWriter = (event: WatchEvent) => string;

function eventWriter(served: Served, options: WatchStreamOptions): EventWriter {
  const { media } = options;
  let first = true;
  const textOf = (object: AnyObject): string => {
    if (media.as === 'PartialObjectMetadata' || media.as === 'PartialObjectMetadataList') return JSON.stringify(partialMetadata(object));
    if (media.as !== 'Table') return served.custom ? customText(object) : objectText(object);
    const table = tableFor(served.resource, [object], options.now(), {
      includeObject: options.includeObject, definition: served.table, metadata: { resourceVersion: object.metadata.resourceVersion },
    });
    // Columns come with the first event only.
    const text = JSON.stringify(first ? table : { ...table, columnDefinitions: null });
    first = false;
    return text;
  };
  return (event) => `{"type":"${event.type}","object":${event.type === 'ERROR' ? JSON.stringify(event.object) : textOf(event.object)}}\n`;
}

/**
 * Starts the watch at once, so that what it refuses becomes the answer's status; events wait until the stream is read.
 */
export function watchStream(api: Api, served: Served, request: Omit<WatchRequest, 'deliver' | 'delayMs'>, options: WatchStreamOptions): Streamed {
  const write = eventWriter(served, options);
  const waiting: string[] = [];
  let sink: Sink | undefined;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    watch?.stop();
    cancelTimeout();
    cancelBookmark();
    sink?.end();
  };
  const deliver = (events: readonly WatchEvent[]): void => {
    if (ended) return;
    let text = '';
    for (const event of events) text += write(event);
    if (sink) sink.write(text);
    else waiting.push(text);
    if (events.some((event) => event.type === 'ERROR')) end();
  };
  let cancelTimeout = (): void => {};
  let cancelBookmark = (): void => {};
  // An error may come within the call, before there is a watch to stop.
  let watch: ReturnType<Api['watch']> | undefined;
  watch = api.watch({ ...request, untyped: true, deliver });
  if (ended) watch.stop();

  const sendBookmark = (): void => {
    const { resourceVersion } = api.list({ verb: 'list', resource: request.resource, namespace: request.namespace, options: { limit: 1 }, user: request.user });
    deliver([{ type: 'BOOKMARK', object: { kind: served.kind.resource.kind, apiVersion: served.apiVersion, metadata: { resourceVersion } } }]);
    cancelBookmark = options.setTimer(sendBookmark, options.bookmarkMs);
  };
  return {
    start(given) {
      sink = given;
      if (waiting.length) sink.write(waiting.splice(0).join(''));
      if (ended) {
        sink.end();
        return () => {};
      }
      cancelTimeout = options.setTimer(end, options.timeoutSeconds * 1000);
      if (request.allowWatchBookmarks) cancelBookmark = options.setTimer(sendBookmark, options.bookmarkMs);
      return () => { sink = undefined; end(); };
    },
  };
}
