/** https://kubernetes.io/docs/concepts/storage/volumes/#csi */
import { deepEqual } from '../deep-equal.ts';
import { CSI_DRIVERS } from '../resource.ts';
import type { CSIDriver } from '../types.ts';
import { duplicate, invalid, notSupported, type FieldError } from '../validation/field.ts';
import { defineKind } from './kind.ts';

const POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const LIFECYCLES = ['Ephemeral', 'Persistent'];
const MIN_TOKEN_SECONDS = 600;

function setDefaults(driver: CSIDriver): void {
  const spec = { ...driver.spec };
  spec.attachRequired ??= true;
  spec.podInfoOnMount ??= false;
  spec.storageCapacity ??= false;
  spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
  if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
  spec.requiresRepublish ??= false;
  spec.seLinuxMount ??= false;
  driver.spec = spec;
}

function validate(driver: CSIDriver): FieldError[] {
  const errors: FieldError[] = [];
  const { tokenRequests = [], fsGroupPolicy, volumeLifecycleModes = [] } = driver.spec ?? {};
  tokenRequests.forEach(({ audience = '', expirationSeconds }, i) => {
    const path = `spec.tokenRequests[${i}]`;
    if (tokenRequests.findIndex((other) => (other.audience ?? '') === audience) < i) errors.push(duplicate(`${path}.audience`, audience));
    if (expirationSeconds !== undefined && expirationSeconds < MIN_TOKEN_SECONDS) errors.push(invalid(`${path}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes'));
    if (expirationSeconds !== undefined && expirationSeconds > 2 ** 32) errors.push(invalid(`${path}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  });
  if (fsGroupPolicy !== undefined && !POLICIES.includes(fsGroupPolicy)) errors.push(notSupported('spec.fsGroupPolicy', fsGroupPolicy, POLICIES));
  for (const mode of volumeLifecycleModes) if (!LIFECYCLES.includes(mode)) errors.push(notSupported('spec.volumeLifecycleModes', mode, LIFECYCLES));
  return errors;
}

export const CSI_DRIVER = defineKind({
  resource: CSI_DRIVERS,
  singular: 'csidriver',
  hasGeneration: true,
  requiresResourceVersion: true,
  setDefaults,
  validate,
  validateUpdate: (driver, old) => [
    ...validate(driver),
    ...(driver.spec.attachRequired === old.spec.attachRequired ? [] : [invalid('spec.attachedRequired', driver.spec.attachRequired, 'field is immutable')]),
    ...(deepEqual(driver.spec.volumeLifecycleModes, old.spec.volumeLifecycleModes) ? [] : [invalid('spec.volumeLifecycleModes', driver.spec.volumeLifecycleModes, 'field is immutable')]),
  ],
});
