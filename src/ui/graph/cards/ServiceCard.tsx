import { memo } from 'react';
import { Network, Pin } from 'lucide-react';
import type { State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { useDropTarget } from '../../faults/useDropTarget.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useRowMatches } from '../matches.ts';
import { serviceLabel } from '../words.ts';
import type { CardData } from './CardData.ts';
import { interactive } from './interactive.ts';
import { usePinned } from './usePinned.ts';

/** A service: name, type and ports, and whether any of its endpoints is ready. */
export const ServiceCard = memo(function ServiceCard({ data: { slot, scene, box } }: { data: CardData }) {
  useRow('services', slot);
  const { services } = mirror.tables;
  const state = services.get(slot, 'state') as State;
  const ref = { kind: 'Service', namespace: mirror.namespaceOf('services', slot), name: mirror.nameOf('services', slot) };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const matches = useRowMatches('services', slot);
  const pinned = usePinned(scene, box.key);
  const drop = useDropTarget(ref);
  if (state === 0) return null;
  return (
    <div role="button" className="card" data-state={STATES[state].token} data-chosen={chosen || undefined} data-dim={!matches || undefined} data-drop={drop.look}
      aria-label={serviceLabel(mirror, slot)} aria-pressed={chosen} {...interactive(ref)}>
      <span className="card-head"><Network size={15} aria-hidden="true" className="card-icon" /><span className="card-name clip">{ref.name}</span>{pinned && <Pin size={12} className="pin" aria-label="Pinned" />}<StateMark state={state} size={12} /></span>
      <span className="card-line"><span className="clip">{mirror.text(services.get(slot, 'type'))}</span><span className="mono clip">{mirror.text(services.get(slot, scene.view === 'services' ? 'address' : 'ports'))}</span></span>
    </div>
  );
});
