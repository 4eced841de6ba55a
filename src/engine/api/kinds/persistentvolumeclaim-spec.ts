/** The spec of a claim, which PersistentVolumeClaims, StatefulSets' templates and ephemeral volumes share. */
import type { PersistentVolumeClaim } from '../types.ts';
import { compareQuantities } from '../quantity.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain } from '../validation/names.ts';
import { validateLabelSelector } from '../validation/selectors.ts';

export type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

export function validateClaimSpec(spec: ClaimSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const modes = spec.accessModes ?? [];
  if (!modes.length) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  errors.push(...validateLabelSelector(spec.selector, `${path}.selector`));
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(`${path}.accessModes`, mode, ACCESS_MODES));
  if (modes.includes('ReadWriteOncePod') && modes.some((m) => m !== 'ReadWriteOncePod' && ACCESS_MODES.includes(m))) {
    errors.push(forbiddenField(`${path}.accessModes`, 'may not use ReadWriteOncePod with other access modes'));
  }
  const storage = spec.resources?.requests?.storage;
  if (storage === undefined) errors.push(required(`${path}.resources[storage]`));
  else if (compareQuantities(storage, '0') <= 0) errors.push(invalid(`${path}.resources[storage]`, storage, 'must be greater than zero'));
  for (const field of ['storageClassName', 'volumeAttributesClassName'] as const) {
    const name = spec[field];
    if (field === 'volumeAttributesClassName') {
      if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
      errors.push(...validateDataSources(spec, path));
    }
    if (name) for (const text of isDNS1123Subdomain(name)) errors.push(invalid(`${path}.${field}`, name, text));
  }
  return errors;
}

function validateDataSources({ dataSource, dataSourceRef }: ClaimSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, source] of [['dataSource', dataSource], ['dataSourceRef', dataSourceRef]] as const) {
    if (!source) continue;
    const at = `${path}.${field}`;
    const group = source.apiGroup ?? '';
    if (!source.name) errors.push(required(`${at}.name`));
    if (!source.kind) errors.push(required(`${at}.kind`));
    if (!group && source.kind !== 'PersistentVolumeClaim') errors.push(invalid(at, source.kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
    if (group) for (const text of isDNS1123Subdomain(group)) errors.push(invalid(`${at}.apiGroup`, group, text));
  }
  if (!dataSource || !dataSourceRef) return errors;
  if (dataSourceRef.namespace) errors.push(invalid(path, `${path}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified'));
  else if ((dataSource.apiGroup ?? '') !== (dataSourceRef.apiGroup ?? '') || dataSource.kind !== dataSourceRef.kind || dataSource.name !== dataSourceRef.name) {
    errors.push(invalid(path, `${path}.dataSource`, 'must match dataSourceRef'));
  }
  return errors;
}
