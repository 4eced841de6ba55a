/** Requests to the API server as kubectl makes them: queries sorted, warnings on stderr once each, failures thrown. */
import type { Status } from '../../engine/api/errors.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { close, http, open, stderr, type HttpReply, type Steps } from '../effect.ts';
import { Failure, ServerFailure, UsageFailure } from '../failure.ts';
import { logLine } from '../text/log-line.ts';

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Options {
  readonly query?: Query;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
}

const TABLE_ACCEPT = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
export { TABLE_ACCEPT };

const USER_AGENT = 'kubectl/v1.36.2 (linux/amd64) kubernetes/36f6597';

export class Client {
  readonly #headers: Readonly<Record<string, string>>;
  readonly #warned = new Set<string>();
  readonly #server: string;
  readonly #attempts: number | undefined;
  /** Nothing but failures is told (`--warnings-as-errors` counts them). */
  warnings = 0;

  /** `attempts` is set for a server that is not there: how often discovery tries. */
  constructor(headers: Readonly<Record<string, string>>, server: string, attempts?: number) {
    this.#headers = headers;
    this.#server = server;
    this.#attempts = attempts;
  }

  /** Headers that say who asks. */
  get login(): Readonly<Record<string, string>> { return this.#headers; }

  /** Where the server is, as the kubeconfig says. */
  get server(): string { return this.#server; }

  /** Throws ServerFailure when the answer is none of 2xx. */
  *send(method: string, path: string, options: Options = {}): Steps<HttpReply> {
    const reply = yield* http(this.#request(method, path, options));
    yield* this.#check(reply, method, path);
    return reply;
  }

  *get<T = AnyObject>(path: string, query?: Query, accept?: string): Steps<T> {
    const { body } = yield* this.send('GET', path, { ...(query ? { query } : {}), ...(accept ? { accept } : {}) });
    return parse<T>(body);
  }

  *write<T = AnyObject>(method: string, path: string, body: unknown, query?: Query, contentType = 'application/json'): Steps<T> {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const reply = yield* this.send(method, path, { body: text, contentType, ...(query ? { query } : {}) });
    return parse<T>(reply.body);
  }

  /** A stream: its number. The caller closes it. */
  *stream(path: string, query: Query, accept?: string): Steps<number> {
    const reply = yield* open(this.#request('GET', path, { query, ...(accept ? { accept } : {}) }));
    if (reply.status >= 300 && reply.stream !== undefined) yield* close(reply.stream);
    yield* this.#check(reply, 'GET', path);
    if (reply.stream === undefined) throw new Failure('the server sent no stream');
    return reply.stream;
  }

  /** Throws, with what klog says of every attempt of discovery. */
  *discover(): Steps {
    if (this.#attempts === undefined) return;
    const text = `"Unhandled Error" err="couldn't get current server API group list: Get \\"${this.#server}/api?timeout=32s\\": ${this.#dialled()}"`;
    for (let i = 0; i < this.#attempts; i++) yield* stderr(yield* logLine('E', 'memcache.go:265', text));
    throw this.#absent();
  }

  /** Why a GET fails on a server that is not there, in the words of Go's HTTP client; undefined when it is there. */
  unreached(path: string, verb = 'Get'): string | undefined { return this.#attempts === undefined ? undefined : `${verb} "${this.#server}${path}": ${this.#dialled()}`; }

  get #host(): string { return this.#server.replace(/^https?:\/\//, '').replace(/\/.*$/, ''); }

  #dialled(): string {
    const name = this.#host.replace(/:\d+$/, '');
    return /^(localhost|[\d.]+|\[.*\])$/.test(name) ? `dial tcp ${this.#host.replace('localhost', '127.0.0.1')}: connect: connection refused` : `dial tcp: lookup ${name}: no such host`;
  }

  #absent(): UsageFailure {
    const dialled = this.#dialled();
    return new UsageFailure(dialled.endsWith('refused') ? `The connection to the server ${this.#host} was refused - did you specify the right host or port?` : `Unable to connect to the server: ${dialled}`);
  }

  #request(method: string, path: string, { query, body, contentType, accept }: Options): { method: string; path: string; query: string; headers: Record<string, string>; body: string } {
    if (this.#attempts !== undefined) throw this.#absent();
    const headers: Record<string, string> = { accept: accept ?? 'application/json', 'user-agent': USER_AGENT, ...this.#headers };
    if (contentType !== undefined) headers['content-type'] = contentType;
    return { method, path, query: encodeQuery(query ?? {}), headers, body: body ?? '' };
  }

  *#check(reply: HttpReply, method: string, path: string): Steps {
    if (reply.status === 0) throw this.#absent();
    for (const warning of reply.warnings) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      this.warnings++;
      yield* stderr(`Warning: ${warning}\n`);
    }
    if (reply.status < 200 || reply.status >= 300) throw new ServerFailure(statusOf(reply, method, path));
  }
}

/** As Go's url.Values encodes: keys sorted, spaces as `+`. */
export function encodeQuery(query: Query): string {
  const parts: string[] = [];
  for (const key of Object.keys(query).sort()) {
    const value = query[key];
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) parts.push(`${escape(key)}=${escape(one)}`);
  }
  return parts.join('&');
}

const escape = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+');

function parse<T>(body: string): T {
  try {
    return JSON.parse(body) as T;
  } catch {
    throw new Failure(`couldn't get version/kind; json parse error: ${body.slice(0, 40)}`);
  }
}

const GENERIC: Readonly<Record<number, readonly [reason: string, message: string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', 'the server does not allow access to the requested resource'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
  409: ['Conflict', 'the server reported a conflict'],
  415: ['UnsupportedMediaType', 'the server was unable to process the request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
};

/** Of an answer that is no Status, client-go tells what was asked for. */
function statusOf({ status, body }: HttpReply, method: string, path: string): Status {
  if (body.startsWith('{')) {
    const parsed = JSON.parse(body) as Status;
    if (parsed.kind === 'Status') return parsed;
  }
  const [reason, message] = GENERIC[status] ?? ['InternalError', `an error on the server (${JSON.stringify(body.trim() || 'unknown')}) has prevented the request from succeeding`];
  const [, group = '', resource, name] = /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/)?([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  const asked = resource === undefined ? '' : ` (${method.toLowerCase()} ${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` ${decodeURIComponent(name)}`})`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message: `${message}${asked}`, code: status };
}
