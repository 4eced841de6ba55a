import { CLUSTER_ROLE_BINDINGS } from '../resource.ts';
import type { ClusterRoleBinding } from '../types.ts';
import type { FieldError } from '../validation/field.ts';
import { isPathSegmentName } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { defaultBinding, validateBinding, validateRoleRefUpdate } from './rbac-rules.ts';

const validate = (binding: ClusterRoleBinding): FieldError[] => validateBinding(binding, ['ClusterRole'], false);

export const CLUSTER_ROLE_BINDING = defineKind({
  resource: CLUSTER_ROLE_BINDINGS,
  singular: 'clusterrolebinding',
  createOnUpdate: true,
  validateName: isPathSegmentName,
  setDefaults: defaultBinding,
  validate,
  validateUpdate: (binding, old) => [...validate(binding), ...validateRoleRefUpdate(binding, old)],
});
