/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims */
import { deepEqual } from '../deep-equal.ts';
import { goDiff } from '../go-diff.ts';
import { compareQuantities, isNegativeQuantity, isZeroQuantity, parseQuantity } from '../quantity.ts';
import { PERSISTENT_VOLUME_CLAIMS } from '../resource.ts';
import type { LabelSelector, PersistentVolumeClaim } from '../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { isDNS1123Subdomain } from '../validation/names.ts';
import { validateLabelSelector } from '../validation/selectors.ts';
import { validateAccessModes, VOLUME_MODES } from './access-modes.ts';
import { defineKind } from './kind.ts';

export type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;
type DataSource = NonNullable<ClaimSpec['dataSource']> & { namespace?: string };

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

function prepareForCreate(claim: PersistentVolumeClaim): void {
  claim.status = { phase: 'Pending' };
  if (claim.spec) claim.spec = normalizeDataSources(claim.spec);
}

/** `dataSource` and `dataSourceRef` say the same; the old field holds only what it could always hold (KEP-1495). */
export function normalizeDataSources(spec: ClaimSpec): ClaimSpec {
  const next: ClaimSpec = { ...spec };
  if (next.dataSource && !next.dataSourceRef && !isOldSource(next.dataSource)) delete next.dataSource;
  const { dataSource, dataSourceRef } = next;
  if (dataSource) next.dataSource = withGroup(dataSource);
  if (dataSource && !dataSourceRef) next.dataSourceRef = withGroup(dataSource);
  if (dataSourceRef) next.dataSourceRef = withGroup(dataSourceRef);
  if (dataSourceRef && !dataSource && !dataSourceRef.namespace) next.dataSource = withGroup(dataSourceRef);
  return next;
}

const isOldSource = ({ apiGroup, kind }: DataSource): boolean =>
  (kind === 'PersistentVolumeClaim' && !apiGroup) || (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io');
/** Go prints this field even when it is not set. */
const withGroup = <T extends DataSource>(source: T): T => (source.apiGroup === undefined ? { ...source, apiGroup: null as unknown as string } : source);

export function validateClaimSpec(spec: ClaimSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.accessModes?.length) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  errors.push(...validateLabelSelector(spec.selector, `${path}.selector`));
  errors.push(...validateAccessModes(spec.accessModes ?? [], `${path}.accessModes`));
  errors.push(...validateStorage(spec.resources?.requests?.storage, `${path}.resources[storage]`));
  if (spec.storageClassName) errors.push(...validateClassName(spec.storageClassName, `${path}.storageClassName`));
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  if (spec.dataSource) errors.push(...validateDataSource(spec.dataSource, `${path}.dataSource`));
  if (spec.dataSourceRef) {
    errors.push(...validateDataSource(spec.dataSourceRef, `${path}.dataSourceRef`));
    if (spec.dataSourceRef.namespace && spec.dataSource) {
      errors.push(invalid(path, `${path}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified'));
    } else if (spec.dataSource && !sameSource(spec.dataSource, spec.dataSourceRef)) errors.push(invalid(path, `${path}.dataSource`, 'must match dataSourceRef'));
  }
  if (spec.volumeAttributesClassName) errors.push(...validateClassName(spec.volumeAttributesClassName, `${path}.volumeAttributesClassName`));
  return errors;
}

const validateClassName = (name: string, field: string): FieldError[] => isDNS1123Subdomain(name).map((text) => invalid(field, name, text));
const sameSource = (a: DataSource, b: DataSource): boolean => (a.apiGroup ?? '') === (b.apiGroup ?? '') && a.kind === b.kind && a.name === b.name;

function validateStorage(value: string | undefined, field: string): FieldError[] {
  if (value === undefined) return [required(field)];
  return isNegativeQuantity(value) || isZeroQuantity(value) ? [invalid(field, value, 'must be greater than zero')] : [];
}

function validateDataSource({ name, kind = '', apiGroup }: DataSource, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${path}.name`));
  if (!kind) errors.push(required(`${path}.kind`));
  if (!apiGroup && kind !== 'PersistentVolumeClaim') errors.push(invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup) for (const text of isDNS1123Subdomain(apiGroup)) errors.push(invalid(`${path}.apiGroup`, apiGroup, text));
  return errors;
}

function validateUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const errors = validateClaimSpec(claim.spec ?? {}, 'spec');
  const spec = claim.spec ?? {};
  const next: ClaimSpec = { ...spec }, was: ClaimSpec = { ...old.spec };
  if (!was.volumeName) was.volumeName = next.volumeName;
  const beta = old.metadata.annotations?.[BETA_CLASS];
  if (beta !== claim.metadata.annotations?.[BETA_CLASS]) {
    errors.push(invalid(`metadata.annotations.${BETA_CLASS}`, claim.metadata.annotations?.[BETA_CLASS] ?? '', 'field is immutable'));
  }
  // A claim made before there was a default class takes one later (KEP-3333).
  if (was.storageClassName === undefined && beta === undefined && next.storageClassName && old.status?.phase !== 'Bound') was.storageClassName = next.storageClassName;
  if (claim.status?.phase === 'Bound' && next.resources?.requests && was.resources?.requests?.storage) {
    next.resources = { ...next.resources, requests: { ...next.resources.requests, storage: was.resources.requests.storage } };
  }
  was.volumeAttributesClassName = next.volumeAttributesClassName;
  if (!deepEqual(goClaimSpec(next), goClaimSpec(was))) {
    errors.push(forbiddenField('spec', `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${goDiff(goClaimSpec(was), goClaimSpec(next))}`));
  }
  const size = spec.resources?.requests?.storage ?? '0', oldSize = old.spec?.resources?.requests?.storage ?? '0';
  if (compareQuantities(size, oldSize) < 0 && compareQuantities(size, old.status?.capacity?.storage ?? '0') <= 0) {
    errors.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  if (spec.volumeMode !== old.spec?.volumeMode) errors.push(invalid('spec.volumeMode', spec.volumeMode ?? null, 'field is immutable'));
  if (!spec.volumeAttributesClassName && old.spec?.volumeAttributesClassName && old.status?.currentVolumeAttributesClassName) {
    errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}

const quantities = (map: Record<string, string> | undefined): unknown => (map && Object.keys(map).length
  ? Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))) : null);
const goSelector = (selector: LabelSelector | undefined): unknown => (selector ? {
  ...(selector.matchLabels ? { matchLabels: selector.matchLabels } : {}), ...(selector.matchExpressions ? { matchExpressions: selector.matchExpressions } : {}),
} : null);
const goReference = (source: DataSource | undefined, namespaced: boolean): unknown => (source
  ? { APIGroup: source.apiGroup ?? null, Kind: source.kind, Name: source.name, ...(namespaced ? { Namespace: source.namespace ?? null } : {}) } : null);

/** The spec as Go prints it. */
function goClaimSpec(spec: ClaimSpec): Record<string, unknown> {
  return {
    AccessModes: spec.accessModes ?? null,
    Selector: goSelector(spec.selector),
    Resources: { Limits: quantities(spec.resources?.limits), Requests: quantities(spec.resources?.requests) },
    VolumeName: spec.volumeName ?? '',
    StorageClassName: spec.storageClassName ?? null,
    VolumeMode: spec.volumeMode ?? null,
    DataSource: goReference(spec.dataSource, false),
    DataSourceRef: goReference(spec.dataSourceRef, true),
    VolumeAttributesClassName: spec.volumeAttributesClassName ?? null,
  };
}

function warnings(claim: PersistentVolumeClaim): string[] {
  const found: string[] = [];
  if (claim.metadata.annotations?.[BETA_CLASS] !== undefined) found.push(`metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`);
  return [...found, ...claimSpecWarnings(claim.spec ?? {}, 'spec')];
}

export function claimSpecWarnings(spec: ClaimSpec, path: string): string[] {
  const fractional = (value: string | undefined): boolean => value !== undefined && (parseQuantity(value)?.nano ?? 0n) % 1_000_000_000n !== 0n;
  return (['requests', 'limits'] as const).flatMap((kind) => {
    const value = spec.resources?.[kind]?.storage;
    return fractional(value) ? [`${path}.resources.${kind}[storage]: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`] : [];
  });
}

export const PERSISTENT_VOLUME_CLAIM = defineKind({
  resource: PERSISTENT_VOLUME_CLAIMS,
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  subresources: ['status'],
  hasGeneration: false,
  setDefaults(claim) { claim.spec = { ...claim.spec, volumeMode: claim.spec?.volumeMode ?? 'Filesystem' }; },
  prepareForCreate,
  prepareForUpdate(claim) { if (claim.spec) claim.spec = normalizeDataSources(claim.spec); },
  validate: (claim) => validateClaimSpec(claim.spec ?? {}, 'spec'),
  validateUpdate,
  warnings,
});
