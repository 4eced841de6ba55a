import { Skull } from 'lucide-react';
import { mirror } from '../state/cluster.ts';
import { inject } from '../faults/inject.ts';
import { notify } from '../state/notices.ts';
import type { FaultRow } from '../../bridge/protocol.ts';
import { objectAct } from './Act.ts';
import { restoreNode } from './restoreNode.ts';

/** The fault that holds a node down, if any. */
export const crashOf = (node: string): FaultRow | undefined => mirror.faults.find((f) => f.type === 'NodeCrash' && f.targets.includes(`Node//${node}`));

export const killNode = objectAct({
  id: 'kill-node', name: 'Kill node', icon: Skull, key: 'K', danger: true,
  on: (ref) => ref.kind === 'Node' && !crashOf(ref.name),
  async run(ref) {
    await inject({ type: 'NodeCrash', target: { kind: 'Node', name: ref.name } });
    notify(`Node ${ref.name} lost power. Its pods are moved when the cluster has noticed`, 'plain', { label: 'Restore node', run: () => void restoreNode.run(ref) });
  },
});
