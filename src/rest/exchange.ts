/**
 * A request and its reply as plain values: what `handler.ts` makes of Web `Request` and `Response`, and what the page's
 * kubectl hands over directly, without a promise between.
 */
export interface RestRequest {
  /** Upper case. */
  readonly method: string;
  /** Path only, still percent-encoded: `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  /** What follows `?`, without it. */
  readonly query: string;
  /** Value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  /** Values of a header that may come several times; header names, for those with a prefix (`impersonate-extra-`). */
  headers?(): Iterable<readonly [string, string]>;
  /** Empty when there is none. JSON and YAML as text, protobuf as bytes. */
  readonly body: string | Uint8Array;
}

export interface RestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `Warning: 299` texts, in order. */
  readonly warnings?: readonly string[];
  readonly body: string | Uint8Array | Streamed;
}

/** A body without an end yet: a watch, a followed log. */
export interface Streamed {
  /** Begins to write; the result stops it (the client went away). */
  start(sink: Sink): () => void;
}

export interface Sink {
  write(chunk: string | Uint8Array): void;
  end(): void;
}

export const isStreamed = (body: RestReply['body']): body is Streamed => typeof body === 'object' && 'start' in body;
