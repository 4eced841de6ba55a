/** events.k8s.io/v1: the same Events under newer names. Converted when they enter and leave. */
import type { AnyObject, Event } from '../types.ts';
import { invalid, required, type FieldError } from '../validation/field.ts';
import { validateEvent } from './event.ts';

/** events.k8s.io/v1 name -> core/v1 name. */
const RENAMED: readonly (readonly [string, string])[] = [
  ['regarding', 'involvedObject'], ['note', 'message'], ['reportingController', 'reportingComponent'], ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'], ['deprecatedLastTimestamp', 'lastTimestamp'], ['deprecatedCount', 'count'],
];

export function eventToCore(event: AnyObject): AnyObject {
  return renamed(event, new Map(RENAMED), 'v1');
}

export function eventFromCore(event: AnyObject): AnyObject {
  return renamed(event, new Map(RENAMED.map(([newer, core]) => [core, newer])), 'events.k8s.io/v1');
}

function renamed(event: AnyObject, names: ReadonlyMap<string, string>, apiVersion: string): AnyObject {
  const next: AnyObject = { metadata: event.metadata };
  for (const [field, value] of Object.entries(event)) next[names.get(field) ?? field] = value;
  next.apiVersion = apiVersion;
  return next;
}

/** What a create through events.k8s.io/v1 must keep to, besides `validateEvent`; `event` is in core form. */
export function validateEventV1(event: Event): FieldError[] {
  const errors = validateEvent(event, 'reportingController');
  if (event.series) {
    if (!event.series.count || event.series.count < 2) errors.push(invalid('series.count', '', 'should be at least 2'));
    if (!event.series.lastObservedTime) errors.push(required('series.lastObservedTime'));
  }
  if (!event.eventTime) errors.push(required('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning') errors.push(invalid('type', '', `has invalid value: ${event.type ?? ''}`));
  const unset = (field: string, value: unknown): void => {
    if (value) errors.push(invalid(field, '', 'needs to be unset'));
  };
  unset('firstTimestamp', event.firstTimestamp);
  unset('lastTimestamp', event.lastTimestamp);
  unset('count', event.count);
  unset('source', event.source?.component || event.source?.host);
  return errors;
}
