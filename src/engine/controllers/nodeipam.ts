/**
 * Gives each node a range of pod addresses (kube-controller-manager `--allocate-node-cidrs`, which real ones have off unless told):
 * the lowest /24 of the cluster's /16 that no node has
 * (https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/).
 */
import { NODES } from '../api/resource.ts';
import type { Node } from '../api/types.ts';
import { defineController } from '../client/controller.ts';

const CLUSTER = '10.244';
const RANGES = 256;

const rangeOf = (node: Node): number | undefined => {
  const [, third] = new RegExp(`^${CLUSTER.replace('.', '\\.')}\\.(\\d+)\\.0/24$`).exec(node.spec?.podCIDR ?? '') ?? [];
  return third === undefined ? undefined : Number(third);
};

export const nodeipam = defineController({
  name: 'node-ipam-controller',
  component: 'cidrAllocator',
  start({ client, queue, events, informer }) {
    const nodes = informer(NODES);
    /** Range -> the node that has it. */
    const taken = new Map<number, string>();
    const note = (node: Node): void => {
      const range = rangeOf(node);
      if (range === undefined) queue.add(node.metadata.name!); else taken.set(range, node.metadata.name!);
    };
    nodes.addHandler({
      onAdd: note, onUpdate: note,
      onDelete(node) {
        for (const [range, name] of taken) if (name === node.metadata.name) taken.delete(range);
      },
    });
    return {
      reconcile(name) {
        const node = nodes.get(name);
        if (!node || node.spec?.podCIDR) return;
        let range = 0;
        while (range < RANGES && (taken.get(range) ?? name) !== name) range++;
        if (range === RANGES) {
          events.event(node, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`);
          throw new Error('CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range');
        }
        taken.set(range, name);
        const podCIDR = `${CLUSTER}.${range}.0/24`;
        client.patch(NODES, name, undefined, 'application/strategic-merge-patch+json', { spec: { podCIDR, podCIDRs: [podCIDR] } });
      },
    };
  },
});
