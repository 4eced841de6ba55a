/** Names of compute resources (`cpu`, `requests.storage`, `example.com/gpu`): which are standard, and where. */
import { parseQuantity } from '../quantity.ts';
import { invalid, type FieldError } from './field.ts';
import { isQualifiedName } from './names.ts';

const QUOTA = new Set([
  'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage',
  'limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets',
  'persistentvolumeclaims', 'configmaps', 'services.nodeports', 'services.loadbalancers',
]);
const STANDARD = new Set([...QUOTA, 'storage']);
const CONTAINER = new Set(['cpu', 'memory', 'ephemeral-storage']);
const COUNTED = new Set(['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers']);

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-');
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
export const isExtendedResource = (name: string): boolean =>
  !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
/** A container may ask for less than its limit. */
export const isOvercommitAllowed = (name: string): boolean => isNativeResource(name) && !isHugePages(name);
export const isStandardQuotaResource = (name: string): boolean => QUOTA.has(name) || isQuotaHugePages(name);
const isInteger = (name: string): boolean => COUNTED.has(name) || isExtendedResource(name);

export function validateResourceName(name: string, field: string): FieldError[] {
  const errors = isQualifiedName(name).map((text) => invalid(field, name, text));
  if (errors.length) return errors;
  if (!name.includes('/') && !STANDARD.has(name) && !isQuotaHugePages(name)) {
    return [invalid(field, name, 'must be a standard resource type or fully qualified')];
  }
  return [];
}

export function validateContainerResourceName(name: string, field: string): FieldError[] {
  const errors = validateResourceName(name, field);
  if (!name.includes('/')) {
    if (!CONTAINER.has(name) && !isHugePages(name)) errors.push(invalid(field, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(field, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

export function validateQuotaResourceName(name: string, field: string): FieldError[] {
  const errors = validateResourceName(name, field);
  if (!name.includes('/') && !isStandardQuotaResource(name)) errors.push(invalid(field, name, 'must be a standard resource for quota'));
  return errors;
}

/** Not negative, and whole where only whole numbers make sense. */
export function validateResourceQuantity(name: string, value: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const nano = parseQuantity(value)?.nano ?? 0n;
  if (nano < 0n) errors.push(invalid(field, value, 'must be greater than or equal to 0'));
  if (isInteger(name) && nano % 1_000_000_000n !== 0n) errors.push(invalid(field, value, 'must be an integer'));
  return errors;
}
