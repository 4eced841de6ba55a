/**
 * StorageObjectInUseProtection: volumes and claims stay while something uses them; and PersistentVolumeClaimResize: a
 * claim grows only where its class allows it.
 */
import { forbidden } from '../../api/errors.ts';
import { quantityMilliValue } from '../../api/quantity.ts';
import { STORAGE_CLASSES } from '../../api/resource.ts';
import type { PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

const FINALIZERS: Record<string, string> = { persistentvolumes: 'kubernetes.io/pv-protection', persistentvolumeclaims: 'kubernetes.io/pvc-protection' };

export const storageObjectInUseProtection = (): AdmissionPlugin => ({
  name: 'StorageObjectInUseProtection',
  only: ['persistentvolumes', 'persistentvolumeclaims'],
  admit({ resource, subresource, verb, object }) {
    const finalizer = resource.group === '' ? FINALIZERS[resource.resource] : undefined;
    if (!finalizer || subresource || verb !== 'create' || object!.metadata.finalizers?.includes(finalizer)) return undefined;
    return { ...object!, metadata: { ...object!.metadata, finalizers: [...(object!.metadata.finalizers ?? []), finalizer] } };
  },
});

const request = (claim: PersistentVolumeClaim): string => claim.spec?.resources?.requests?.['storage'] ?? '0';

export const persistentVolumeClaimResize = (server: ApiServer): AdmissionPlugin => ({
  name: 'PersistentVolumeClaimResize',
  only: ['persistentvolumeclaims'],
  validate({ resource, subresource, verb, object, old, name }) {
    if (resource.resource !== 'persistentvolumeclaims' || subresource || verb !== 'update') return;
    const claim = object as unknown as PersistentVolumeClaim, before = old as unknown as PersistentVolumeClaim;
    if (quantityMilliValue(request(claim)) <= quantityMilliValue(request(before))) return;
    if (before.status?.phase !== 'Bound') throw forbidden(resource, name, 'Only bound persistent volume claims can be expanded');
    const className = claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? claim.spec?.storageClassName;
    const found = className ? server.lookup(STORAGE_CLASSES).table.get(className)?.value as StorageClass | undefined : undefined;
    if (!found?.allowVolumeExpansion) throw forbidden(resource, name, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
  },
});

