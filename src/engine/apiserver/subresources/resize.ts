/** `pods/resize`: changes the cpu and memory of a running pod's containers in place (KEP-1287). */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import type { AnyObject, Container, Pod } from '../../api/types.ts';
import { forbiddenField, invalidObject } from '../../api/validation/field.ts';
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

export function resize(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const entry = found(registration, request);
  const old = entry.value as Pod;
  if (request.verb === 'get') return { code: 200, object: entry.value as AnyObject };
  const body = request.verb === 'patch' ? patchedBody(registration, request, entry) : request.body;
  const { object, warnings } = decodeBody(registration, request, body);
  checkSame(registration, entry, object.metadata);
  const wanted = (object as unknown as Pod).spec!;
  const withResources = (mine: readonly Container[] | undefined, theirs: readonly Container[] | undefined): Container[] | undefined =>
    mine?.map((container) => {
      const other = theirs?.find((c) => c.name === container.name);
      return other ? { ...container, resources: other.resources, resizePolicy: other.resizePolicy ?? container.resizePolicy } : container;
    });
  const spec = { ...old.spec!, containers: withResources(old.spec!.containers, wanted.containers)!, ...(wanted.resources ? { resources: wanted.resources } : {}) };
  if (old.spec!.initContainers) spec.initContainers = withResources(old.spec!.initContainers, wanted.initContainers);
  const rest = (s: Pod['spec']): object => ({ ...s, containers: s!.containers.map((c) => ({ ...c, resources: undefined, resizePolicy: undefined })), initContainers: s!.initContainers?.map((c) => ({ ...c, resources: undefined, resizePolicy: undefined })), resources: undefined });
  const errors = deepEqual(rest(wanted), rest(old.spec)) ? [] : [forbiddenField('spec', 'only cpu and memory resources are mutable')];
  const next: Pod = { ...old, metadata: { ...old.metadata }, spec };
  errors.push(...validatePodAndSpec(next));
  if (errors.length) throw invalidObject(registration.kind.resource, old.metadata.name!, errors);
  if (next.metadata.generation !== undefined && !deepEqual(old.spec, next.spec)) next.metadata.generation++;
  const attributes: AdmissionAttributes = {
    verb: 'update', resource: registration.kind.resource, subresource: 'resize', namespace: old.metadata.namespace!, name: old.metadata.name!, object: next as unknown as AnyObject,
    old: entry.value as AnyObject, user: request.user, options: request.options, warn: (text) => warnings.push(text),
  };
  validateAdmission(server.admissionOf(registration).validate, attributes);
  const beside = noteManaged({ registration, request, nowMs: server.kernel.now, old: entry.value as AnyObject, asked: next as unknown as AnyObject, beside: entry.beside });
  return commit(server, registration, request, entry, next as unknown as AnyObject, beside, attributes, warnings);
}
