import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

/** Disks cannot be attached to the machine: pods that come with one wait. */
export const volumeAttachFailure = defineFault({
  type: 'VolumeAttachFailure', title: 'Disk attach failure', family: 'storage', icon: 'disk-attach', targets: ['Node'],
  description: 'Disks cannot be attached to the node: pods that need one and start there wait in ContainerCreating (FailedAttachVolume). What is attached stays.',
  inject({ cluster, target }) {
    const { name } = kubeletOf(cluster, target.name).machine;
    return cluster.disks.fail({ act: 'attach', node: name, answer: `rpc error: code = Internal desc = could not attach disk to machine ${name}: the storage does not answer` });
  },
});
