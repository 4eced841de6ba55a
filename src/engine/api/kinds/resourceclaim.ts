/** https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
import { deepEqual } from '../deep-equal.ts';
import { RESOURCE_CLAIMS, RESOURCE_CLAIM_TEMPLATES } from '../resource.ts';
import { invalid } from '../validation/field.ts';
import { validateAnnotations, validateLabels } from '../validation/metadata.ts';
import { defaultClaimSpec, validateClaimSpec } from './device-requests.ts';
import { defineKind } from './kind.ts';

export const RESOURCE_CLAIM = defineKind({
  resource: RESOURCE_CLAIMS,
  singular: 'resourceclaim',
  subresources: ['status'],
  hasGeneration: false,
  setDefaults(claim) { claim.spec = defaultClaimSpec(claim.spec ?? {}); },
  prepareForCreate(claim) { claim.status = {}; },
  validate: (claim) => validateClaimSpec(claim.spec ?? {}, 'spec'),
  validateUpdate: (claim, old) => (deepEqual(claim.spec, old.spec) ? [] : [invalid('spec', claim.spec, 'field is immutable')]),
});

export const RESOURCE_CLAIM_TEMPLATE = defineKind({
  resource: RESOURCE_CLAIM_TEMPLATES,
  singular: 'resourceclaimtemplate',
  hasGeneration: false,
  setDefaults(template) { template.spec = { ...template.spec, spec: defaultClaimSpec(template.spec?.spec ?? {}) }; },
  validate: (template) => [
    ...validateLabels(template.spec?.metadata?.labels, 'spec.metadata.labels'), ...validateAnnotations(template.spec?.metadata?.annotations, 'spec.metadata.annotations'),
    ...validateClaimSpec(template.spec?.spec ?? {}, 'spec.spec'),
  ],
  validateUpdate: (template, old) => (deepEqual(template.spec, old.spec) ? [] : [invalid('spec', template.spec, 'field is immutable')]),
});
