/**
 * What kubectl wants from the outside, as values. A command is a generator that yields effects and gets their answers; a
 * driver (`drive.ts`) performs them over the REST front, at once or later. So the same command runs in a test, in the
 * page's terminal and behind `npm run serve`.
 */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Path only, percent-encoded. */
  readonly path: string;
  /** What follows `?`, without it. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts of `Warning: 299`, in order. */
  readonly warnings: readonly string[];
  readonly body: string;
  /** Set for a body without an end yet, when `open` asked for it: read it with `read`, give it back with `close`. */
  readonly stream?: number;
}

/** What came next in a stream: text, its end, or nothing within the time. */
export type Chunk = { readonly text: string } | 'end' | 'timeout';

/** A file's text, what a folder holds (names, sorted), or why neither can be had. */
export type FileAnswer = { readonly text: string } | { readonly folder: readonly string[] } | { readonly error: 'missing' | 'denied' | 'exists' };

export type Effect =
  | { readonly do: 'http'; readonly request: HttpRequest }
  /** As `http`, for watches and followed logs. */
  | { readonly do: 'open'; readonly request: HttpRequest }
  /** The next part of a stream. Waits that long at most; for ever without `timeoutMs`. */
  | { readonly do: 'read'; readonly stream: number; readonly timeoutMs?: number }
  | { readonly do: 'close'; readonly stream: number }
  | { readonly do: 'sleep'; readonly ms: number }
  /** The virtual instant, ms since 1970. */
  | { readonly do: 'now' }
  | { readonly do: 'stdout'; readonly text: string }
  | { readonly do: 'stderr'; readonly text: string }
  /** All of standard input. */
  | { readonly do: 'stdin' }
  | { readonly do: 'readFile'; readonly path: string }
  | { readonly do: 'writeFile'; readonly path: string; readonly text: string }
  /** Opens the user's editor; the answer is the text as saved. */
  | { readonly do: 'edit'; readonly name: string; readonly text: string }
  /** From now on requests to the local port go to the path of the API server, until the command ends. */
  | { readonly do: 'forward'; readonly port: number; readonly path: string }
  /** Runs a program beside kubectl (`diff`) over text files; `files` are path -> text. */
  | { readonly do: 'connect'; readonly request: HttpRequest; readonly protocol: 'exec' | 'attach' | 'portforward' };

export type Answer = HttpReply | Chunk | FileAnswer | number | string | undefined;

/** A part of a command: yields effects, returns `T`. */
export type Steps<T = void> = Generator<Effect, T, Answer>;

export function* http(request: HttpRequest): Steps<HttpReply> { return (yield { do: 'http', request }) as HttpReply; }
export function* open(request: HttpRequest): Steps<HttpReply> { return (yield { do: 'open', request }) as HttpReply; }
export function* read(stream: number, timeoutMs?: number): Steps<Chunk> {
  return (yield { do: 'read', stream, ...(timeoutMs === undefined ? {} : { timeoutMs }) }) as Chunk;
}
export function* close(stream: number): Steps { yield { do: 'close', stream }; }
export function* sleep(ms: number): Steps { yield { do: 'sleep', ms }; }
export function* now(): Steps<number> { return (yield { do: 'now' }) as number; }
export function* stdout(text: string): Steps { if (text !== '') yield { do: 'stdout', text }; }
export function* stderr(text: string): Steps { if (text !== '') yield { do: 'stderr', text }; }
export function* stdin(): Steps<string> { return (yield { do: 'stdin' }) as string; }
export function* readFile(path: string): Steps<FileAnswer> { return (yield { do: 'readFile', path }) as FileAnswer; }
export function* writeFile(path: string, text: string): Steps<FileAnswer | undefined> { return (yield { do: 'writeFile', path, text }) as FileAnswer | undefined; }
export function* edit(name: string, text: string): Steps<string> { return (yield { do: 'edit', name, text }) as string; }
