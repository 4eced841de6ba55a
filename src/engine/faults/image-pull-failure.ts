import { defineFault } from './fault.ts';
import { replace, sameApp } from './targets.ts';

/** The registry refuses: new pods of the target's owner, and its own next pull, fail. */
export const imagePullFailure = defineFault({
  type: 'ImagePullFailure', title: 'Image pull failure', family: 'workload', icon: 'image', targets: ['Pod'],
  description: 'The registry refuses the image: the pod is replaced, and its replacement and siblings cannot pull (ErrImagePull, ImagePullBackOff).',
  parameters: [{ name: 'replace', title: 'Replace the pod now', type: 'choice', options: ['yes', 'no'], default: 'yes' }],
  inject({ cluster, target, text }) {
    const heal = cluster.machines.disturbances.add({
      matches: sameApp(target),
      pullError: (image) => `failed to pull and unpack image "${image}": failed to resolve reference "${image}": unexpected status from HEAD request: 503 Service Unavailable`,
    });
    if (text('replace') === 'yes') replace(cluster, target);
    return heal;
  },
});
