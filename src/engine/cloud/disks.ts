/** Disks of the cloud: its CSI driver, and the StorageClass that a claim gets which names none. */
import type { CSIDriver, StorageClass } from '../api/types.ts';

export const DISK_DRIVER = 'disk.csi.bottleship.dev';
/** Disks that one machine can hold. */
export const DISKS_A_MACHINE = 16;

export const CSI_DRIVER: CSIDriver = {
  apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: DISK_DRIVER },
  spec: { attachRequired: true, podInfoOnMount: false, volumeLifecycleModes: ['Persistent'], fsGroupPolicy: 'ReadWriteOnceWithFSType' },
};

export const STANDARD: StorageClass = {
  apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: DISK_DRIVER, reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true,
};
