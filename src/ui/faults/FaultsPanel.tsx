/** The fault cards: drag one onto a target, or press it and choose the target; and what is broken now. */
import { useMemo } from 'react';
import { useDraggable } from '@dnd-kit/core';
import { HeartPulse } from 'lucide-react';
import { healAll } from '../acts/healAll.ts';
import { perform } from '../acts/index.ts';
import { mirror } from '../state/cluster.ts';
import { useClock } from '../state/clock.ts';
import { openDialog } from '../state/dialogs.ts';
import { useTable } from '../state/hooks.ts';
import { useSelection } from '../state/selection.ts';
import { Region } from '../parts/Region.tsx';
import type { FaultRow } from '../../bridge/protocol.ts';
import { aim, cardOf, FAULT_CARDS, type FaultCard } from './cards.ts';
import { faultTime } from './faultTime.ts';
import { HealButton } from './HealButton.tsx';
import { SteadyState } from './SteadyState.tsx';

export function FaultsPanel() {
  useTable('faults');
  const active = mirror.faults;
  const families = useMemo(() => [...new Set(FAULT_CARDS.map((card) => card.family))].map((family) => [family, FAULT_CARDS.filter((card) => card.family === family)] as const), []);
  return (
    <Region name="Faults" className="faults" tools={<button type="button" className="tool-button" disabled={active.length === 0} onClick={() => void perform(healAll)}><HeartPulse size={15} aria-hidden="true" /><span>Heal all</span></button>}>
      {active.length > 0 ? <ul className="active-faults" aria-label="Active faults">{active.map((fault) => <Active key={fault.name} fault={fault} />)}</ul> : <p className="hint">Drag a card onto the graph, or press it and choose.</p>}
      <SteadyState />
      {families.map(([family, cards]) => (
        <section key={family} className="family"><h3>{family}</h3><div className="cards">{cards.map((card) => <Card key={card.type} card={card} />)}</div></section>
      ))}
    </Region>
  );
}

function Card({ card }: { card: FaultCard }) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: `fault:${card.type}`, data: { type: card.type } });
  const selected = useSelection((s) => s.selected);
  return (
    <button ref={setNodeRef} type="button" className="fault-card" data-dragging={isDragging || undefined} title={card.summary} {...attributes} {...listeners} role="button" aria-roledescription={undefined} aria-describedby={undefined}
      onClick={() => openDialog({ type: 'fault', fault: card.type, ref: selected && aim(card, selected) })}>
      <card.icon size={15} aria-hidden="true" /><span>{card.title}</span>
    </button>
  );
}

function Active({ fault }: { fault: FaultRow }) {
  const nowMs = useClock((c) => c.nowMs - (c.nowMs % 1000));
  const card = cardOf(fault.type);
  const Icon = card?.icon ?? HeartPulse;
  const target = fault.targetName || (fault.targets.length ? `${fault.targets.length} targets` : 'the cluster');
  return (
    <li className="active-fault" data-waiting={fault.phase === 'Pending' || undefined}>
      <Icon size={15} aria-hidden="true" />
      <span className="grow active-text"><span className="active-title clip">{card?.title ?? fault.type}</span><span className="active-target clip" title={fault.targets.join(', ') || target}>{target}</span></span>
      <span className="number active-time">{faultTime(fault, nowMs)}</span>
      <HealButton fault={fault} />
    </li>
  );
}
