/**
 * The verbs get, list and watch, with the meaning of resourceVersion, resourceVersionMatch, limit and continue
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/).
 */
import type { ApiRequest, ApiResponse, ListResult, Watch, WatchEvent, WatchRequest } from '../api/api.ts';
import { decodeText, encodeText } from '../api/base64.ts';
import { goJSONError } from '../api/go-json.ts';
import { badRequest, expired, failure, notFound, StatusError } from '../api/errors.ts';
import { apiVersionOf, groupResource } from '../api/resource.ts';
import type { AnyObject } from '../api/types.ts';
import { Compacted } from '../store/store.ts';
import type { Entry } from '../store/table.ts';
import { present, toVersion } from './convert.ts';
import { withManagedFields } from './managed-fields.ts';
import type { Registration } from './registry.ts';
import { pinnedField, selection } from './selection.ts';
import type { ApiServer } from './server.ts';
import { eventFor, type Watcher } from './watcher.ts';

export function get(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const { resource } = registration.kind;
  const name = request.name ?? '';
  const namespace = resource.namespaced ? request.namespace ?? '' : '';
  const entry = registration.table.get(namespace ? `${namespace}/${name}` : name);
  const { resourceVersion } = request.options;
  if (resourceVersion && resourceVersion !== '0') checkNotTooNew(server, parseRevision(resourceVersion));
  if (!entry) throw notFound(resource, name);
  return { code: 200, object: present(registration, request, entry.value as AnyObject, entry.beside) };
}

export function list(server: ApiServer, registration: Registration, request: ApiRequest): ListResult<AnyObject> {
  const { kind, table } = registration;
  const { options } = request;
  const namespace = kind.resource.namespaced ? request.namespace ?? '' : '';
  const prefix = namespace ? `${namespace}/` : '';
  const matches = selection(kind, options.labelSelector, options.fieldSelector);
  const token = options.continue ? parseToken(options.continue, prefix) : undefined;
  if (token && options.resourceVersion && options.resourceVersion !== '0') throw badRequest('specifying resource version is not allowed when using continue');
  const revision = revisionToRead(server, options, token);

  // Any revision will do: the watch cache answers, and knows no pages.
  const limit = options.limit && options.limit > 0 && (options.resourceVersion !== '0' || token) ? options.limit : Infinity;

  let entries: readonly Entry[];
  let left = 0;
  try {
    if (revision < server.store.revision) entries = past(server, registration, revision, prefix, token?.start ?? '');
    // With a selector nobody knows how far to read.
    else if (matches) entries = table.range(prefix, token?.start);
    else ({ entries, left } = table.page(prefix, token?.start ?? '', limit));
  } catch (error) {
    if (!(error instanceof Compacted)) throw error;
    throw token ? continueExpired(token.start.slice(prefix.length)) : expired('The resourceVersion for the provided list is too old.');
  }
  const chosen: Entry[] = [];
  let last = 0;
  for (; last < entries.length && chosen.length < limit; last++) {
    const entry = entries[last]!;
    if (!matches || matches(entry.value as AnyObject)) chosen.push(entry);
  }
  left += entries.length - last;
  const items = request.untyped
    ? chosen.map((entry) => present(registration, request, entry.value as AnyObject, entry.beside))
    : chosen.map((entry) => entry.value as AnyObject);
  const result = { items, resourceVersion: String(revision) };
  if (left === 0 || limit === Infinity) return result;
  const next = encodeToken(revision, chosen[chosen.length - 1]!.id.slice(prefix.length));
  // With a selector the server cannot know how many of the rest would match.
  return { ...result, continue: next, ...(matches ? {} : { remainingItemCount: left }) };
}

function past(server: ApiServer, registration: Registration, revision: number, prefix: string, start: string): Entry[] {
  return server.store.at(registration.table, revision).filter((entry) => entry.id.startsWith(prefix) && entry.id > start);
}

export function watch(server: ApiServer, registration: Registration, request: WatchRequest): Watch {
  const { kind, table, hub } = registration;
  const namespace = kind.resource.namespaced ? request.namespace ?? '' : '';
  const indexed = server.registry.indexedField(groupResource(kind.resource));
  const watcher: Watcher = {
    namespace,
    matches: selection(kind, request.labelSelector, request.fieldSelector),
    indexedValue: indexed && pinnedField(request.fieldSelector, indexed.label),
    delayMs: request.delayMs,
    ...(request.untyped ? { view: viewFor(registration, request.version) } : {}),
    deliver: request.deliver,
  };
  const from = request.resourceVersion;
  const events: WatchEvent[] = [];
  const fromState = !from || from === '0' || request.sendInitialEvents === true;
  const after = from && from !== '0' ? parseRevision(from) : 0;
  if (after && fromState) checkNotTooNew(server, after);
  if (fromState && request.sendInitialEvents !== false) {
    for (const entry of table.range(namespace ? `${namespace}/` : '')) {
      const object = entry.value as AnyObject;
      if (!watcher.matches || watcher.matches(object)) events.push({ type: 'ADDED', object: watcher.view ? watcher.view(object, entry.beside) : object });
    }
    if (request.sendInitialEvents && request.allowWatchBookmarks) events.push(bookmark(server, registration, request, true));
  } else if (from && from !== '0') {
    try {
      for (const record of server.store.since(parseRevision(from))) {
        if (record.table !== table) continue;
        const event = eventFor(watcher, record);
        if (event) events.push(event);
      }
    } catch (error) {
      if (!(error instanceof Compacted)) throw error;
      request.deliver([{ type: 'ERROR', object: expired(`too old resource version: ${from} (${server.store.compactedRevision})`).status as unknown as AnyObject }]);
      return { stop: () => {} };
    }
  }
  // A revision that is yet to come: nothing is told until it has.
  const isFuture = !fromState && after > server.store.revision;
  return hub.add(isFuture ? { ...watcher, deliver: (later) => request.deliver(later.filter(({ object }) => Number(object.metadata.resourceVersion) > after)) } : watcher, events);
}

/** How a REST client's watch sees an object. A conversion that fails must not fail the write that is told of: the object then comes as it is stored. */
function viewFor(registration: Registration, version: string | undefined): (object: AnyObject, beside: unknown) => AnyObject {
  return (object, beside) => {
    const managed = withManagedFields(registration, object, beside);
    try {
      return toVersion(registration, version, managed);
    } catch (error) {
      if (error instanceof StatusError) return managed;
      throw error;
    }
  };
}

/** A BOOKMARK at the present revision. `initialEventsEnd` marks the end of the state that `sendInitialEvents` asked for. */
export function bookmark(server: ApiServer, registration: Registration, request: { version?: string }, initialEventsEnd = false): WatchEvent {
  const { resource } = registration.kind;
  return {
    type: 'BOOKMARK',
    object: {
      kind: resource.kind, apiVersion: apiVersionOf({ group: resource.group, version: request.version ?? resource.version }),
      metadata: {
        resourceVersion: String(server.store.revision), creationTimestamp: null as never,
        ...(initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
      },
    },
  };
}

interface Token { rv: number; start: string }

function revisionToRead(server: ApiServer, options: ApiRequest['options'], token: Token | undefined): number {
  const now = server.store.revision;
  if (token) return token.rv < 0 ? now : token.rv;
  const { resourceVersion, resourceVersionMatch } = options;
  if (!resourceVersion || resourceVersion === '0') return now;
  const wanted = parseRevision(resourceVersion);
  checkNotTooNew(server, wanted);
  // Without a match rule, a limited list at a revision is read at exactly that revision.
  return resourceVersionMatch === 'Exact' || (!resourceVersionMatch && options.limit) ? wanted : now;
}

function parseRevision(text: string): number {
  if (!/^\d+$/.test(text)) throw badRequest(`invalid resource version: resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`);
  return Number(text);
}

function checkNotTooNew(server: ApiServer, wanted: number): void {
  const current = server.store.revision;
  if (wanted <= current) return;
  throw failure(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1,
  });
}

function parseToken(text: string, prefix: string): Token {
  const json = decodeText(text.replace(/-/g, '+').replace(/_/g, '/') + '='.repeat((4 - (text.length % 4)) % 4));
  let token: { v?: string; rv?: number; start?: string } | undefined;
  try { token = json === undefined ? undefined : JSON.parse(json) as typeof token; } catch { token = undefined; }
  if (!token || token.v !== 'meta.k8s.io/v1' || typeof token.rv !== 'number' || typeof token.start !== 'string' || token.start === '') {
    throw badRequest(`invalid continue token: continue key is not valid: ${json === undefined ? `illegal base64 data at input byte ${illegalByte(text)}` : whyNotToken(json, token)}`);
  }
  return { rv: token.rv, start: prefix + token.start.replace(/\u0000$/, '') };
}

/** Where Go's decoder of unpadded URL base64 stops. */
function illegalByte(text: string): number {
  const at = text.search(/[^A-Za-z0-9_-]/);
  return at >= 0 ? at : Math.floor(text.length / 4) * 4;
}

function whyNotToken(json: string, token: { v?: unknown; rv?: unknown; start?: unknown } | undefined): string {
  if (!token) return goJSONError(json);
  if (token.v !== 'meta.k8s.io/v1') return `server does not recognize this encoded version "${String(token.v ?? '')}"`;
  return token.rv === undefined || token.rv === 0 ? 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)' : 'encoded start key empty (version meta.k8s.io/v1)';
}

const encodeToken = (rv: number, start: string): string => encodeText(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start: `${start}\u0000` })).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');

/** With a token to go on without the guarantee of one consistent list. */
function continueExpired(start: string): StatusError {
  const error = expired(CONTINUE_EXPIRED);
  Object.assign(error.status.metadata, { continue: encodeToken(-1, start) });
  return error;
}

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
