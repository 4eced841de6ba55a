/** https://kubernetes.io/docs/concepts/storage/persistent-volumes/ */
import { asGiven, copyGiven } from '../../schema/given-empty.ts';
import { deepEqual } from '../../deep-equal.ts';
import { goDiff } from '../../go-diff.ts';
import { deprecatedNodeLabel } from '../../node-labels.ts';
import { isNegativeQuantity, isZeroQuantity } from '../../quantity.ts';
import { PERSISTENT_VOLUMES } from '../../resource.ts';
import type { PersistentVolume } from '../../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { isDNS1123Subdomain } from '../../validation/names.ts';
import { validateNodeSelector } from '../../validation/node-selector.ts';
import { ACCESS_MODES, validateAccessModes, VOLUME_MODES } from '../access-modes.ts';
import { defineKind } from '../kind.ts';
import { goSource } from './go-source.ts';
import { SOURCES } from './sources.ts';

type Spec = NonNullable<PersistentVolume['spec']>;

function setDefaults(volume: PersistentVolume): void {
  const spec: Spec = (volume.spec = copyGiven(volume.spec, { ...volume.spec }));
  spec.persistentVolumeReclaimPolicy ||= 'Retain';
  spec.volumeMode ??= 'Filesystem';
  if (!volume.status?.phase) volume.status = { ...volume.status, phase: 'Pending' };
  if (spec.hostPath && spec.hostPath.type === undefined) spec.hostPath = { ...spec.hostPath, type: '' };
  if (spec.iscsi && !spec.iscsi.iscsiInterface) spec.iscsi = { ...spec.iscsi, iscsiInterface: 'default' };
  if (spec.rbd) spec.rbd = { ...spec.rbd, pool: spec.rbd.pool || 'rbd', user: spec.rbd.user || 'admin', keyring: spec.rbd.keyring || '/etc/ceph/keyring' };
  if (spec.azureDisk) {
    spec.azureDisk = { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false, ...spec.azureDisk };
  }
  if (spec.scaleIO) spec.scaleIO = { ...spec.scaleIO, storageMode: spec.scaleIO.storageMode || 'ThinProvisioned', fsType: spec.scaleIO.fsType || 'xfs' };
}

function validate(volume: PersistentVolume): FieldError[] {
  const spec = volume.spec ?? {};
  const errors = spec.accessModes?.length ? [] : [required('spec.accessModes')];
  errors.push(...validateAccessModes(spec.accessModes ?? [], 'spec.accessModes', ACCESS_MODES));
  errors.push(...validateCapacity(spec));
  const policies = ['Delete', 'Recycle', 'Retain'];
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !policies.includes(policy)) errors.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, policies));
  if (spec.nodeAffinity) {
    errors.push(...(spec.nodeAffinity.required ? validateNodeSelector(spec.nodeAffinity.required, 'spec.nodeAffinity.required')
      : [required('spec.nodeAffinity.required', 'must specify required node constraints')]));
  }
  errors.push(...validateSource(spec));
  if (spec.storageClassName) for (const text of isDNS1123Subdomain(spec.storageClassName)) errors.push(invalid('spec.storageClassName', spec.storageClassName, text));
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) errors.push(notSupported('spec.volumeMode', spec.volumeMode, VOLUME_MODES));
  if (spec.volumeAttributesClassName) {
    for (const text of isDNS1123Subdomain(spec.volumeAttributesClassName)) errors.push(invalid('spec.volumeAttributesClassName', spec.volumeAttributesClassName, text));
    if (!spec.csi) errors.push(required('spec.csi', 'has to be specified when using volumeAttributesClassName'));
  }
  return errors;
}

function validateCapacity(spec: Spec): FieldError[] {
  const capacity = spec.capacity as Record<string, string> | undefined;
  const errors: FieldError[] = [];
  const names = Object.keys(capacity ?? {});
  if (!names.length) errors.push(required('spec.capacity'));
  if (capacity?.storage === undefined || names.length > 1) errors.push(notSupported('spec.capacity', asGiven(spec, 'capacity'), ['storage']));
  for (const [name, value] of Object.entries(capacity ?? {})) {
    if (isNegativeQuantity(value)) errors.push(invalid(`spec.capacity[${name}]`, value, 'must be a valid resource quantity'));
    if (isZeroQuantity(value) || isNegativeQuantity(value)) errors.push(invalid(`spec.capacity[${name}]`, value, 'must be greater than zero'));
  }
  return errors;
}

function validateSource(spec: Spec): FieldError[] {
  const errors: FieldError[] = [];
  let found = false;
  for (const source of SOURCES) {
    if (!spec[source.name]) continue;
    if (found) {
      errors.push(forbiddenField(`spec.${source.name}`, 'may not specify more than 1 volume type'));
      continue;
    }
    found = true;
    errors.push(...source.validate(spec, `spec.${source.path ?? source.name}`));
    if (source.name === 'local' && !spec.nodeAffinity) errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  if (!found) errors.push(required('spec', 'must specify a volume type'));
  if (spec.hostPath && /^\/+(\.?\/*)*$/.test(spec.hostPath.path ?? '') && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    errors.push(forbiddenField('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
  }
  return errors;
}

function validateUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const errors = validate(volume);
  const spec = volume.spec ?? {}, was = old.spec ?? {};
  if (SOURCES.some(({ name }) => !deepEqual(sourceOf(spec, was, name), was[name]))) {
    errors.push(forbiddenField('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${goDiff(goSource(was), goSource(spec))}`));
  }
  if (spec.volumeMode !== was.volumeMode) errors.push(invalid('spec.volumeMode', spec.volumeMode ?? null, 'field is immutable'));
  if (was.nodeAffinity && !deepEqual(spec.nodeAffinity, was.nodeAffinity)) errors.push(invalid('spec.nodeAffinity', spec.nodeAffinity ?? null, 'field is immutable'));
  return errors;
}

/** The secrets for expanding a CSI volume may be set once. */
function sourceOf(spec: Spec, was: Spec, name: keyof Spec): unknown {
  if (name !== 'csi' || !spec.csi || !was.csi || was.csi.controllerExpandSecretRef) return spec[name];
  const { controllerExpandSecretRef: _may, ...csi } = spec.csi;
  return csi;
}

const GONE: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+', scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+', flocker: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+', glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+', rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

function warnings(volume: PersistentVolume): string[] {
  const found: string[] = [];
  const { annotations = {} } = volume.metadata;
  const spec: Spec = volume.spec ?? {};
  if ('volume.beta.kubernetes.io/storage-class' in annotations) found.push('metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead');
  if ('volume.beta.kubernetes.io/mount-options' in annotations) found.push('metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use "mountOptions" attribute instead');
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    found.push('spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.');
  }
  spec.nodeAffinity?.required?.nodeSelectorTerms?.forEach((term, i) => term.matchExpressions?.forEach(({ key }, j) => {
    const text = deprecatedNodeLabel(key);
    if (text) found.push(`spec.nodeAffinity.required.nodeSelectorTerms[${i}].matchExpressions[${j}].key: ${key} is ${text}`);
  }));
  for (const [name, text] of Object.entries(GONE)) if (spec[name as keyof Spec]) found.push(`spec.${name === 'storageos' ? 'storageOS' : name}: ${text}`);
  return found;
}

export const PERSISTENT_VOLUME = defineKind({
  resource: PERSISTENT_VOLUMES,
  singular: 'persistentvolume',
  shortNames: ['pv'],
  subresources: ['status'],
  hasGeneration: false,
  setDefaults,
  prepareForCreate(volume) {
    volume.status = { phase: 'Pending', ...(volume.metadata.creationTimestamp ? { lastPhaseTransitionTime: volume.metadata.creationTimestamp } : {}) };
  },
  validate,
  validateUpdate,
  warnings,
});
