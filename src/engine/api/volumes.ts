/** Names that several parties give to a pod's volumes and must agree on. */
import type { PersistentVolume, Pod, Volume } from './types.ts';

/** The claim behind a pod's volume, if there is one: named, or made for the pod (https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/). */
export const claimNameOf = (pod: Pod, volume: Volume): string | undefined =>
  volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);

/** A CSI volume's name in `status.volumesAttached` of a Node. */
export const attachedName = ({ driver, volumeHandle }: Pick<NonNullable<NonNullable<PersistentVolume['spec']>['csi']>, 'driver' | 'volumeHandle'>): string => `kubernetes.io/csi/${driver}^${volumeHandle}`;
