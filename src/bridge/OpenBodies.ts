/** Answers whose bodies have no end yet (watches, followed logs), sent to the page as they come. */
import type { Command, Message } from './protocol.ts';

export class OpenBodies {
  readonly #open = new Map<number, AbortController>();

  constructor(private readonly handle: (request: Request) => Promise<Response>, private readonly send: (message: Message) => void) {}

  /** Ends when the head was sent. */
  async open({ id, method, path, headers, body }: Extract<Command, { type: 'open' }>): Promise<void> {
    const stop = new AbortController();
    this.#open.set(id, stop);
    try {
      const response = await this.handle(new Request('http://bottleship' + path, { method, headers, body: method === 'GET' || method === 'HEAD' ? undefined : body, signal: stop.signal }));
      this.send({ type: 'head', id, answer: { status: response.status, headers: Object.fromEntries(response.headers), body: '' } });
      void this.#read(id, response, stop);
    } catch (error) {
      this.#open.delete(id);
      this.send({ type: 'failed', message: error instanceof Error ? error.stack ?? error.message : String(error), fatal: false });
      this.send({ type: 'head', id, answer: { status: 500, headers: {}, body: '' } });
      this.send({ type: 'end', id });
    }
  }

  abort(id: number): void {
    this.#open.get(id)?.abort();
    this.#open.delete(id);
  }

  stop(): void { for (const id of [...this.#open.keys()]) this.abort(id); }

  async #read(id: number, response: Response, stop: AbortController): Promise<void> {
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    stop.signal.addEventListener('abort', () => void reader?.cancel().catch(() => undefined));
    try {
      while (reader) {
        const { done, value } = await reader.read();
        if (done) break;
        const text = decoder.decode(value, { stream: true });
        if (text !== '') this.send({ type: 'chunk', id, text });
      }
    } finally {
      this.#open.delete(id);
      this.send({ type: 'end', id });
    }
  }
}
