/** What a laptop's shell reaches outside itself: the API server, the cluster's clock, the person's editor. */
import type { HttpReply, HttpRequest } from '../kubectl/effect.ts';

export interface OpenReply {
  /** `body` is empty: it comes by `next`. */
  readonly reply: HttpReply;
  /** The next part of the body; undefined at its end. */
  next(): Promise<string | undefined>;
  /** The reader goes away. */
  close(): void;
}

export interface World {
  request(request: HttpRequest): Promise<HttpReply>;
  /** As `request`, for bodies without an end yet: a watch, a followed log. */
  open(request: HttpRequest): Promise<OpenReply>;
  /** Virtual instant, ms since 1970. */
  now(): number;
  /** Ends after that many virtual ms, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Opens a text in the person's editor; the answer is the text as saved. Absent where there is none. */
  edit?(name: string, text: string, signal?: AbortSignal): Promise<string>;
  /** Shows a file in the person's editor, for `edit FILE`. Absent where there is none. */
  show?(path: string): void;
}
