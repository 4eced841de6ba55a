/**
 * Rules and subjects, which roles and bindings share
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/).
 */
import type { ClusterRoleBinding, PolicyRule, RoleBinding } from '../types.ts';
import { invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain, isPathSegmentName } from '../validation/names.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

type Subject = NonNullable<RoleBinding['subjects']>[number];
type Binding = RoleBinding | ClusterRoleBinding;

export function validateRules(rules: readonly PolicyRule[] | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, i) => validateRule(rule, namespaced, `rules[${i}]`));
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!rule.verbs?.length) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (rule.nonResourceURLs?.length) {
    if (namespaced) errors.push(invalid(`${path}.nonResourceURLs`, rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length) {
      errors.push(invalid(`${path}.nonResourceURLs`, rule.nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return errors;
  }
  if (!rule.apiGroups?.length) errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (!rule.resources?.length) errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

export function defaultBinding(binding: Binding): void {
  if (binding.roleRef && !binding.roleRef.apiGroup) binding.roleRef = { ...binding.roleRef, apiGroup: RBAC_GROUP };
  binding.subjects = binding.subjects?.map((subject) =>
    (subject.kind === 'User' || subject.kind === 'Group') && !subject.apiGroup ? { ...subject, apiGroup: RBAC_GROUP } : subject);
  if (!binding.subjects) delete binding.subjects;
}

export function validateBinding(binding: Binding, roleKinds: readonly string[], namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { apiGroup = '', kind = '', name = '' } = binding.roleRef ?? {};
  if (apiGroup !== RBAC_GROUP) errors.push(notSupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP]));
  if (!roleKinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, roleKinds));
  if (!name) errors.push(required('roleRef.name'));
  else for (const text of isPathSegmentName(name)) errors.push(invalid('roleRef.name', name, text));
  binding.subjects?.forEach((subject, i) => errors.push(...validateSubject(subject, namespaced, `subjects[${i}]`)));
  return errors;
}

function validateSubject(subject: Subject, namespaced: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { kind = '', name = '', apiGroup = '' } = subject;
  if (!name) errors.push(required(`${path}.name`));
  if (kind === 'ServiceAccount') {
    if (name) for (const text of isDNS1123Subdomain(name)) errors.push(invalid(`${path}.name`, name, text));
    if (apiGroup) errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']));
    if (!namespaced && !subject.namespace) errors.push(required(`${path}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== RBAC_GROUP) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [RBAC_GROUP]));
  } else errors.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  return errors;
}

/** A binding's roleRef never changes: what it grants is decided when it is made. */
export function validateRoleRefUpdate(binding: Binding, old: Binding): FieldError[] {
  const { apiGroup = '', kind = '', name = '' } = binding.roleRef ?? {};
  if (apiGroup === old.roleRef.apiGroup && kind === old.roleRef.kind && name === old.roleRef.name) return [];
  return [invalid('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef')];
}
