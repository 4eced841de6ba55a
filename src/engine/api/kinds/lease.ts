/** https://kubernetes.io/docs/concepts/architecture/leases/ */
import { LEASES } from '../resource.ts';
import type { Lease } from '../types.ts';
import { invalid, type FieldError } from '../validation/field.ts';
import { defineKind } from './kind.ts';

function validate(lease: Lease): FieldError[] {
  const errors: FieldError[] = [];
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions, preferredHolder, strategy } = lease.spec ?? {};
  if (seconds !== undefined && seconds <= 0) errors.push(invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0) errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  if (preferredHolder && !strategy) errors.push(invalid('spec.preferredHolder', preferredHolder, 'must be empty when strategy is nil'));
  return errors;
}

export const LEASE = defineKind({
  resource: LEASES,
  singular: 'lease',
  metadataPasses: 1,
  hasGeneration: false,
  createOnUpdate: true,
  requiresResourceVersion: true,
  validate,
  validateUpdate: validate,
});
