import { memo } from 'react';
import { Network } from 'lucide-react';
import { Handle, Position } from 'reactflow';
import type { State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { useDropTarget } from '../../faults/useDropTarget.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useMatches } from '../matches.ts';
import { serviceLabel } from '../words.ts';
import { interactive } from './interactive.ts';

/** A service: name, type and ports, and how many of its endpoints are ready. */
export const ServiceCard = memo(function ServiceCard({ data: { slot } }: { data: { slot: number } }) {
  useRow('services', slot);
  const { services } = mirror.tables;
  const state = services.get(slot, 'state') as State;
  const ref = { kind: 'Service', namespace: mirror.namespaceOf('services', slot), name: mirror.nameOf('services', slot) };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const matches = useMatches(ref);
  const drop = useDropTarget(ref);
  if (state === 0) return null;
  return (
    <div role="button" tabIndex={0} className="card" data-state={STATES[state].token} data-chosen={chosen || undefined} data-dim={!matches || undefined} data-drop={drop.look}
      aria-label={serviceLabel(mirror, slot)} aria-pressed={chosen} {...interactive(ref)}>
      <span className="card-head"><Network size={14} aria-hidden="true" className="card-icon" /><span className="card-name clip">{ref.name}</span><StateMark state={state} size={11} /></span>
      <span className="card-line clip">{mirror.text(services.get(slot, 'type'))} <span className="mono">{mirror.text(services.get(slot, 'ports'))}</span></span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
});
