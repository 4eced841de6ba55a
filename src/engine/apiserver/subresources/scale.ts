/** `scale` of Deployments, ReplicaSets, ReplicationControllers, StatefulSets and custom resources: a small view of replicas. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import { badRequest, conflict, MODIFIED } from '../../api/errors.ts';
import { formatSelector } from '../../api/labels.ts';
import type { AnyObject, LabelSelector } from '../../api/types.ts';
import { invalid, invalidObject } from '../../api/validation/field.ts';
import { applyPatch } from '../patch.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { replace } from '../update.ts';
import { checkSame, found } from './found.ts';

const SCALE = { group: 'autoscaling', kind: 'Scale' };

export function scale(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const entry = found(registration, request);
  const object = entry.value as AnyObject;
  const current = scaleOf(registration, object);
  if (request.verb === 'get') return { code: 200, object: current };
  const wanted = (request.verb === 'patch' ? applyPatch(current, request.patch!, 'autoscaling/v1', 'Scale') : request.body) as AnyObject;
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
  const answer = replace(server, registration, { ...request, verb: 'update', subresource: 'scale', untyped: false }, entry, { ...next, metadata: { ...next.metadata } }, []);
  return { ...answer, object: scaleOf(registration, answer.object) };
}

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
