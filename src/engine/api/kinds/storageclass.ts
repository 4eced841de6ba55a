/** https://kubernetes.io/docs/concepts/storage/storage-classes/ */
import { deepEqual } from '../deep-equal.ts';
import { deprecatedNodeLabel } from '../node-labels.ts';
import { STORAGE_CLASSES } from '../resource.ts';
import type { StorageClass } from '../types.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { validateLabelName } from '../validation/metadata.ts';
import { isQualifiedName } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { validateParameters } from './storage-parameters.ts';

type Topologies = NonNullable<StorageClass['allowedTopologies']>;

function validate(sc: StorageClass): FieldError[] {
  const errors: FieldError[] = [];
  const { provisioner = '', reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = sc;
  if (!provisioner) errors.push(required('provisioner'));
  else for (const text of isQualifiedName(provisioner.toLowerCase())) errors.push(invalid('provisioner', provisioner, text));
  errors.push(...validateParameters(sc.parameters, true));
  if (reclaimPolicy && !['Delete', 'Retain'].includes(reclaimPolicy)) errors.push(notSupported('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']));
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  if (volumeBindingMode === undefined) errors.push(required('volumeBindingMode'));
  else if (!modes.includes(volumeBindingMode)) errors.push(notSupported('volumeBindingMode', volumeBindingMode, modes));
  return [...errors, ...validateTopologies(allowedTopologies)];
}

function validateTopologies(topologies: Topologies): FieldError[] {
  const errors: FieldError[] = [];
  const terms: unknown[] = [];
  topologies.forEach((term, i) => {
    const path = `allowedTopologies[${i}].matchLabelExpressions`;
    const keys = new Set<string>();
    term.matchLabelExpressions?.forEach(({ key = '', values = [] }, j) => {
      if (!values.length) errors.push(required(`${path}[${j}].values`));
      values.forEach((value, n) => { if (values.indexOf(value) < n) errors.push(duplicate(`${path}[${j}].values[${n}]`, value)); });
      errors.push(...validateLabelName(key, `${path}[${j}].key`));
      if (keys.has(key)) errors.push(duplicate(`${path}[${j}].key`, key));
      keys.add(key);
    });
    const sets = Object.fromEntries((term.matchLabelExpressions ?? []).map(({ key, values }) => [key, [...(values ?? [])].sort()]));
    if (terms.some((other) => deepEqual(other, sets))) errors.push(duplicate(path, ''));
    terms.push(sets);
  });
  return errors;
}

function validateUpdate(sc: StorageClass, old: StorageClass): FieldError[] {
  const errors = validate(sc);
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const) {
    if (!deepEqual(sc[field], old[field])) errors.push(forbiddenField(field, `updates to ${field} are forbidden.`));
  }
  if (sc.volumeBindingMode !== old.volumeBindingMode) errors.push(invalid('volumeBindingMode', sc.volumeBindingMode ?? null, 'field is immutable'));
  return errors;
}

export const STORAGE_CLASS = defineKind({
  resource: STORAGE_CLASSES,
  singular: 'storageclass',
  shortNames: ['sc'],
  hasGeneration: false,
  setDefaults(sc) {
    sc.reclaimPolicy ??= 'Delete';
    sc.volumeBindingMode ??= 'Immediate';
  },
  validate,
  validateUpdate,
  warnings: (sc) => (sc.allowedTopologies ?? []).flatMap((term, i) => (term.matchLabelExpressions ?? []).flatMap(({ key }, j) => {
    const text = deprecatedNodeLabel(key);
    return text ? [`allowedTopologies[${i}].matchLabelExpressions[${j}].key: ${text}`] : [];
  })),
});
