/** Admission policies in CEL (https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/). Expressions are not compiled here. */
import {
  MUTATING_ADMISSION_POLICIES, MUTATING_ADMISSION_POLICY_BINDINGS, VALIDATING_ADMISSION_POLICIES, VALIDATING_ADMISSION_POLICY_BINDINGS,
} from '../resource.ts';
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../types.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, tooMany, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../validation/names.ts';
import { defaultMatchResources, validateMatchResources, type MatchResources } from './admission-rules.ts';
import { defineKind } from './kind.ts';

type AnyPolicy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy;
type AnyBinding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding;
type ParamRef = NonNullable<NonNullable<ValidatingAdmissionPolicyBinding['spec']>['paramRef']>;

const POLICIES = ['Fail', 'Ignore'];
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const MAX_CONDITIONS = 64;
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const ACTIONS = ['Audit', 'Deny', 'Warn'];

function defaultPolicy(policy: AnyPolicy): void {
  if (!policy.spec) return;
  const spec = { ...policy.spec, failurePolicy: policy.spec.failurePolicy ?? 'Fail' };
  if (spec.matchConstraints) spec.matchConstraints = defaultMatchResources(spec.matchConstraints as MatchResources);
  policy.spec = spec;
}

function defaultBinding(binding: AnyBinding): void {
  if (binding.spec?.matchResources) binding.spec = { ...binding.spec, matchResources: defaultMatchResources(binding.spec.matchResources as MatchResources) };
}

function validatePolicy(policy: AnyPolicy): FieldError[] {
  const errors: FieldError[] = [];
  const { failurePolicy, paramKind, matchConstraints, matchConditions = [], variables = [] } = policy.spec ?? {};
  if (!failurePolicy) errors.push(required('spec.failurePolicy'));
  else if (!POLICIES.includes(failurePolicy)) errors.push(notSupported('spec.failurePolicy', failurePolicy, POLICIES));
  if (paramKind) {
    if (!paramKind.apiVersion) errors.push(required('spec.paramKind.apiVersion'));
    if (!paramKind.kind) errors.push(required('spec.paramKind.kind'));
  }
  if (!matchConstraints) errors.push(required('spec.matchConstraints'));
  else errors.push(...validateMatchResources(matchConstraints as MatchResources, 'spec.matchConstraints', true));
  const again = (list: readonly { name?: string }[], name: string, i: number, path: string): void => {
    if (list.findIndex((other) => other.name === name) < i) errors.push(duplicate(`${path}.name`, name));
  };
  matchConditions.forEach(({ name = '', expression }, i) => {
    const path = `spec.matchConditions[${i}]`;
    if (!expression?.trim()) errors.push(required(`${path}.expression`));
    if (!name) errors.push(required(`${path}.name`));
    else for (const text of isQualifiedName(name)) errors.push(invalid(`${path}.name`, name, text));
    if (name) again(matchConditions, name, i, path);
  });
  if (matchConditions.length > MAX_CONDITIONS) errors.push(tooMany('spec.matchConditions', matchConditions.length, MAX_CONDITIONS));
  variables.forEach(({ name = '', expression }, i) => {
    const path = `spec.variables[${i}]`;
    if (!name.trim()) errors.push(required(`${path}.name`, 'name is not specified'));
    else if (!IDENTIFIER.test(name)) errors.push(invalid(`${path}.name`, name, 'name is not a valid CEL identifier'));
    else again(variables, name, i, path);
    if (!expression?.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
  });
  return errors;
}

function validateValidating(policy: ValidatingAdmissionPolicy): FieldError[] {
  const errors = validatePolicy(policy);
  const { validations = [], auditAnnotations = [] } = policy.spec ?? {};
  if (!validations.length && !auditAnnotations.length) errors.push(required('spec.validations', 'validations or auditAnnotations must be set'));
  validations.forEach(({ expression, message, reason }, i) => {
    const path = `spec.validations[${i}]`;
    if (!expression?.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
    if (message !== undefined && message !== '' && !message.trim()) errors.push(invalid(`${path}.message`, message, 'message must be non-empty if specified'));
    if (message?.trim().includes('\n')) errors.push(invalid(`${path}.message`, message, 'message must not contain line breaks'));
    if (reason && !REASONS.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, REASONS));
  });
  auditAnnotations.forEach(({ key, valueExpression }, i) => {
    if (!key) errors.push(required(`spec.auditAnnotations[${i}].key`));
    else for (const text of isQualifiedName(`${policy.metadata.name ?? ''}/${key}`)) errors.push(invalid(`spec.auditAnnotations[${i}].key`, `${policy.metadata.name ?? ''}/${key}`, text));
    if (key && auditAnnotations.findIndex((other) => other.key === key) < i) errors.push(duplicate(`spec.auditAnnotations[${i}].key`, key));
    if (!valueExpression?.trim()) errors.push(required(`spec.auditAnnotations[${i}].valueExpression`, 'valueExpression is not specified'));
  });
  return errors;
}

function validateMutating(policy: MutatingAdmissionPolicy): FieldError[] {
  const errors = validatePolicy(policy);
  const { mutations = [], reinvocationPolicy } = policy.spec ?? {};
  if (!mutations.length) errors.push(required('spec.mutations', 'mutations must contain at least one item'));
  mutations.forEach(({ patchType, applyConfiguration, jsonPatch }, i) => {
    const path = `spec.mutations[${i}]`;
    if (!patchType) errors.push(required(`${path}.patchType`));
    else if (patchType === 'ApplyConfiguration') {
      if (!applyConfiguration) errors.push(required(`${path}.applyConfiguration`, 'must be specified when patchType is ApplyConfiguration'));
      else if (!applyConfiguration.expression?.trim()) errors.push(required(`${path}.applyConfiguration.expression`));
    } else if (patchType === 'JSONPatch') {
      if (!jsonPatch) errors.push(required(`${path}.jsonPatch`, 'must be specified when patchType is JSONPatch'));
      else if (!jsonPatch.expression?.trim()) errors.push(required(`${path}.jsonPatch.expression`));
    } else errors.push(notSupported(`${path}.patchType`, patchType, ['ApplyConfiguration', 'JSONPatch']));
  });
  if (!reinvocationPolicy) errors.push(required('spec.reinvocationPolicy'));
  else if (!['IfNeeded', 'Never'].includes(reinvocationPolicy)) errors.push(notSupported('spec.reinvocationPolicy', reinvocationPolicy, ['IfNeeded', 'Never']));
  return errors;
}

function validateBinding(binding: AnyBinding): FieldError[] {
  const errors: FieldError[] = [];
  const { policyName = '', paramRef, matchResources } = binding.spec ?? {};
  if (!policyName) errors.push(required('spec.policyName'));
  else for (const text of isDNS1123Subdomain(policyName)) errors.push(invalid('spec.policyName', policyName, text));
  if (paramRef) errors.push(...validateParamRef(paramRef));
  if (matchResources) errors.push(...validateMatchResources(matchResources as MatchResources, 'spec.matchResources', false));
  return errors;
}

function validateParamRef({ name, selector, parameterNotFoundAction: action }: ParamRef): FieldError[] {
  const errors: FieldError[] = [];
  if (name && selector) errors.push(forbiddenField('spec.paramRef.name', 'name and selector are mutually exclusive'));
  if (!name && !selector) errors.push(required('spec.paramRef', 'one of name or selector must be specified'));
  if (!action) errors.push(required('spec.paramRef.parameterNotFoundAction'));
  else if (action !== 'Allow' && action !== 'Deny') errors.push(notSupported('spec.paramRef.parameterNotFoundAction', action, ['Deny', 'Allow']));
  return errors;
}

function validateActions(binding: ValidatingAdmissionPolicyBinding): FieldError[] {
  const actions = binding.spec?.validationActions ?? [];
  if (!actions.length) return [required('spec.validationActions', 'at least one validation action is required')];
  const errors: FieldError[] = [];
  actions.forEach((action, i) => {
    if (!ACTIONS.includes(action)) errors.push(notSupported(`spec.validationActions[${i}]`, action, ACTIONS));
    if (actions.indexOf(action) < i) errors.push(duplicate(`spec.validationActions[${i}]`, action));
  });
  if (actions.includes('Deny') && actions.includes('Warn')) errors.push(invalid('spec.validationActions', actions, 'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'));
  return errors;
}

const shared = { categories: ['api-extensions'], hasGeneration: true, requiresResourceVersion: true } as const;
const validateVapBinding = (binding: ValidatingAdmissionPolicyBinding): FieldError[] => [...validateBinding(binding), ...validateActions(binding)];

export const VALIDATING_ADMISSION_POLICY = defineKind({
  ...shared, resource: VALIDATING_ADMISSION_POLICIES, singular: 'validatingadmissionpolicy', subresources: ['status'],
  setDefaults: defaultPolicy, prepareForCreate(policy: ValidatingAdmissionPolicy) { policy.status = {}; }, validate: validateValidating, validateUpdate: validateValidating,
});
export const VALIDATING_ADMISSION_POLICY_BINDING = defineKind({
  ...shared, resource: VALIDATING_ADMISSION_POLICY_BINDINGS, singular: 'validatingadmissionpolicybinding',
  setDefaults: defaultBinding, validate: validateVapBinding, validateUpdate: validateVapBinding,
});
export const MUTATING_ADMISSION_POLICY = defineKind({
  ...shared, resource: MUTATING_ADMISSION_POLICIES, singular: 'mutatingadmissionpolicy',
  setDefaults: defaultPolicy, validate: validateMutating, validateUpdate: validateMutating,
});
export const MUTATING_ADMISSION_POLICY_BINDING = defineKind({
  ...shared, resource: MUTATING_ADMISSION_POLICY_BINDINGS, singular: 'mutatingadmissionpolicybinding',
  setDefaults: defaultBinding, validate: validateBinding, validateUpdate: validateBinding,
});
