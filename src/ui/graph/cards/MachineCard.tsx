import { memo } from 'react';
import { Pin, Zap } from 'lucide-react';
import type { FaultRow, State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { elapsedText, useClock } from '../../state/clock.ts';
import { mirror } from '../../state/cluster.ts';
import { useRow, useTable } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useDropTarget } from '../../faults/useDropTarget.ts';
import { nodeLabel } from '../words.ts';
import type { CardData } from './CardData.ts';
import { Cells } from './Cells.tsx';
import { interactive } from './interactive.ts';
import { Tallies } from './Tallies.tsx';
import { usePinned } from './usePinned.ts';

/** A node as a box: how it is, how full it is, and its pods in their berths. */
export const MachineCard = memo(function MachineCard({ data: { slot, scene, box } }: { data: CardData }) {
  useRow('nodes', slot);
  useTable('faults');
  const { nodes } = mirror.tables;
  const name = mirror.nameOf('nodes', slot);
  const state = nodes.get(slot, 'state') as State;
  const ref = { kind: 'Node', namespace: '', name };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const pinned = usePinned(scene, box.key);
  const drop = useDropTarget(ref);
  const faults = mirror.faults.filter((f) => f.phase !== 'Pending' && f.targets.includes(`Node//${name}`));
  const status = mirror.text(nodes.get(slot, 'status'));
  return (
    <div role="group" aria-label={nodeLabel(mirror, slot)} className="machine" data-state={STATES[state].token} data-chosen={chosen || undefined}
      data-drop={drop.look} {...interactive(ref)}>
      <header className="machine-head">
        <StateMark state={state} size={15} />
        <span className="machine-name clip">{name}</span>
        {faults.map((f) => <span key={f.name} className="fault-badge" title={`${f.type} ${f.phase}`}><Zap size={11} aria-hidden="true" /><span className="unseen">Fault {f.type}</span></span>)}<FaultCountdown faults={faults} />
        {pinned && <Pin size={13} className="pin" aria-label="Pinned" />}
        <span className="machine-status">{status.replace(',SchedulingDisabled', ', cordoned')}</span>
      </header>
      <div className="machine-bars">
        <Bar label="CPU" used={nodes.get(slot, 'cpuUsedMillis')} all={nodes.get(slot, 'cpuMillis')} text={(n) => `${+(n / 1000).toFixed(1)}`} />
        <Bar label="Memory" used={nodes.get(slot, 'memoryUsedMi')} all={nodes.get(slot, 'memoryMi')} text={(n) => `${+(n / 1024).toFixed(1)} Gi`} />
        <Bar label="Pods" used={nodes.get(slot, 'pods')} all={nodes.get(slot, 'podLimit')} text={String} />
      </div>
      <Tallies scene={scene} boxKey={box.key} />
      <Cells scene={scene} box={box} />
    </div>
  );
});

/** How long the first of the faults still lasts. */
function FaultCountdown({ faults }: { faults: readonly FaultRow[] }) {
  const endMs = Math.min(...faults.map((fault) => fault.endMs || Infinity));
  const left = useClock((c) => (endMs === Infinity ? -1 : Math.ceil((endMs - c.nowMs) / 1000)));
  return left < 0 ? null : <span className="fault-left number">{elapsedText(left * 1000)}</span>;
}

function Bar({ label, used, all, text }: { label: string; used: number; all: number; text: (n: number) => string }) {
  const share = all > 0 ? Math.min(1, used / all) : 0;
  return (
    <span className="bar" title={`${label}: ${text(used)} of ${text(all)} requested`}>
      <span className="bar-label"><span>{label}</span><span className="number">{Math.round(share * 100)}%</span></span>
      <span className="bar-track"><span className="bar-fill" data-full={share > 0.85 || undefined} style={{ transform: `scaleX(${share})` }} /></span>
    </span>
  );
}
