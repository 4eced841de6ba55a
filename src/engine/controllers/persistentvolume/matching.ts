/** Which volume suits a claim: class, size, modes, selector. Pure. */
import { compareQuantities } from '../../api/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import { selectorOf } from '../support/selector.ts';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

export const classOfClaim = (c: PersistentVolumeClaim): string => c.metadata.annotations?.[BETA_CLASS] ?? c.spec?.storageClassName ?? '';
export const classOfVolume = (v: PersistentVolume): string => v.metadata.annotations?.[BETA_CLASS] ?? v.spec?.storageClassName ?? '';

/** The scheduler binds such claims, once a pod wants them. */
export const isDelayed = (storageClass: StorageClass | undefined): boolean => storageClass?.volumeBindingMode === 'WaitForFirstConsumer';

/** The volume names this claim (perhaps only by name, where a person reserved it). */
export function isBoundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = volume.spec?.claimRef;
  return !!ref && ref.name === claim.metadata.name && ref.namespace === claim.metadata.namespace && (!ref.uid || ref.uid === claim.metadata.uid);
}

const storage = (resources: object | undefined): string => (resources as Record<string, string> | undefined)?.['storage'] ?? '0';
const sizeOf = (v: PersistentVolume): string => storage(v.spec?.capacity);
const wantedSize = (c: PersistentVolumeClaim): string => storage(c.spec?.resources?.requests);
const modes = (v: PersistentVolume): readonly string[] => v.spec?.accessModes ?? [];

/** Why a volume that a claim asks for by name cannot be its; undefined when it can. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (compareQuantities(sizeOf(volume), wantedSize(claim)) < 0) return 'requested PV is too small';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if (!sameMode(volume, claim)) return 'incompatible volumeMode';
  if (!(claim.spec?.accessModes ?? []).every((m) => modes(volume).includes(m))) return 'incompatible accessMode';
  return undefined;
}

const sameMode = (v: PersistentVolume, c: PersistentVolumeClaim): boolean => (v.spec?.volumeMode ?? 'Filesystem') === (c.spec?.volumeMode ?? 'Filesystem');

/** The best of `volumes` (of the claim's class): one reserved for it, else the smallest that suits, fewest access modes first. */
export function bestMatch(claim: PersistentVolumeClaim, volumes: Iterable<PersistentVolume>, delayed: boolean): PersistentVolume | undefined {
  const wanted = wantedSize(claim);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (!sameMode(volume, claim)) continue;
    if (isBoundTo(volume, claim)) {
      if (compareQuantities(sizeOf(volume), wanted) >= 0) return volume;
      continue;
    }
    if (delayed || volume.metadata.deletionTimestamp || volume.spec?.claimRef || volume.status?.phase !== 'Available') continue;
    if (claim.spec?.selector && !selectorOf(claim.spec.selector).matches(volume.metadata.labels)) continue;
    if ((claim.spec?.volumeAttributesClassName ?? '') !== (volume.spec?.volumeAttributesClassName ?? '')) continue;
    if (!(claim.spec?.accessModes ?? []).every((m) => modes(volume).includes(m)) || compareQuantities(sizeOf(volume), wanted) < 0) continue;
    if (!best || modes(volume).length < modes(best).length
      || (modes(volume).length === modes(best).length && compareQuantities(sizeOf(volume), sizeOf(best)) < 0)) best = volume;
  }
  return best;
}
