/** https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
import { RESOURCE_QUOTAS } from '../resource.ts';
import type { ResourceQuota } from '../types.ts';
import { invalid, required, type FieldError } from '../validation/field.ts';
import { isStandardQuotaResource, validateQuotaResourceName, validateResourceQuantity } from '../validation/resource-names.ts';
import { defineKind } from './kind.ts';

type Spec = NonNullable<ResourceQuota['spec']>;

const POD_COUNT = ['pods'];
const POD_RESOURCES = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
/** scope -> the standard resources that it may limit. */
const SCOPES: Record<string, readonly string[]> = {
  Terminating: POD_RESOURCES, NotTerminating: POD_RESOURCES, NotBestEffort: POD_RESOURCES, PriorityClass: POD_RESOURCES, CrossNamespacePodAffinity: POD_RESOURCES,
  BestEffort: POD_COUNT, VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};
const OPPOSITES = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']] as const;
const EXISTS_ONLY = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];

const validateHard = (hard: Record<string, string> | undefined, path: string): FieldError[] =>
  Object.entries(hard ?? {}).flatMap(([name, value]) => [
    ...validateQuotaResourceName(name, `${path}[${name}]`), ...validateResourceQuantity(name, value, `${path}[${name}]`),
  ]);

/** Names of `hard` that `scope` cannot limit: one error each. */
const unfitting = (scope: string, spec: Spec): string[] =>
  Object.keys(spec.hard ?? {}).filter((name) => isStandardQuotaResource(name) && SCOPES[scope] && !SCOPES[scope].includes(name));

const conflicts = (scopes: readonly string[], spec: Spec, field: string): FieldError[] =>
  OPPOSITES.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() => invalid(field, spec.scopes ?? null, 'conflicting scopes'));

function validateSpec(spec: Spec): FieldError[] {
  const errors = validateHard(spec.hard, 'spec.hard');
  const { scopes = [] } = spec;
  for (const scope of scopes) {
    if (!SCOPES[scope]) errors.push(invalid('spec.scopes', scopes, 'unsupported scope'));
    for (const _name of unfitting(scope, spec)) errors.push(invalid('spec.scopes', scopes, 'unsupported scope applied to resource'));
  }
  errors.push(...conflicts(scopes, spec, 'spec.scopes'));
  if (spec.scopeSelector) errors.push(...validateScopeSelector(spec));
  return errors;
}

function validateScopeSelector(spec: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const path = 'spec.scopeSelector.matchExpressions';
  const expressions = spec.scopeSelector?.matchExpressions ?? [];
  for (const { scopeName = '', operator = '', values = [] } of expressions) {
    if (!SCOPES[scopeName]) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
    for (const _name of unfitting(scopeName, spec)) errors.push(invalid(path, goScopeSelector(spec), 'unsupported scope applied to resource'));
    if (EXISTS_ONLY.includes(scopeName) && operator !== 'Exists') {
      errors.push(invalid(`${path}.operator`, operator, "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"));
    }
    if (operator === 'In' || operator === 'NotIn') {
      if (!values.length) errors.push(required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length) errors.push(invalid(`${path}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
    } else errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  }
  return [...errors, ...conflicts(expressions.map((e) => e.scopeName), spec, path)];
}

/** As Go prints the selector: its own field names, absent lists as null. */
const goScopeSelector = (spec: Spec): unknown => ({
  MatchExpressions: (spec.scopeSelector?.matchExpressions ?? []).map((e) => ({ ScopeName: e.scopeName, Operator: e.operator, Values: e.values ?? null })),
});

const validateStatus = (quota: ResourceQuota): FieldError[] =>
  [...validateHard(quota.status?.hard, 'status.hard'), ...validateHard(quota.status?.used, 'status.used')];

const sorted = (scopes: readonly string[] | undefined): string => [...new Set(scopes ?? [])].sort().join();

export const RESOURCE_QUOTA = defineKind({
  resource: RESOURCE_QUOTAS,
  singular: 'resourcequota',
  metadataPasses: 1,
  shortNames: ['quota'],
  subresources: ['status'],
  hasGeneration: false,
  prepareForCreate(quota) { quota.status = {}; },
  validate: (quota) => [...validateSpec(quota.spec ?? {}), ...validateStatus(quota)],
  validateUpdate: (quota, old) => [
    ...validateSpec(quota.spec ?? {}),
    ...(sorted(quota.spec?.scopes) === sorted(old.spec?.scopes) ? [] : [invalid('spec.scopes', quota.spec?.scopes ?? null, 'field is immutable')]),
  ],
  validateStatusUpdate: validateStatus,
});
