import type { Call } from '../call.ts';
import type { Query } from '../client/client.ts';
import type { Mapping } from '../client/discovery.ts';
import type { Steps } from '../effect.ts';
import { ServerFailure } from '../failure.ts';

/** A list that was refused because of its selectors says so, with the server's reason. */
export function refusedList(error: unknown, mapping: Mapping, query: Query): unknown {
  const { labelSelector = '', fieldSelector = '' } = query as { labelSelector?: string; fieldSelector?: string };
  if (!(error instanceof ServerFailure) || (error.status.reason !== 'BadRequest' && error.status.reason !== 'NotFound')) return error;
  const what = JSON.stringify(`${mapping.group === '' ? '' : `${mapping.group}/`}${mapping.version}, Resource=${mapping.resource}`);
  if (labelSelector === '' && fieldSelector === '') return new ServerFailure({ ...error.status, message: `Unable to list ${what}: ${error.message}` });
  return new ServerFailure({ ...error.status, message: `Unable to find ${JSON.stringify(`${mapping.group}/${mapping.version}, Resource=${mapping.resource}`)} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}` });
}

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
