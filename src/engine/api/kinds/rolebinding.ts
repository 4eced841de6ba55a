import { ROLE_BINDINGS } from '../resource.ts';
import type { RoleBinding } from '../types.ts';
import type { FieldError } from '../validation/field.ts';
import { isPathSegmentName } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { defaultBinding, validateBinding, validateRoleRefUpdate } from './rbac-rules.ts';

const validate = (binding: RoleBinding): FieldError[] => validateBinding(binding, ['Role', 'ClusterRole'], true);

export const ROLE_BINDING = defineKind({
  resource: ROLE_BINDINGS,
  singular: 'rolebinding',
  createOnUpdate: true,
  validateName: isPathSegmentName,
  setDefaults: defaultBinding,
  validate,
  validateUpdate: (binding, old) => [...validate(binding), ...validateRoleRefUpdate(binding, old)],
});
