import { NODES } from '../api/resource.ts';
import { defineFault } from './fault.ts';
import { nodeOf } from './targets.ts';

const KEY = 'bottleship.dev/fault';
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** A taint that no pod tolerates; healing removes it. */
export const nodeTaint = defineFault({
  type: 'NodeTaint', title: 'Taint', family: 'node', icon: 'taint', targets: ['Node'],
  description: 'The node gets a taint that ordinary pods do not tolerate. NoExecute also evicts what runs there.',
  parameters: [{ name: 'effect', title: 'Effect', type: 'choice', options: EFFECTS, default: 'NoExecute' }],
  inject({ cluster, target, text }) {
    const client = cluster.client('bottleship-faults');
    const effect = text('effect');
    const node = nodeOf(cluster, target.name);
    client.update(NODES, { ...node, spec: { ...node.spec, taints: [...(node.spec?.taints ?? []), { key: KEY, value: 'true', effect }] } });
    return () => {
      const now = nodeOf(cluster, target.name);
      client.update(NODES, { ...now, spec: { ...now.spec, taints: (now.spec?.taints ?? []).filter((t) => t.key !== KEY || t.effect !== effect) } });
    };
  },
});
