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
  /** Names and values, for headers with a prefix (`impersonate-extra-`). */
  headers?(): Iterable<readonly [string, string]>;
  /** The lines of a header that came several times, each as it was sent. Absent: only known together, joined by `, `. */
  lines?(name: string): readonly string[];
  /** Empty when there is none. JSON and YAML as text, protobuf as bytes. */
  readonly body: string | Uint8Array;
}

/** The values of a header that may come several times. */
export function valuesOf(request: RestRequest, name: string): readonly string[] {
  if (request.lines) return request.lines(name);
  const joined = request.header(name);
  return joined === undefined ? [] : joined.split(', ');
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
