import { memo } from 'react';
import type { State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useRowMatches } from '../matches.ts';
import type { CardData } from './CardData.ts';
import { interactive } from './interactive.ts';

/** What a service's endpoints say: how many addresses take requests. */
export const EndpointsCard = memo(function EndpointsCard({ data: { slot } }: { data: CardData }) {
  useRow('services', slot);
  const { services } = mirror.tables;
  const state = services.get(slot, 'state') as State;
  const ref = { kind: 'Endpoints', namespace: mirror.namespaceOf('services', slot), name: mirror.nameOf('services', slot) };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const matches = useRowMatches('services', slot);
  if (state === 0) return null;
  const ready = services.get(slot, 'ready'), total = services.get(slot, 'total');
  return (
    <div role="button" className="card" data-state={STATES[state].token} data-chosen={chosen || undefined} data-dim={!matches || undefined} aria-label={`Endpoints ${ref.name}, ${ready} of ${total} ready`} aria-pressed={chosen} {...interactive(ref)}>
      <span className="card-kind"><span>Endpoints</span><span className="mono clip">{mirror.text(services.get(slot, 'ports'))}</span></span>
      <span className="card-head"><StateMark state={state} size={13} /><span className="card-name clip">{total === 0 ? 'None' : `${ready} of ${total} ready`}</span></span>
      <span className="share" aria-hidden="true"><span style={{ width: `${total ? (ready / total) * 100 : 0}%` }} /></span>
    </div>
  );
});
