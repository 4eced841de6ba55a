import { ROLES } from '../resource.ts';
import { isPathSegmentName } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { validateRules } from './rbac-rules.ts';

export const ROLE = defineKind({
  resource: ROLES,
  singular: 'role',
  createOnUpdate: true,
  validateName: isPathSegmentName,
  validate: (role) => validateRules(role.rules, true),
  validateUpdate: (role) => validateRules(role.rules, true),
});
