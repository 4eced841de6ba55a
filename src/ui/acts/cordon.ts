import { Ban } from 'lucide-react';
import { mirror } from '../state/cluster.ts';
import { patch, STRATEGIC } from '../state/api.ts';
import { notify } from '../state/notices.ts';
import { undoable } from '../state/undo.ts';
import type { Ref } from '../state/selection.ts';
import { objectAct } from './Act.ts';

export const isCordoned = (ref: Ref): boolean => mirror.text(mirror.tables.nodes.get(mirror.find('Node', '', ref.name), 'status')).includes('SchedulingDisabled');

export const cordon = objectAct({
  id: 'cordon', name: 'Cordon', icon: Ban, key: 'C',
  on: (ref) => ref.kind === 'Node' && !isCordoned(ref),
  async run(ref) {
    await patch(ref, { spec: { unschedulable: true } }, STRATEGIC);
    notify(`Node ${ref.name} takes no new pods`, 'plain', undoable(`cordon of ${ref.name}`, () => patch(ref, { spec: { unschedulable: null } }, STRATEGIC)));
  },
});
