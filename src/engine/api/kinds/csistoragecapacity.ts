/** https://kubernetes.io/docs/concepts/storage/storage-capacity/ */
import { deepEqual } from '../deep-equal.ts';
import { isNegativeQuantity } from '../quantity.ts';
import { CSI_STORAGE_CAPACITIES } from '../resource.ts';
import type { CSIStorageCapacity } from '../types.ts';
import { invalid, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain } from '../validation/names.ts';
import { validateLabelSelector } from '../validation/selectors.ts';
import { defineKind } from './kind.ts';

function validate(capacity: CSIStorageCapacity): FieldError[] {
  const errors = validateLabelSelector(capacity.nodeTopology, 'nodeTopology');
  for (const text of isDNS1123Subdomain(capacity.storageClassName ?? '')) errors.push(invalid('storageClassName', capacity.storageClassName ?? '', text));
  for (const field of ['capacity', 'maximumVolumeSize'] as const) {
    const value = capacity[field];
    if (value !== undefined && isNegativeQuantity(value)) errors.push(invalid(field, value, 'must be greater than or equal to 0'));
  }
  return errors;
}

export const CSI_STORAGE_CAPACITY = defineKind({
  resource: CSI_STORAGE_CAPACITIES,
  singular: 'csistoragecapacity',
  hasGeneration: false,
  requiresResourceVersion: true,
  validate,
  validateUpdate: (capacity, old) => [
    ...validate(capacity),
    ...(['nodeTopology', 'storageClassName'] as const).filter((field) => !deepEqual(capacity[field], old[field])).map((field) => invalid(field, capacity[field] ?? null, 'field is immutable')),
  ],
});
