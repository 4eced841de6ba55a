/** https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ */
import { API_SERVICES } from '../resource.ts';
import type { APIService } from '../types.ts';
import { invalid, required, type FieldError } from '../validation/field.ts';
import { isDNS1035Label, isDNS1123Subdomain, isPathSegmentName, isValidPortNum } from '../validation/names.ts';
import { defineKind } from './kind.ts';

const MAX_GROUP_PRIORITY = 20000;
const LOCAL = 'Local APIServices are always available';
const MAX_VERSION_PRIORITY = 1000;

function validate(service: APIService): FieldError[] {
  const errors: FieldError[] = [];
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = service.spec ?? {};
  const { name } = service.metadata;
  const wanted = `${version}.${group}`;
  if (name && !isPathSegmentName(name).length && name !== wanted) errors.push(invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`));
  if (!group && version !== 'v1') errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  if (group) for (const text of isDNS1123Subdomain(group)) errors.push(invalid('spec.group', group, text));
  for (const text of isDNS1035Label(version)) errors.push(invalid('spec.version', version, text));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > MAX_GROUP_PRIORITY) {
    errors.push(invalid('spec.groupPriorityMinimum', groupPriorityMinimum, `must be positive and less than ${MAX_GROUP_PRIORITY}`));
  }
  if (versionPriority <= 0 || versionPriority > MAX_VERSION_PRIORITY) errors.push(invalid('spec.versionPriority', versionPriority, `must be positive and less than ${MAX_VERSION_PRIORITY}`));
  return [...errors, ...validateBackend(service)];
}

function validateBackend({ spec }: APIService): FieldError[] {
  const errors: FieldError[] = [];
  const { service, caBundle, insecureSkipTLSVerify } = spec ?? {};
  if (!service) {
    if (caBundle) errors.push(invalid('spec.caBundle', `${Math.floor((caBundle.length * 3) / 4)} bytes`, 'local APIServices may not have a caBundle'));
    if (insecureSkipTLSVerify) errors.push(invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'));
    return errors;
  }
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
  for (const text of isValidPortNum(service.port ?? 0)) errors.push(invalid('spec.service.port', service.port ?? 0, `port is not valid: ${text}`));
  if (insecureSkipTLSVerify && caBundle) errors.push(invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
  return errors;
}

export const API_SERVICE = defineKind({
  resource: API_SERVICES,
  singular: 'apiservice',
  categories: ['api-extensions'],
  subresources: ['status'],
  hasGeneration: false,
  requiresResourceVersion: true,
  setDefaults(service) {
    const backend = service.spec?.service;
    if (backend && backend.port == null) service.spec = { ...service.spec!, service: { ...backend, port: 443 } };
  },
  /** The server's own can be asked from the moment they are there. */
  prepareForCreate(service) {
    const lastTransitionTime = service.metadata.creationTimestamp!;
    service.status = service.spec?.service ? {} : { conditions: [{ type: 'Available', status: 'True', lastTransitionTime, reason: 'Local', message: LOCAL }] };
  },
  validateName: isPathSegmentName,
  validate,
  validateUpdate: validate,
});
