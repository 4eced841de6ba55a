/** One forwarded connection to a port: bytes come in as HTTP/1.1 requests, and what the program answers goes back as bytes. */
import type { HttpRequest, HttpResponse } from '../engine/workloads/http.ts';
import type { Connection } from '../rest/kubelet.ts';

const WORDS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 400: 'Bad Request', 404: 'Not Found', 500: 'Internal Server Error', 503: 'Service Unavailable' };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class HttpPipe implements Connection {
  #held = new Uint8Array(0);

  constructor(private readonly ask: (request: HttpRequest) => HttpResponse, private readonly receive: { data(chunk: Uint8Array): void; close(error?: string): void }) {}

  send(chunk: Uint8Array): void {
    const joined = new Uint8Array(this.#held.length + chunk.length);
    joined.set(this.#held);
    joined.set(chunk, this.#held.length);
    this.#held = joined;
    for (let request = this.#take(); request; request = this.#take()) this.#answer(request);
  }

  close(): void { this.#held = new Uint8Array(0); }

  /** The first whole request of what came, taken out of it. */
  #take(): HttpRequest | undefined {
    const text = decoder.decode(this.#held);
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [first = '', ...lines] = text.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    const bodyStart = encoder.encode(text.slice(0, end + 4)).length, length = Number(headers['content-length'] ?? 0);
    if (this.#held.length < bodyStart + length) return undefined;
    const body = decoder.decode(this.#held.subarray(bodyStart, bodyStart + length));
    this.#held = this.#held.slice(bodyStart + length);
    const [method = 'GET', target = '/'] = first.split(' ');
    const [path = '/', query = ''] = target.split('?', 2);
    return { method, path, query, headers, body };
  }

  #answer(request: HttpRequest): void {
    let response: HttpResponse;
    try { response = this.ask(request); } catch (error) { this.receive.close(error instanceof Error ? error.message : String(error)); return; }
    const body = encoder.encode(response.body);
    const head = [`HTTP/1.1 ${response.status} ${WORDS[response.status] ?? ''}`, ...Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`), `content-length: ${body.length}`];
    this.receive.data(encoder.encode(`${head.join('\r\n')}\r\n\r\n`));
    if (request.method !== 'HEAD') this.receive.data(body);
    if (request.headers['connection'] === 'close') this.receive.close();
  }
}
