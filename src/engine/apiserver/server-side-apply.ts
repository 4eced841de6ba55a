/** Server-side apply over stored objects: the patch is what one manager wants; the rest of the object belongs to others. */
import type { ApiRequest, ApiResponse } from '../api/api.ts';
import { serverSideApply as merge } from '../api/apply/server-side-apply.ts';
import { badRequest, conflict, notFound } from '../api/errors.ts';
import { isObject, type JsonObject } from '../api/patch/json-value.ts';
import { apiVersionOf } from '../api/resource.ts';
import type { AnyObject } from '../api/types.ts';
import { invalidObject, required } from '../api/validation/field.ts';
import { formatTime } from '../kernel/time.ts';
import type { Entry } from '../store/table.ts';
import { toVersion } from './convert.ts';
import { create } from './create.ts';
import { decodeBody } from './decode.ts';
import { managedTypesOf, stateOf } from './managed-fields.ts';
import { otherNamespace } from './misnamed.ts';
import type { Registration } from './registry.ts';
import type { ApiServer } from './server.ts';
import { replace } from './update.ts';

export function serverSideApply(server: ApiServer, registration: Registration, request: ApiRequest, entry: Entry | undefined): ApiResponse {
  const { resource } = registration.kind;
  const { body } = request.patch!;
  const { fieldManager, force = false } = request.options;
  if (!isObject(body)) throw badRequest('error decoding YAML: the configuration is no object');
  if (!fieldManager) throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [required('fieldManager', 'is required for apply patch')]);
  const apiVersion = apiVersionOf({ group: resource.group, version: request.version ?? resource.version });
  const configuration = withNames(body, request);
  const live = entry && (toVersion(registration, request.version, entry.value as AnyObject) as unknown as JsonObject);
  const { object, state } = merge({
    live, state: stateOf(entry?.beside, entry?.value as AnyObject | undefined), applied: configuration, apiVersion, manager: fieldManager, subresource: request.subresource ?? '', force,
    time: formatTime(server.kernel.now), types: managedTypesOf(registration),
  });
  const applied = { ...request, untyped: true };
  const { uid } = object['metadata'] as { uid?: string };
  if (!entry && uid) throw conflict(resource, request.name ?? '', `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`);
  // A subresource never makes the object.
  if (!entry && request.subresource) throw notFound(resource, request.name ?? '');
  if (!entry) return create(server, registration, { ...applied, verb: 'create', body: object }, state);
  if (object === live) return replace(server, registration, applied, entry, { ...(entry.value as AnyObject) }, [], state);
  const { object: decoded, warnings } = decodeBody(registration, applied, object);
  return replace(server, registration, applied, entry, decoded, warnings, state);
}

/** A configuration may leave out what the path says. */
function withNames(body: JsonObject, { name, namespace }: ApiRequest): JsonObject {
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  if (metadata['name'] !== undefined && metadata['name'] !== name) throw badRequest(`the name of the object (${String(metadata['name'])}) does not match the name on the URL (${name})`);
  if (namespace && metadata['namespace'] && metadata['namespace'] !== namespace) throw otherNamespace();
  return { ...body, metadata: { ...metadata, name, ...(namespace ? { namespace } : {}) } };
}
