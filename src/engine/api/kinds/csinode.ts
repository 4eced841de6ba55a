import { deepEqual } from '../deep-equal.ts';
import { CSI_NODES } from '../resource.ts';
import type { CSINode } from '../types.ts';
import { duplicate, invalid, required, type FieldError } from '../validation/field.ts';
import { isQualifiedName } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { validateCsiDriverName } from './persistentvolume/sources.ts';

type Driver = CSINode['spec']['drivers'][number];

const MAX_NODE_ID = 192;

function validate(node: CSINode): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  (node.spec?.drivers ?? []).forEach((driver, i) => {
    const path = `spec.drivers[${i}]`;
    errors.push(...validateDriver(driver, path));
    if (names.has(driver.name)) errors.push(duplicate(`${path}.name`, driver.name));
    names.add(driver.name);
  });
  return errors;
}

function validateDriver({ name = '', nodeID = '', topologyKeys = [], allocatable }: Driver, path: string): FieldError[] {
  const errors = validateCsiDriverName(name, `${path}.name`);
  if (!nodeID) errors.push(required(`${path}.nodeID`));
  if (nodeID.length > MAX_NODE_ID) errors.push(invalid(`${path}.nodeID`, nodeID, `must be ${MAX_NODE_ID} characters or less`));
  if (allocatable?.count !== undefined && allocatable.count < 0) errors.push(invalid(`${path}.allocatable.count`, allocatable.count, 'must be greater than or equal to 0'));
  topologyKeys.forEach((key, i) => {
    if (!key) errors.push(required(`${path}.topologyKeys`));
    else if (topologyKeys.indexOf(key) < i) errors.push(duplicate(`${path}.topologyKeys`, key));
    if (key) for (const text of isQualifiedName(key)) errors.push(invalid(`${path}.topologyKeys`, key, text));
  });
  return errors;
}

export const CSI_NODE = defineKind({
  resource: CSI_NODES,
  singular: 'csinode',
  hasGeneration: false,
  requiresResourceVersion: true,
  validate,
  /** A driver that is registered keeps its node id and topology. */
  validateUpdate: (node, old) => [
    ...validate(node),
    ...(old.spec.drivers ?? []).flatMap((before) => {
      const now = node.spec.drivers?.find((driver) => driver.name === before.name);
      const fixed = ({ allocatable: _may, ...driver }: Driver): unknown => driver;
      return now && !deepEqual(fixed(now), fixed(before)) ? [invalid('spec.drivers', now, 'field is immutable')] : [];
    }),
  ],
});
