import { defineFault } from './fault.ts';
import { replace, sameApp } from './targets.ts';

/** What is attached cannot be mounted: new pods of the target's owner do not come up. */
export const volumeMountFailure = defineFault({
  type: 'VolumeMountFailure', title: 'Mount failure', family: 'storage', icon: 'disk-mount', targets: ['Pod'],
  description: 'The volumes of the app cannot be mounted: the pod is replaced, and its replacement and siblings wait in ContainerCreating (FailedMount).',
  parameters: [{ name: 'replace', title: 'Replace the pod now', type: 'choice', options: ['yes', 'no'], default: 'yes' }],
  inject({ cluster, target, text }) {
    const heal = cluster.machines.disturbances.add({
      matches: sameApp(target),
      mountError: (pod, volume, isDisk) => (isDisk
        ? 'rpc error: code = Internal desc = failed to mount disk: exit status 32: wrong fs type, bad option, bad superblock, missing codepage or helper program, or other error'
        : `mkdir /var/lib/kubelet/pods/${pod.metadata.uid}/volumes/${volume}: input/output error`),
    });
    if (text('replace') === 'yes') replace(cluster, target);
    return heal;
  },
});
