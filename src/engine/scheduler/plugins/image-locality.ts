/** Likes nodes that have the pod's images already; images that are on few nodes count less, lest all pods crowd there. */
import { MAX_NODE_SCORE, type Check, type SchedulerPlugin } from '../framework.ts';

const NAME = 'ImageLocality';
const MB = 1024 * 1024;
const MIN_BYTES = 23 * MB;
const MAX_CONTAINER_BYTES = 1000 * MB;

/** The score of a node that has so many bytes of the pod's images, each counted by how many nodes have it. */
export function imageScore(bytes: number, imageCount: number): number {
  const most = MAX_CONTAINER_BYTES * imageCount;
  if (bytes < MIN_BYTES) return 0;
  return Math.floor((MAX_NODE_SCORE * (Math.min(bytes, most) - MIN_BYTES)) / (most - MIN_BYTES));
}

export const imageLocality: SchedulerPlugin = {
  name: NAME, weight: 1,
  prepare(pod, { table }): Check | undefined {
    const { images, imageCount } = pod.shape.row;
    if (imageCount === 0) return undefined;
    return {
      plugin: imageLocality, scope: 'node', normalize: 'none',
      score(n) {
        if (table.images.size === 0) return 0;
        let sum = 0;
        for (const image of images) {
          const state = table.images.get(image);
          const bytes = state?.nodes.get(n);
          if (bytes !== undefined) sum += Math.floor(bytes * (state!.nodes.size / table.count));
        }
        return imageScore(sum, imageCount);
      },
    };
  },
  events: [],
};
