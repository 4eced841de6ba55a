import { memo } from 'react';
import { Pin } from 'lucide-react';
import { WORKLOAD_KINDS, type State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { useDropTarget } from '../../faults/useDropTarget.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useRowMatches } from '../matches.ts';
import { workloadLabel } from '../words.ts';
import type { CardData } from './CardData.ts';
import { interactive } from './interactive.ts';
import { usePinned } from './usePinned.ts';

/** A workload of any kind. */
export const WorkloadCard = memo(function WorkloadCard({ data: { slot, scene, box } }: { data: CardData }) {
  useRow('workloads', slot);
  const { workloads } = mirror.tables;
  const state = workloads.get(slot, 'state') as State;
  const kind = WORKLOAD_KINDS[workloads.get(slot, 'kind')]!;
  const ref = { kind, namespace: mirror.namespaceOf('workloads', slot), name: mirror.nameOf('workloads', slot) };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const matches = useRowMatches('workloads', slot);
  const pinned = usePinned(scene, box.key);
  const drop = useDropTarget(ref);
  if (state === 0) return null;
  const desired = workloads.get(slot, 'desired'), ready = workloads.get(slot, 'ready'), revision = workloads.get(slot, 'revision');
  return (
    <div role="button" className="card" data-state={STATES[state].token} data-chosen={chosen || undefined} data-dim={!matches || undefined} data-drop={drop.look}
      aria-label={workloadLabel(mirror, slot)} aria-pressed={chosen} {...interactive(ref)}>
      <span className="card-kind"><span>{kind}{revision > 0 && kind === 'ReplicaSet' ? `, revision ${revision}` : ''}</span>{pinned && <Pin size={12} className="pin" aria-label="Pinned" />}</span>
      <span className="card-head"><StateMark state={state} size={14} /><span className="card-name clip" data-end={workloads.get(slot, 'owner') >= 0 ? ref.name.slice(ref.name.lastIndexOf('-') + 1) : undefined}>{ref.name}</span></span>
      <span className="card-line">{mirror.text(workloads.get(slot, 'status'))}<span className="number card-count">{ready} / {desired}</span></span>
    </div>
  );
});
