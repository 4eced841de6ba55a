import type { Call } from '../call.ts';
import type { Query } from '../client/client.ts';
import type { Steps } from '../effect.ts';

/** All pages of a collection, or the one answer of an object. Items of lists get the kind that the list implies. */
export function* chunked<T>(call: Call, path: string, query: Query, accept: string | undefined): Steps<T[]> {
  const pages: T[] = [];
  let next = '';
  do {
    const page = yield* call.client.get<{ kind?: string; apiVersion?: string; metadata?: { continue?: string }; items?: unknown[] }>(path, next === '' ? query : { ...query, continue: next }, accept);
    const items = page.items;
    const kind = page.kind?.replace(/List$/, '');
    pages.push((Array.isArray(items) ? { ...page, items: items.map((item) => ({ kind, apiVersion: page.apiVersion, ...(item as object) })) } : page) as T);
    next = page.metadata?.continue ?? '';
  } while (next !== '' && query['limit'] !== undefined);
  return pages;
}
