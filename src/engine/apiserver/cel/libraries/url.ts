/** URLs (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library): absolute ones, and paths. */
import type { Environment } from '@marcbachmann/cel-js';

export class Url {
  constructor(readonly text: string, readonly scheme: string, readonly host: string, readonly path: string, readonly query: string) {}
  toString(): string { return this.text; }
}

export function parseUrl(text: string): Url | undefined {
  const m = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/((?:[^/?#@\s]*@)?(?:\[[0-9A-Fa-f:.%]+\]|[^/?#@:\s]*)(?::\d*)?))?(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?$/.exec(text);
  if (!m || (m[1] === undefined && m[3] === undefined)) return undefined;
  return new Url(text, m[1] ?? '', (m[2] ?? '').replace(/^.*@/, ''), m[3] ?? '', m[4] ?? '');
}

export function addURL(environment: Environment): void {
  environment.registerType('kubernetes.URL', Url as unknown as new () => Url);
  const add = (signature: string, handler: (...args: never[]) => unknown): void => { environment.registerFunction(signature, handler as (...args: unknown[]) => unknown); };
  add('url(string): kubernetes.URL', (text: string) => {
    const url = parseUrl(text);
    if (!url) throw new Error(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`);
    return url;
  });
  add('isURL(string): bool', (text: string) => parseUrl(text) !== undefined);
  add('kubernetes.URL.getScheme(): string', (url: Url) => url.scheme);
  add('kubernetes.URL.getHost(): string', (url: Url) => url.host);
  add('kubernetes.URL.getHostname(): string', (url: Url) => url.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'));
  add('kubernetes.URL.getPort(): string', (url: Url) => /:(\d*)$/.exec(url.host)?.[1] ?? '');
  add('kubernetes.URL.getEscapedPath(): string', (url: Url) => url.path);
  add('kubernetes.URL.getQuery(): map<string, list<string>>', (url: Url) => {
    const query: Record<string, string[]> = {};
    for (const pair of url.query === '' ? [] : url.query.split('&')) {
      const [key = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replace(/\+/g, ' ')));
      (query[key] ??= []).push(value);
    }
    return query;
  });
}
