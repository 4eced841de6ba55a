import { defineFault } from './fault.ts';
import { kubeletOf } from './targets.ts';

/** Nothing can be written on the machine: it evicts, and can pull no image. */
export const diskFull = defineFault({
  type: 'DiskFull', title: 'Disk full', family: 'storage', icon: 'disk', targets: ['Node'],
  description: 'The node\'s disk is full: it reports DiskPressure, evicts a pod every ten seconds, takes no new ones, and pulls no image (no space left on device).',
  inject({ cluster, target }) {
    const kubelet = kubeletOf(cluster, target.name);
    const heal = cluster.machines.disturbances.add({
      matches: (pod) => pod.spec?.nodeName === target.name,
      pullError: (image) => `failed to pull and unpack image "${image}": failed to copy: write /var/lib/containerd/io.containerd.content.v1.content/ingest/data: no space left on device`,
    });
    kubelet.setPressure('DiskPressure', true);
    return () => { heal(); kubelet.setPressure('DiskPressure', false); };
  },
});
