/** https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/ */
import { SERVICE_CIDRS } from '../resource.ts';
import type { ServiceCIDR } from '../types.ts';
import { invalid, required, type FieldError } from '../validation/field.ts';
import { parseCIDR, validateCanonicalCIDR } from '../validation/ip.ts';
import { defineKind } from './kind.ts';

function validate(range: ServiceCIDR): FieldError[] {
  const cidrs = range.spec?.cidrs ?? [];
  if (!cidrs.length) return [required('spec.cidrs', 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalid('spec.cidrs', { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const errors = cidrs.flatMap((cidr, i) => validateCanonicalCIDR(cidr, `spec.cidrs[${i}]`));
  if (cidrs.length === 2 && !errors.length && parseCIDR(cidrs[0]!)!.ip.family === parseCIDR(cidrs[1]!)!.ip.family) {
    errors.push(invalid('spec.cidrs', { CIDRs: cidrs }, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'));
  }
  return errors;
}

/** A second family may be added; nothing else changes. */
function validateUpdate(range: ServiceCIDR, old: ServiceCIDR): FieldError[] {
  const cidrs = range.spec?.cidrs ?? [], before = old.spec?.cidrs ?? [];
  const errors = before.flatMap((cidr, i) => (cidrs[i] === cidr ? [] : [invalid(`spec.cidrs[${i}]`, cidrs[i] ?? null, 'field is immutable')]));
  return cidrs.length > before.length ? [...errors, ...validate(range)] : errors;
}

export const SERVICE_CIDR = defineKind({
  resource: SERVICE_CIDRS,
  singular: 'servicecidr',
  subresources: ['status'],
  hasGeneration: false,
  prepareForCreate(range) { range.status = {}; },
  validate,
  validateUpdate,
});
