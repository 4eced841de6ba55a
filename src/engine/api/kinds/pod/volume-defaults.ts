/** Defaults of one volume of a pod, in place. */
import type { Volume } from '../../types.ts';
import { pullPolicyOf } from './image-name.ts';

const MODE = 0o644;
const TOKEN_SECONDS = 3600;

export function setVolumeDefaults(volume: Volume): void {
  if (Object.entries(volume).every(([field, value]) => field === 'name' || value === undefined || value === null)) volume.emptyDir = {};
  if (volume.secret) volume.secret.defaultMode ??= MODE;
  if (volume.configMap) volume.configMap.defaultMode ??= MODE;
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= MODE;
    for (const item of volume.downwardAPI.items ?? []) setDownwardItemDefaults(item);
  }
  if (volume.projected) setProjectedDefaults(volume.projected);
  if (volume.hostPath) volume.hostPath.type ??= '';
  if (volume.iscsi) volume.iscsi.iscsiInterface ||= 'default';
  if (volume.image) volume.image.pullPolicy ||= pullPolicyOf(volume.image.reference ?? '');
  if (volume.rbd) {
    volume.rbd.pool ||= 'rbd';
    volume.rbd.user ||= 'admin';
    volume.rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (volume.azureDisk) {
    volume.azureDisk.cachingMode ??= 'ReadWrite';
    volume.azureDisk.kind ??= 'Shared';
    volume.azureDisk.fsType ??= 'ext4';
    volume.azureDisk.readOnly ??= false;
  }
  if (volume.scaleIO) {
    volume.scaleIO.storageMode ||= 'ThinProvisioned';
    volume.scaleIO.fsType ||= 'xfs';
  }
  const claim = volume.ephemeral?.volumeClaimTemplate;
  if (claim) {
    claim.metadata ??= {};
    claim.spec ??= {};
    claim.spec.volumeMode ??= 'Filesystem';
    claim.spec.resources ??= {};
  }
}

type Projected = NonNullable<Volume['projected']>;
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function setProjectedDefaults(projected: Projected): void {
  projected.defaultMode ??= MODE;
  projected.sources ??= null as never;
  for (const source of projected.sources ?? []) {
    if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= TOKEN_SECONDS;
    for (const item of source.downwardAPI?.items ?? []) setDownwardItemDefaults(item);
    if (source.podCertificate) source.podCertificate.maxExpirationSeconds ??= 86_400;
  }
}

function setDownwardItemDefaults(item: DownwardItem): void {
  if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1';
  if (item.resourceFieldRef) item.resourceFieldRef.divisor ||= '0';
}
