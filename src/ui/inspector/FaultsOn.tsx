import { HeartPulse } from 'lucide-react';
import { cardOf } from '../faults/cards.ts';
import { HealButton } from '../faults/HealButton.tsx';
import { faultTime } from '../faults/faultTime.ts';
import { useClock } from '../state/clock.ts';
import { mirror } from '../state/cluster.ts';
import { useTable } from '../state/hooks.ts';
import type { Ref } from '../state/selection.ts';

/** The faults that strike the object now: no one should have to guess why it fails. */
export function FaultsOn({ target }: { target: Ref }) {
  useTable('faults');
  const nowMs = useClock((c) => c.nowMs - (c.nowMs % 1000));
  const here = mirror.faults.filter((f) => f.targetKind === target.kind && (f.targetName === target.name || f.targets.includes(target.name)) && (!f.targetNamespace || f.targetNamespace === target.namespace));
  if (here.length === 0) return null;
  return (
    <ul className="active-faults inspected-faults" aria-label="Faults on this object">
      {here.map((fault) => {
        const Icon = cardOf(fault.type)?.icon ?? HeartPulse;
        return <li key={fault.name} className="active-fault"><Icon size={15} aria-hidden="true" /><span className="grow active-title clip">{cardOf(fault.type)?.title ?? fault.type}</span><span className="number active-time">{faultTime(fault, nowMs)}</span><HealButton fault={fault} /></li>;
      })}
    </ul>
  );
}
