/** `pods/ephemeralcontainers`: adds debug containers to a pod that runs (KEP-277). Nothing else of the pod changes. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import type { AnyObject, Pod } from '../../api/types.ts';
import { forbiddenField, invalidObject, type FieldError } from '../../api/validation/field.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { validatePodAndSpec } from '../../api/kinds/pod/validate-pod.ts';
import { validateAdmission, type AdmissionAttributes } from '../admission/admission.ts';
import { noteManaged } from '../managed-fields.ts';
import { decodeBody } from '../decode.ts';
import { patchedBody } from '../patch.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { commit } from '../update.ts';
import { checkSame, found } from './found.ts';

export function ephemeralContainers(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const entry = found(registration, request);
  const old = entry.value as Pod;
  if (request.verb === 'get') return { code: 200, object: entry.value as AnyObject };
  const body = request.verb === 'patch' ? patchedBody(registration, request, entry) : request.body;
  const { object, warnings } = decodeBody(registration, { ...request, untyped: request.untyped }, body);
  checkSame(registration, entry, object.metadata);
  const wanted = (object as unknown as Pod).spec?.ephemeralContainers;
  const next: Pod = { ...old, metadata: { ...old.metadata }, spec: { ...old.spec!, ephemeralContainers: wanted } };
  const errors = changes(old, next);
  if (errors.length === 0) errors.push(...validatePodAndSpec(next));
  if (errors.length) throw invalidObject(registration.kind.resource, old.metadata.name!, errors);
  if (next.metadata.generation !== undefined && !deepEqual(old.spec, next.spec)) next.metadata.generation++;
  const attributes: AdmissionAttributes = {
    verb: 'update', resource: registration.kind.resource, subresource: 'ephemeralcontainers', namespace: old.metadata.namespace!, name: old.metadata.name!, object: next as unknown as AnyObject,
    old: entry.value as AnyObject, user: request.user, options: request.options, warn: (text) => warnings.push(text),
  };
  validateAdmission(server.admissionOf(registration).validate, attributes);
  const beside = noteManaged({ registration, request, nowMs: server.kernel.now, old: entry.value as AnyObject, asked: next as unknown as AnyObject, beside: entry.beside });
  return commit(server, registration, request, entry, next as unknown as AnyObject, beside, attributes, warnings);
}

function changes(old: Pod, next: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const after = new Map((next.spec?.ephemeralContainers ?? []).map((c, i) => [c.name, { container: c, index: i }]));
  for (const before of old.spec?.ephemeralContainers ?? []) {
    const now = after.get(before.name);
    if (!now) errors.push(forbiddenField('spec.ephemeralContainers', `existing ephemeral containers "${before.name}" may not be removed\n`));
    else if (!deepEqual(before, now.container)) errors.push(forbiddenField('spec.ephemeralContainers', `existing ephemeral containers "${before.name}" may not be changed\n`));
  }
  return errors;
}
