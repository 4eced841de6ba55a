/** The laptop's shell behind `POST /sandbox/v1/terminal`: a fresh laptop a request, beside the served cluster. */
import type { HttpReply, HttpRequest } from '../kubectl/effect.ts';
import type { RestHandler } from '../rest/handler.ts';
import type { TerminalRequest } from '../rest/sandbox.ts';
import type { Stream } from '../shell/laptop-fs.ts';
import { replyOf } from '../shell/reply.ts';
import { Laptop, Shell } from '../shell/shell.ts';
import type { World } from '../shell/world.ts';

export interface Surroundings {
  readonly handle: RestHandler;
  /** Virtual instant, ms since 1970. */
  readonly now: () => number;
  /** Something was asked of the cluster. */
  readonly poke: () => void;
}

/** Runs the line; the result stops it, as Ctrl-C does. */
export function runTerminal(asked: TerminalRequest, around: Surroundings, write: (text: string, stream: Stream) => void, ended: (exitCode: number) => void): () => void {
  const stop = new AbortController();
  const laptop = new Laptop(servedWorld(around));
  const shell = new Shell(laptop, write);
  const run = async (): Promise<number> => {
    for (const [name, text] of Object.entries(asked.files)) await laptop.write(name, text);
    return (await shell.run(asked.line, { signal: stop.signal, ...(asked.stdin === undefined ? {} : { stdin: asked.stdin }) })).exitCode;
  };
  run().then(ended, (error: unknown) => { write(`${error instanceof Error ? error.message : String(error)}\n`, 'stderr'); ended(1); }).finally(() => shell.close());
  return () => stop.abort();
}

/** Real ms between looks at the virtual clock. */
const LOOK_MS = 10;

function servedWorld({ handle, now, poke }: Surroundings): World {
  const send = async (request: HttpRequest, signal?: AbortSignal): Promise<Response> => {
    const { method, path, query, headers, body } = request;
    const response = await handle(new Request(`http://127.0.0.1${path}${query === '' ? '' : `?${query}`}`, { method, headers, ...(method === 'GET' || method === 'HEAD' ? {} : { body }), ...(signal ? { signal } : {}) }));
    if (method !== 'GET') poke();
    return response;
  };
  return {
    async request(request) { const response = await send(request); return { ...headOf(response), body: await response.text() }; },
    async open(request) {
      const stop = new AbortController();
      const response = await send(request, stop.signal);
      const reader = response.body?.getReader();
      const decoder = new TextDecoder();
      return {
        reply: headOf(response),
        async next() {
          const part = await reader?.read();
          return !part || part.done ? undefined : decoder.decode(part.value, { stream: true });
        },
        close() { void reader?.cancel().catch(() => undefined); stop.abort(); },
      };
    },
    now,
    sleep: (ms, signal) => new Promise((settle) => {
      const until = now() + ms;
      const look = (): void => { if (signal?.aborted || now() >= until) settle(); else setTimeout(look, LOOK_MS); };
      look();
    }),
  };
}

const headOf = (response: Response): HttpReply => replyOf(response.status, Object.fromEntries(response.headers), '');
