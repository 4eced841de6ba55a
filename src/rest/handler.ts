/**
 * `createRestHandler`: an API server as a `fetch` handler, for a worker and for Node alike. The protocol itself is
 * `RestServer`.
 */
import { MAX_BODY_BYTES } from './body.ts';
import { isStreamed, type RestReply, type RestRequest, type Streamed } from './exchange.ts';
import { RestServer, type RestOptions } from './rest-server.ts';

export { RestServer, type RestOptions } from './rest-server.ts';
export type { RestReply, RestRequest } from './exchange.ts';

/** The lines of a header, by its lower-case name: `Request` knows them only joined. */
export type HeaderLines = (name: string) => readonly string[];
export type RestHandler = (request: Request, lines?: HeaderLines) => Promise<Response>;

export function createRestHandler(options: RestOptions): RestHandler {
  return restHandler(new RestServer(options));
}

/** Makes bodies smaller on the way. */
export type Gzip = (body: string | Uint8Array) => Promise<Uint8Array>;

/** Characters from which on an answer is worth compressing, as in the real server. */
const GZIP_FROM = 128 * 1024;

/** `gzip`: where the way is long; a page's own worker has none. */
export function restHandler(server: RestServer, gzip?: Gzip): RestHandler {
  return async (request, lines) => {
    const { method } = request;
    const body = method !== 'GET' && method !== 'HEAD' ? await readBody(request) : '';
    const reply = server.answer(toRestRequest(request, body, lines));
    if (!gzip || method !== 'GET' || isStreamed(reply.body) || reply.body.length < GZIP_FROM || !takesGzip(request)) return toResponse(reply, request.signal);
    return toResponse({ ...reply, headers: { ...reply.headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' }, body: await gzip(reply.body) }, request.signal);
  };
}

const takesGzip = (request: Request): boolean => (request.headers.get('accept-encoding') ?? '').split(',').some((one) => one.split(';')[0]!.trim() === 'gzip');

function toRestRequest(request: Request, body: string | Uint8Array, lines?: HeaderLines): RestRequest {
  const { url, headers } = request;
  const start = url.indexOf('/', url.indexOf('//') + 2);
  const question = url.indexOf('?', start);
  const hash = url.indexOf('#', start);
  const end = hash < 0 ? url.length : hash;
  return {
    method: request.method, path: start < 0 ? '/' : url.slice(start, question < 0 ? end : question), query: question < 0 ? '' : url.slice(question + 1, end),
    header: (name) => headers.get(name) ?? undefined, headers: () => headers as unknown as Iterable<readonly [string, string]>, body, ...(lines ? { lines } : {}),
  };
}

/** Reads no more than a request may have: what is larger is refused by its first excess byte. */
async function readBody(request: Request): Promise<string | Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? NaN);
  const binary = request.headers.get('content-type')?.includes('protobuf') ?? false;
  if (declared <= MAX_BODY_BYTES) return binary ? new Uint8Array(await request.arrayBuffer()) : request.text();
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    // One byte more than allowed is kept: enough for the server to refuse the whole.
    chunks.push(value);
    size += value.length;
    if (size > MAX_BODY_BYTES) {
      void reader.cancel();
      break;
    }
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return binary || size > MAX_BODY_BYTES ? bytes : new TextDecoder().decode(bytes);
}

export function toResponse(reply: RestReply, signal?: AbortSignal): Response {
  const headers = new Headers(reply.headers);
  for (const text of reply.warnings ?? []) headers.append('warning', `299 - ${quote(text)}`);
  if (reply.status === 204 || reply.status === 304) return new Response(null, { status: reply.status, headers });
  const { body } = reply;
  return new Response(isStreamed(body) ? readable(body, signal) : (body as BodyInit), { status: reply.status, headers });
}

/** A quoted string of a header: quotes and backslashes escaped, one line. */
export const quote = (text: string): string => `"${text.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;

/** What a client may leave unread before it is cut off. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024;

function readable(streamed: Streamed, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop: () => void = () => {};
  let pending = '';
  let scheduled = false;
  let closed = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const close = (): void => {
        if (closed) return;
        closed = true;
        stop();
        try { controller.close(); } catch { /* the client has already gone */ }
      };
      const flush = (): void => {
        scheduled = false;
        if (closed || pending === '') return;
        controller.enqueue(encoder.encode(pending));
        pending = '';
        if ((controller.desiredSize ?? 0) < -MAX_UNREAD_BYTES) close();
      };
      stop = streamed.start({
        write(chunk) {
          if (closed) return;
          if (typeof chunk !== 'string') {
            flush();
            controller.enqueue(chunk);
            return;
          }
          pending += chunk;
          if (!scheduled) {
            scheduled = true;
            queueMicrotask(flush);
          }
        },
        end() {
          flush();
          close();
        },
      });
      if (closed) stop();
      signal?.addEventListener('abort', close);
    },
    cancel() {
      closed = true;
      stop();
    },
  }, { highWaterMark: 0, size: (chunk) => chunk.byteLength });
}
