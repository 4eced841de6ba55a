/**
 * CustomResourceDefinitions (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/).
 * Start with `validate.ts`; the rules of schemas are in `structural-schema.ts`.
 */
import { copyGiven } from '../../schema/given-empty.ts';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../resource.ts';
import type { CustomResourceDefinition } from '../../types.ts';
import { invalid, type FieldError } from '../../validation/field.ts';
import { defineKind } from '../kind.ts';
import { hoist } from './hoist.ts';
import { prepareForDelete } from './prepare-for-delete.ts';
import { validateDefinition, validateStoredVersions } from './validate.ts';

function setDefaults(crd: CustomResourceDefinition): void {
  const spec = (crd.spec = copyGiven(crd.spec, { ...crd.spec }));
  const names = (spec.names = { ...spec.names });
  if (!names.singular && names.kind) names.singular = names.kind.toLowerCase();
  if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
  spec.conversion ??= { strategy: 'None' };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service && service.port == null) {
    spec.conversion = { ...spec.conversion, webhook: { ...spec.conversion.webhook!, clientConfig: { ...spec.conversion.webhook!.clientConfig, service: { ...service, port: 443 } } } };
  }
}

/** Nothing is accepted yet; the version that objects are stored in counts as stored from the start. */
function prepareForCreate(crd: CustomResourceDefinition): void {
  const stored = crd.spec.versions?.find((version) => version.storage)?.name;
  crd.status = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: stored === undefined ? null : [stored] } as unknown as CustomResourceDefinition['status'];
}

function prepareForUpdate(crd: CustomResourceDefinition): void {
  const stored = crd.spec.versions?.find((version) => version.storage)?.name;
  const before = crd.status?.storedVersions ?? [];
  if (stored !== undefined && crd.status && !before.includes(stored)) crd.status = { ...crd.status, storedVersions: [...before, stored] };
}

function validateUpdate(crd: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const errors = validateDefinition(crd);
  const established = old.status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True');
  const fixed = (field: string, now: unknown, before: unknown): void => { if (now !== before) errors.push(invalid(field, now ?? '', 'field is immutable')); };
  if (established) {
    fixed('spec.scope', crd.spec.scope, old.spec.scope);
    fixed('spec.names.kind', crd.spec.names?.kind, old.spec.names.kind);
  }
  fixed('spec.group', crd.spec.group, old.spec.group);
  fixed('spec.names.plural', crd.spec.names?.plural, old.spec.names.plural);
  return errors;
}

export const CUSTOM_RESOURCE_DEFINITION = defineKind({
  resource: CUSTOM_RESOURCE_DEFINITIONS,
  singular: 'customresourcedefinition',
  metadataPasses: 1,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  subresources: ['status'],
  hasGeneration: true,
  requiresResourceVersion: true,
  setDefaults,
  prepareForCreate,
  prepareForUpdate,
  prepareForDelete,
  validate: validateDefinition,
  validateUpdate,
  validateStatusUpdate: (crd) => validateStoredVersions(crd),
  warnings: (crd) => hoist(crd.spec).versions.flatMap((version, i) => (version.deprecationWarning !== undefined && !version.deprecated
    ? [`spec.versions[${i}].deprecationWarning: can only be set for deprecated versions`] : [])),
});
