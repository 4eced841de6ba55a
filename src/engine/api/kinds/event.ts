/**
 * Events. They are stored as core/v1; events.k8s.io/v1 is another view of the same objects
 * (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/).
 */
import { EVENTS } from '../resource.ts';
import type { Event } from '../types.ts';
import { invalid, required, tooLong, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../validation/names.ts';
import { defineKind } from './kind.ts';

const MAX_WORD = 128;
const MAX_MESSAGE = 1024;

/** The rules of old-style Events, which have no eventTime; those with one must say more. */
export function validateEvent(event: Event, controllerField = 'reportingComponent'): FieldError[] {
  const errors: FieldError[] = [];
  const namespace = event.metadata.namespace ?? '';
  const involved = event.involvedObject?.namespace ?? '';
  const mismatch = (): void => { errors.push(invalid('involvedObject.namespace', involved, 'does not match event.namespace')); };
  if (!event.eventTime) {
    if (involved === '' ? namespace !== '' && namespace !== 'default' : namespace !== involved) mismatch();
  } else {
    if (involved === '' && namespace !== 'default' && namespace !== 'kube-system') mismatch();
    errors.push(...validateReport(event, controllerField));
  }
  for (const text of isDNS1123Subdomain(namespace)) errors.push(invalid('namespace', namespace, text));
  return errors;
}

function validateReport(event: Event, controllerField: string): FieldError[] {
  const errors: FieldError[] = [];
  const controller = event.reportingComponent ?? '';
  if (!controller) errors.push(required(controllerField));
  for (const text of isQualifiedName(controller)) errors.push(invalid(controllerField, controller, text));
  const word = (field: 'reportingInstance' | 'action' | 'reason'): void => {
    const value = event[field] ?? '';
    if (!value) errors.push(required(field));
    if (value.length > MAX_WORD) errors.push(tooLong(field, MAX_WORD));
  };
  word('reportingInstance');
  word('action');
  word('reason');
  if ((event.message ?? '').length > MAX_MESSAGE) errors.push(tooLong('message', MAX_MESSAGE));
  return errors;
}

const involved = (field: 'kind' | 'namespace' | 'name' | 'uid' | 'apiVersion' | 'resourceVersion' | 'fieldPath') => (event: Event): string => event.involvedObject?.[field] ?? '';

export const EVENT = defineKind({
  resource: EVENTS,
  singular: 'event',
  shortNames: ['ev'],
  createOnUpdate: true,
  assemble(metadata, { involvedObject, reason, message, source, firstTimestamp, lastTimestamp, count, type, eventTime, action, reportingComponent, reportingInstance, series, related }) {
    if (series !== undefined || related !== undefined) return undefined;
    return action === undefined
      ? { apiVersion: 'v1', kind: 'Event', metadata, involvedObject, reason, message, source, firstTimestamp, lastTimestamp, count, type, eventTime, reportingComponent, reportingInstance }
      : { apiVersion: 'v1', kind: 'Event', metadata, involvedObject, reason, message, source, firstTimestamp, lastTimestamp, type, eventTime, action, reportingComponent, reportingInstance };
  },
  hasGeneration: false,
  validate: (event) => validateEvent(event),
  validateUpdate: (event) => validateEvent(event),
  fieldLabels: {
    'involvedObject.kind': involved('kind'), 'involvedObject.namespace': involved('namespace'), 'involvedObject.name': involved('name'),
    'involvedObject.uid': involved('uid'), 'involvedObject.apiVersion': involved('apiVersion'), 'involvedObject.resourceVersion': involved('resourceVersion'),
    'involvedObject.fieldPath': involved('fieldPath'), reason: (event) => event.reason ?? '', reportingComponent: (event) => event.reportingComponent ?? '',
    source: (event) => event.source?.component || event.reportingComponent || '', type: (event) => event.type ?? '',
  },
});
