/** The verb patch: works out the object that the patch describes, then goes the way of an update. */
import type { ApiRequest, ApiResponse } from '../api/api.ts';
import { badRequest, failure, notFound } from '../api/errors.ts';
import { schemaOfType } from '../api/apply/value-kind.ts';
import { decodePatched } from '../api/patch/decode-patched.ts';
import { applyJsonPatch } from '../api/patch/json-patch.ts';
import type { JsonObject } from '../api/patch/json-value.ts';
import { applyMergePatch } from '../api/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../api/patch/strategic-merge-patch.ts';
import { apiVersionOf } from '../api/resource.ts';
import { schemaOf } from '../api/schema/types.ts';
import type { TypeSchema } from '../api/schema/schema.ts';
import type { AnyObject, ObjectMeta } from '../api/types.ts';
import type { Entry } from '../store/table.ts';
import { toVersion } from './convert.ts';
import { decodeBody } from './decode.ts';
import { withManagedFields } from './managed-fields.ts';
import { nameMissing, otherNamespace } from './misnamed.ts';
import type { Registration } from './registry.ts';
import type { ApiServer } from './server.ts';
import { serverSideApply } from './server-side-apply.ts';
import { replace } from './update.ts';

export function patch(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const { kind, table } = registration;
  const { resource } = kind;
  const name = request.name ?? '';
  const namespace = resource.namespaced ? request.namespace ?? '' : '';
  const entry = table.get(namespace ? `${namespace}/${name}` : name);
  if (request.patch!.type === 'application/apply-patch+yaml') return serverSideApply(server, registration, request, entry);
  if (!entry) throw notFound(resource, name);
  const old = entry.value as AnyObject;
  const { before, after, schema } = workOut(registration, request, entry);
  const decode = (body: unknown) => decodeBody(registration, request, body);
  const { type, body: given } = request.patch!;
  const { object, warnings } = request.untyped && schema
    ? decodePatched({ type, patch: given, before: before as unknown as JsonObject, after: after as unknown as JsonObject, schema: schemaOfType(schema) }, decode)
    : decode(after);
  dropEmptyLists(object.metadata);
  if (namespace && object.metadata.namespace && object.metadata.namespace !== namespace) throw otherNamespace();
  if (!object.metadata.name) throw nameMissing(name);
  if (object.metadata.name !== old.metadata.name) throw badRequest(`the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`);
  return replace(server, registration, request, entry, object, warnings);
}

/** A patch that takes the last of them away leaves no list, as Go's `omitempty` does. */
function dropEmptyLists(metadata: ObjectMeta): void {
  if (metadata.finalizers?.length === 0) delete metadata.finalizers;
  if (metadata.ownerReferences?.length === 0) delete metadata.ownerReferences;
}

/** The object (in the request's version) as the patch makes it. Shares what did not change. */
export const patchedBody = (registration: Registration, request: ApiRequest, entry: Entry): AnyObject => workOut(registration, request, entry).after;

function workOut(registration: Registration, request: ApiRequest, entry: Entry): { before: AnyObject; after: AnyObject; schema: TypeSchema | undefined } {
  const { resource } = registration.kind;
  const version = request.version ?? resource.version;
  const current = toVersion(registration, request.version, request.untyped ? withManagedFields(registration, entry.value as AnyObject, entry.beside) : (entry.value as AnyObject));
  const schema = registration.schemaOf ? undefined : registration.kind.schema ?? schemaOf(apiVersionOf({ group: resource.group, version }), resource.kind);
  return { before: current, after: runPatch(current, request.patch!, schema), schema };
}

/** As `patchedBody`, for objects that are no resource of their own (Scale). */
export function applyPatch(current: AnyObject, given: NonNullable<ApiRequest['patch']>, apiVersion: string, kind: string): AnyObject {
  return runPatch(current, given, schemaOf(apiVersion, kind));
}

function runPatch(current: AnyObject, { type, body }: NonNullable<ApiRequest['patch']>, schema: TypeSchema | undefined): AnyObject {
  switch (type) {
    case 'application/json-patch+json': return applyJsonPatch(current, body) as AnyObject;
    case 'application/merge-patch+json': return applyMergePatch(current as JsonObject, body) as unknown as AnyObject;
    case 'application/strategic-merge-patch+json':
      if (!schema) throw failure(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml', {});
      return applyStrategicMergePatch(current as JsonObject, body, schema) as unknown as AnyObject;
    default: throw badRequest(`unsupported patch type ${type}`);
  }
}

