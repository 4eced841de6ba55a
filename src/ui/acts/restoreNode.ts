import { HeartPulse } from 'lucide-react';
import { heal } from '../faults/heal.ts';
import { mirror } from '../state/cluster.ts';
import { notify } from '../state/notices.ts';
import { refKey } from '../state/selection.ts';
import { objectAct } from './Act.ts';

export const restoreNode = objectAct({
  id: 'restore-node', name: 'Restore node', icon: HeartPulse, key: 'Shift+K',
  on: (ref) => ref.kind === 'Node' && mirror.faults.some((f) => f.targets.includes(refKey(ref))),
  async run(ref) {
    for (const fault of mirror.faults) if (fault.targets.includes(refKey(ref))) await heal(fault.name);
    notify(`Node ${ref.name} is coming back`, 'good');
  },
});
