/** https://kubernetes.io/docs/concepts/architecture/nodes/ */
import { deepEqual } from '../deep-equal.ts';
import { NODES } from '../resource.ts';
import type { Node } from '../types.ts';
import { duplicate, forbiddenField, invalid, type FieldError } from '../validation/field.ts';
import { cidrWarnings, parseCIDR, validateCIDR } from '../validation/ip.ts';
import { validateResourceQuantity } from '../validation/resource-names.ts';
import { defineKind } from './kind.ts';
import { validateTaints } from './taints.ts';

function setDefaults(node: Node): void {
  const { podCIDR, podCIDRs } = node.spec ?? {};
  // Of two that differ, the older field is what clients meant.
  if (podCIDR && podCIDRs?.[0] !== podCIDR) node.spec = { ...node.spec, podCIDRs: [podCIDR] };
  else if (podCIDRs?.length && !podCIDR) node.spec = { ...node.spec, podCIDR: podCIDRs[0] };
  const { capacity, allocatable } = node.status ?? {};
  if (capacity && Object.keys(capacity).length && !allocatable) node.status = { ...node.status, allocatable: capacity };
}

function validate(node: Node): FieldError[] {
  const errors = validateTaints(node.spec?.taints ?? [], 'spec.taints');
  errors.push(...validateResources(node));
  const { podCIDRs = [] } = node.spec ?? {};
  podCIDRs.forEach((cidr, i) => errors.push(...validateCIDR(cidr, `spec.podCIDRs[${i}]`)));
  if (podCIDRs.length > 1) {
    const families = new Set(podCIDRs.map((cidr) => parseCIDR(cidr)?.ip.family));
    if (families.size < 2 || podCIDRs.length > 2) errors.push(invalid('spec.podCIDRs', podCIDRs, 'may specify no more than one CIDR for each IP family'));
  }
  return errors;
}

function validateResources(node: Node): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['capacity', 'allocatable'] as const) {
    for (const [name, value] of Object.entries(node.status?.[field] ?? {})) errors.push(...validateResourceQuantity(name, value, `status.${field}[${name}]`));
  }
  return errors;
}

function validateUpdate(node: Node, old: Node): FieldError[] {
  const errors = validateResources(node);
  const addresses = node.status?.addresses ?? [];
  const seen = new Set<string>();
  addresses.forEach(({ type, address }, i) => {
    if (seen.has(`${type} ${address}`)) errors.push(duplicate(`status.addresses[${i}]`, { Type: type, Address: address }));
    seen.add(`${type} ${address}`);
  });
  const before = old.spec?.podCIDRs ?? [];
  if (before.length && !deepEqual(node.spec?.podCIDRs ?? [], before)) {
    errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.spec?.providerID && node.spec?.providerID !== old.spec.providerID) {
    errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  errors.push(...validateTaints(node.spec?.taints ?? [], 'spec.taints'));
  if ((node.spec?.externalID ?? '') !== (old.spec?.externalID ?? '')) errors.push(forbiddenField('spec.externalID', 'may not be updated'));
  return errors;
}

function warnings(node: Node): string[] {
  const found: string[] = [];
  if (node.spec?.configSource) found.push('spec.configSource: the feature DynamicKubeletConfig has been removed');
  if (node.spec?.externalID) found.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  node.spec?.podCIDRs?.forEach((cidr, i) => found.push(...cidrWarnings(cidr, `spec.podCIDRs[${i}]`)));
  return found;
}

export const NODE = defineKind({
  resource: NODES,
  singular: 'node',
  shortNames: ['no'],
  subresources: ['proxy', 'status'],
  hasGeneration: false,
  setDefaults,
  validate,
  validateUpdate,
  validateStatusUpdate: validateUpdate,
  warnings,
  fieldLabels: { 'spec.unschedulable': (node) => String(node.spec?.unschedulable ?? false) },
});
