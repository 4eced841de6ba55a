/** `scale` of Deployments, ReplicaSets, ReplicationControllers, StatefulSets and custom resources: a small view of replicas. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import { NO_FIELDS } from '../../api/apply/fieldset.ts';
import { fold, type ManagedState, type ManagedTypes } from '../../api/apply/managed-fields.ts';
import { serverSideApply as merge } from '../../api/apply/server-side-apply.ts';
import { badRequest, conflict, MODIFIED } from '../../api/errors.ts';
import { formatSelector } from '../../api/labels.ts';
import { isObject, type JsonObject } from '../../api/patch/json-value.ts';
import { apiVersionOf } from '../../api/resource.ts';
import { schemaOf } from '../../api/schema/types.ts';
import type { AnyObject, LabelSelector } from '../../api/types.ts';
import { invalid, invalidObject } from '../../api/validation/field.ts';
import { formatTime } from '../../kernel/time.ts';
import type { Entry } from '../../store/table.ts';
import { managedTypesOf, stateOf } from '../managed-fields.ts';
import { applyPatch } from '../patch.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { replace } from '../update.ts';
import { checkSame, found } from './found.ts';
import { fromScale, SCALE_VERSION, toScale } from './scale-managed-fields.ts';

const SCALE = { group: 'autoscaling', kind: 'Scale' };

export function scale(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const entry = found(registration, request);
  const object = entry.value as AnyObject;
  const current = scaleOf(registration, object);
  if (request.verb === 'get') return { code: 200, object: current };
  const applied = request.patch?.type === 'application/apply-patch+yaml' ? applyScale(server, registration, request, entry, current) : undefined;
  const wanted = (applied?.object ?? (request.verb === 'patch' ? applyPatch(current, request.patch!, SCALE_VERSION, 'Scale') : request.body)) as AnyObject;
  const replicas = (wanted?.spec as { replicas?: unknown } | undefined)?.replicas ?? 0;
  if (typeof replicas !== 'number') throw badRequest('Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ' + typeof replicas + ' into Go struct field ScaleSpec.spec.replicas of type int32');
  const { metadata } = wanted;
  const { name = '' } = object.metadata;
  if (metadata?.name && metadata.name !== name) throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  if (request.verb === 'update' && metadata?.resourceVersion && metadata.resourceVersion !== object.metadata.resourceVersion) {
    throw conflict(registration.kind.resource, name, MODIFIED);
  }
  checkSame(registration, entry, metadata);
  if (replicas < 0) throw invalidObject(SCALE, name, [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')]);
  const next = withPath(object, registration.kind.scale!.specReplicas, replicas);
  const answer = replace(server, registration, { ...request, verb: 'update', subresource: 'scale', untyped: false }, entry, { ...next, metadata: { ...next.metadata } }, [], applied?.state);
  return { ...answer, object: scaleOf(registration, answer.object) };
}

/** A server-side apply of a Scale: it is about one field, which others may own. */
function applyScale(server: ApiServer, registration: Registration, request: ApiRequest, entry: Entry, current: AnyObject): { object: AnyObject; state: ManagedState } {
  const { resource, scale: paths } = registration.kind;
  const { body } = request.patch!;
  const { fieldManager = '', force = false } = request.options;
  if (!isObject(body)) throw badRequest('error decoding YAML: the configuration is no object');
  const { entries } = fold(stateOf(entry.beside, entry.value as AnyObject), managedTypesOf(registration));
  const { object, state } = merge({
    live: current as unknown as JsonObject, state: { entries: toScale(entries, paths!.specReplicas), pending: [] },
    applied: { ...body, metadata: { ...(isObject(body['metadata']) ? body['metadata'] : {}), name: request.name ?? '', namespace: request.namespace ?? '' } },
    apiVersion: SCALE_VERSION, manager: fieldManager, subresource: 'scale', force, time: formatTime(server.kernel.now), types: SCALE_TYPES,
  });
  return { object: object as unknown as AnyObject, state: fromScale(entries, state.entries, paths!.specReplicas, apiVersionOf(resource)) };
}

const SCALE_TYPES: ManagedTypes = { schema: (apiVersion) => schemaOf(apiVersion, 'Scale'), resetFields: () => NO_FIELDS };

function scaleOf(registration: Registration, object: AnyObject): AnyObject {
  const paths = registration.kind.scale!;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = paths.selector === undefined ? undefined : at(object, paths.selector);
  const status: Record<string, unknown> = { replicas: at(object, paths.statusReplicas) ?? 0 };
  const text = selector === undefined ? '' : typeof selector === 'string' ? selector : formatSelector(asLabelSelector(selector as object));
  if (text) status.selector = text;
  const replicas = at(object, paths.specReplicas);
  return {
    kind: 'Scale', apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === undefined || replicas === 0 ? {} : { replicas },
    status,
  };
}

/** A ReplicationController's selector is a plain map of labels. */
function asLabelSelector(selector: object): LabelSelector {
  return 'matchLabels' in selector || 'matchExpressions' in selector || Object.keys(selector).length === 0 ? selector : { matchLabels: selector as Record<string, string> };
}

function at(object: unknown, path: string): unknown {
  let value = object;
  for (const field of path.split('.').slice(1)) value = (value as Record<string, unknown> | undefined)?.[field];
  return value;
}

function withPath(object: AnyObject, path: string, value: unknown): AnyObject {
  const fields = path.split('.').slice(1);
  const set = (target: Record<string, unknown> | undefined, depth: number): Record<string, unknown> =>
    ({ ...target, [fields[depth]!]: depth === fields.length - 1 ? value : set(target?.[fields[depth]!] as Record<string, unknown> | undefined, depth + 1) });
  return set(object, 0) as AnyObject;
}
