/** How many requests of which kind were answered how, for `apiserver_request_total`. */
import type { RestReply, RestRequest } from '../exchange.ts';
import { isStreamed } from '../exchange.ts';
import type { ResourcePath } from '../path.ts';
import type { Labels } from './exposition.ts';

const CONNECT = new Set(['exec', 'attach', 'portforward', 'proxy']);

export class RequestCounts {
  readonly #counts = new Map<string, number>();
  readonly #open = new Map<string, number>();
  readonly #deprecated = new Set<string>();
  readonly #users = new Map<string, number>();

  /** A request for objects of a kind that is served. The reply is handed back: of a watch, one that tells of its end. */
  count(path: ResourcePath, request: RestRequest, query: URLSearchParams, reply: RestReply): RestReply {
    const verb = verbOf(path, request, query);
    const key = `${path.group}|${path.version}|${path.resource}|${path.subresource ?? ''}|${scopeOf(path, verb)}|${verb}`;
    this.#add(`${key}|${reply.status}|${query.get('dryRun') ?? ''}`);
    const { body } = reply;
    if (!isStreamed(body)) return reply;
    return {
      ...reply,
      body: {
        start: (sink) => {
          let ended = false;
          const end = (): void => {
            if (ended) return;
            ended = true;
            this.#open.set(key, this.#open.get(key)! - 1);
          };
          this.#open.set(key, (this.#open.get(key) ?? 0) + 1);
          const stop = body.start({ write: (chunk) => sink.write(chunk), end: () => { end(); sink.end(); } });
          return () => { end(); stop(); };
        },
      },
    };
  }

  /** Names are folded, so that there are not too many series. */
  countUser(name: string): void {
    const username = name === 'admin' || name === 'client' || name === 'tls' ? name : name.includes('@') ? 'email_id' : 'other';
    this.#users.set(username, (this.#users.get(username) ?? 0) + 1);
  }

  *users(): Iterable<[Labels, number]> {
    for (const [username, count] of this.#users) yield [{ username }, count];
  }

  noteDeprecated({ group, version, resource, subresource = '' }: ResourcePath): void { this.#deprecated.add(`${group}|${version}|${resource}|${subresource}`); }

  countPath(path: string, method: string, status: number): void {
    this.#add(`|||${path}||${method}|${status}|`);
  }

  #add(key: string): void { this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1); }

  *total(): Iterable<[Labels, number]> {
    for (const [key, count] of this.#counts) {
      const [group = '', version = '', resource = '', subresource = '', scope = '', verb = '', code = '', dry_run = ''] = key.split('|');
      yield [{ code, component: 'apiserver', dry_run, group, resource, scope, subresource, verb, version }, count];
    }
  }

  *deprecated(): Iterable<[Labels, number]> {
    for (const key of this.#deprecated) {
      const [group = '', version = '', resource = '', subresource = ''] = key.split('|');
      yield [{ group, removed_release: '', resource, subresource, version }, 1];
    }
  }

  /** Watches and followed logs that are under way. */
  *longRunning(): Iterable<[Labels, number]> {
    for (const [key, count] of this.#open) {
      const [group = '', version = '', resource = '', subresource = '', scope = '', verb = ''] = key.split('|');
      yield [{ component: 'apiserver', group, resource, scope, subresource, verb, version }, count];
    }
  }
}

/** As the metrics name it, in capitals; RBAC knows no APPLY and no CONNECT. */
export function verbOf(path: ResourcePath, { method, header }: RestRequest, query: URLSearchParams): string {
  if (path.subresource !== undefined && CONNECT.has(path.subresource)) return 'CONNECT';
  if (method === 'GET' || method === 'HEAD') return path.watch || isTrue(query.get('watch')) ? 'WATCH' : path.name === undefined ? 'LIST' : 'GET';
  if (method === 'PATCH') return header('content-type')?.startsWith('application/apply-patch') ? 'APPLY' : 'PATCH';
  return method === 'DELETE' && path.name === undefined ? 'DELETECOLLECTION' : method;
}

const isTrue = (text: string | null): boolean => text !== null && text !== '0' && text !== 'false';

const scopeOf = ({ name, namespace }: ResourcePath, verb: string): string =>
  (name !== undefined || verb === 'POST' ? 'resource' : namespace === undefined ? 'cluster' : 'namespace');
