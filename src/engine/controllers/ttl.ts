/** Notes on each node how long its kubelet may keep Secrets and ConfigMaps: the longer, the more nodes there are. */
import { NODES } from '../api/resource.ts';
import { defineController } from '../client/controller.ts';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';
/** Seconds for clusters of up to so many nodes; a cluster shrinks to a lower step only below the step's other bound. */
const STEPS = [
  { min: 0, max: 100, ttl: 0 }, { min: 90, max: 500, ttl: 15 }, { min: 450, max: 1000, ttl: 30 }, { min: 900, max: 2000, ttl: 60 }, { min: 1800, max: Infinity, ttl: 300 },
];

export const ttl = defineController({
  name: 'ttl',
  component: 'ttl-controller',
  start(context) {
    const { client, queue } = context;
    const nodes = context.informer(NODES);
    let step = 0;
    const resize = (): void => {
      while (nodes.size > STEPS[step].max) step++;
      while (nodes.size < STEPS[step].min) step--;
    };
    nodes.addHandler({
      onAdd(node) { resize(); queue.add(node.metadata.name!); },
      onUpdate(node) { if (node.metadata.annotations?.[ANNOTATION] !== String(STEPS[step].ttl)) queue.add(node.metadata.name!); },
      onDelete: resize,
    });
    return {
      reconcile(name) {
        const node = nodes.get(name);
        const wanted = String(STEPS[step].ttl);
        if (!node || node.metadata.annotations?.[ANNOTATION] === wanted) return;
        client.patch(NODES, name, undefined, 'application/strategic-merge-patch+json', { metadata: { annotations: { [ANNOTATION]: wanted } } });
      },
    };
  },
});
