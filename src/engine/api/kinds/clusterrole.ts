import { CLUSTER_ROLES } from '../resource.ts';
import type { ClusterRole } from '../types.ts';
import { required, type FieldError } from '../validation/field.ts';
import { isPathSegmentName } from '../validation/names.ts';
import { validateLabelSelector } from '../validation/selectors.ts';
import { defineKind } from './kind.ts';
import { validateRules } from './rbac-rules.ts';

function validate(role: ClusterRole): FieldError[] {
  const errors = validateRules(role.rules, false);
  const selectors = role.aggregationRule?.clusterRoleSelectors ?? [];
  const path = 'aggregationRule.clusterRoleSelectors';
  if (role.aggregationRule && selectors.length === 0) {
    errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  }
  selectors.forEach((selector, i) => errors.push(...validateLabelSelector(selector, `${path}[${i}]`)));
  return errors;
}

export const CLUSTER_ROLE = defineKind({
  resource: CLUSTER_ROLES,
  singular: 'clusterrole',
  createOnUpdate: true,
  validateName: isPathSegmentName,
  validate,
  validateUpdate: validate,
});
