/** https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
import { POD_DISRUPTION_BUDGETS } from '../resource.ts';
import type { PodDisruptionBudget } from '../types.ts';
import { invalid, notSupported, type FieldError } from '../validation/field.ts';
import { isPathSegmentName } from '../validation/names.ts';
import { validateLabelSelector } from '../validation/selectors.ts';
import { defineKind } from './kind.ts';
import { notNegative, validateAtMostAll, validateIntOrPercent } from './rolling.ts';

function validate({ spec = {} }: PodDisruptionBudget): FieldError[] {
  const errors: FieldError[] = [];
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const printed = { MinAvailable: minAvailable, Selector: spec.selector ?? null, MaxUnavailable: maxUnavailable, UnhealthyPodEvictionPolicy: policy ?? null };
    errors.push(invalid('spec', printed, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    if (spec[field] !== undefined) errors.push(...validateIntOrPercent(spec[field], `spec.${field}`), ...validateAtMostAll(spec[field], `spec.${field}`));
  }
  if (policy !== undefined && policy !== 'IfHealthyBudget' && policy !== 'AlwaysAllow') {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']));
  }
  return [...errors, ...validateLabelSelector(spec.selector, 'spec.selector')];
}

export const POD_DISRUPTION_BUDGET = defineKind({
  resource: POD_DISRUPTION_BUDGETS,
  singular: 'poddisruptionbudget',
  metadataPasses: 0,
  shortNames: ['pdb'],
  hasGeneration: true,
  subresources: ['status'],
  validateName: isPathSegmentName,
  prepareForCreate(budget) { budget.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }; },
  validate,
  validateUpdate: validate,
  validateStatusUpdate: ({ status }) => notNegative(status, 'status', 'disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'),
});
