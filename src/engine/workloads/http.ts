/** Requests between programs: what a client sends to a port of a container, and what the program there answers. */
import type { Container, Pod } from '../api/types.ts';
import type { Inside } from './process.ts';

export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Path only, percent-encoded: `/hostname`. */
  readonly path: string;
  /** What follows `?`, without it. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The container's port that it came in at; known on arrival. */
  readonly port?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Virtual ms that the program thinks before it answers; Infinity = it never does. Default 0. */
  readonly afterMs?: number;
  /** The program ends because of the request. */
  readonly exits?: { readonly code: number; readonly afterMs: number };
}

/** Where a program runs, as it sees it when it is asked. */
export interface Site {
  readonly pod: Pod;
  readonly container: Container;
  /** Virtual instant, ms since 1970. */
  readonly nowMs: number;
  /** When the container's run began, likewise. */
  readonly startedMs: number;
  /** Who asks: an address, or empty for the node itself. */
  readonly clientIP: string;
}

export interface WebServer {
  readonly ports: readonly number[];
  answer(request: HttpRequest, site: Inside): HttpResponse;
  /** What the program writes about a request that it answered, as a line of its log; none by default. */
  accessLine?(request: HttpRequest, response: HttpResponse, site: Site): string;
}

/** What the program hears as its own name: the pod's hostname, its name unless the spec says otherwise. */
export const hostnameOf = (pod: Pod): string => (pod.spec?.hostNetwork ? pod.spec.nodeName ?? '' : pod.spec?.hostname ?? pod.metadata.name ?? '');

export const plainText = (status: number, body: string): HttpResponse => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });

export const json = (value: unknown): HttpResponse => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
