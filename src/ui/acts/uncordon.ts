import { CircleCheck } from 'lucide-react';
import { patch, STRATEGIC } from '../state/api.ts';
import { notify } from '../state/notices.ts';
import { undoable } from '../state/undo.ts';
import { objectAct } from './Act.ts';
import { isCordoned } from './cordon.ts';

export const uncordon = objectAct({
  id: 'uncordon', name: 'Uncordon', icon: CircleCheck, key: 'U',
  on: (ref) => ref.kind === 'Node' && isCordoned(ref),
  async run(ref) {
    await patch(ref, { spec: { unschedulable: null } }, STRATEGIC);
    notify(`Node ${ref.name} takes pods again`, 'plain', undoable(`uncordon of ${ref.name}`, () => patch(ref, { spec: { unschedulable: true } }, STRATEGIC)));
  },
});
