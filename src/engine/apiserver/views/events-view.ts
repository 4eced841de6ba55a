/**
 * events.k8s.io/v1: the stored core Events under newer names. Requests are turned into requests for core Events, and their
 * answers back. Clients in the process know the stored ones alone.
 */
import type { ApiRequest, ApiResponse, ListResult, Watch, WatchEvent, WatchRequest } from '../../api/api.ts';
import { eventFromCore, eventToCore, validateEventV1 } from '../../api/kinds/event-v1.ts';
import { EVENTS, EVENTS_K8S_IO } from '../../api/resource.ts';
import { decodeObject } from '../../api/schema/decode.ts';
import type { AnyObject, Event } from '../../api/types.ts';
import { invalidObject } from '../../api/validation/field.ts';
import { applyPatch } from '../patch.ts';
import type { View } from './view.ts';

const API_VERSION = 'events.k8s.io/v1';

/** As Go's struct has them. */
const FIELDS = [
  'kind', 'apiVersion', 'metadata', 'eventTime', 'series', 'reportingController', 'reportingInstance', 'action', 'reason', 'regarding', 'related', 'note', 'type',
  'deprecatedSource', 'deprecatedFirstTimestamp', 'deprecatedLastTimestamp', 'deprecatedCount',
];

const shown = new WeakMap<AnyObject, AnyObject>();

function show(object: AnyObject): AnyObject {
  if (object.kind !== 'Event') return object;
  let event = shown.get(object);
  if (!event) {
    const renamed = eventFromCore(object);
    event = { metadata: object.metadata };
    const ordered = event;
    for (const field of FIELDS) if (renamed[field] !== undefined) ordered[field] = renamed[field];
    shown.set(object, { ...ordered, kind: 'Event', apiVersion: API_VERSION });
    event = shown.get(object)!;
  }
  return event;
}

const selectorOf = (text: string | undefined): string | undefined => text?.replace(/\bregarding\./g, 'involvedObject.').replace(/\breportingController\b/g, 'reportingComponent');

export const eventsView: View = {
  handle(server, request): ApiResponse {
    const core = { ...request, resource: EVENTS, version: 'v1', options: { ...request.options, ...(request.options.fieldSelector ? { fieldSelector: selectorOf(request.options.fieldSelector) } : {}) } };
    const answer = (response: ApiResponse): ApiResponse => {
      const items = response.object.items as AnyObject[] | undefined;
      return { ...response, object: items ? { ...response.object, apiVersion: API_VERSION, items: items.map(show) } : show(response.object) };
    };
    if (request.verb === 'create' || request.verb === 'update') return answer(server.handle({ ...core, body: toCore(request, request.body) }));
    if (request.verb !== 'patch' || request.patch!.type === 'application/apply-patch+yaml') return answer(server.handle(request.verb === 'patch' ? { ...core, patch: { ...request.patch!, body: eventToCore(request.patch!.body as AnyObject) } } : core));
    const current = show(server.handle({ ...core, verb: 'get', patch: undefined, options: {} }).object);
    const patched = applyPatch(current, request.patch!, API_VERSION, 'Event');
    return answer(server.handle({ ...core, verb: 'update', patch: undefined, body: toCore(request, patched) }));
  },

  list(server, request): ListResult<AnyObject> {
    const options = request.options.fieldSelector ? { ...request.options, fieldSelector: selectorOf(request.options.fieldSelector) } : request.options;
    const result = server.list<AnyObject>({ ...request, resource: EVENTS, version: 'v1', options });
    return { ...result, items: result.items.map(show) };
  },

  watch(server, request: WatchRequest): Watch {
    const deliver = (events: readonly WatchEvent[]): void => request.deliver(events.map((event) => ({ ...event, object: event.type === 'ERROR' ? event.object : show(event.object) })));
    return server.watch({ ...request, resource: EVENTS, version: 'v1', ...(request.fieldSelector ? { fieldSelector: selectorOf(request.fieldSelector)! } : {}), deliver });
  },
};

function toCore(request: ApiRequest, body: unknown): AnyObject {
  const { object } = decodeObject(body, API_VERSION, 'Event', request.options.fieldValidation ?? 'Warn');
  const event = eventToCore({ ...object, metadata: { ...object.metadata, ...(request.namespace && !object.metadata?.namespace ? { namespace: request.namespace } : {}) } });
  if (request.verb === 'create') {
    const errors = validateEventV1(event as unknown as Event);
    if (errors.length) throw invalidObject(EVENTS_K8S_IO, event.metadata.name ?? '', errors);
  }
  return event;
}
