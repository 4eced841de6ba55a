import { memo } from 'react';
import type { State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useMatches } from '../matches.ts';
import { podLabel } from '../words.ts';
import { interactive } from './interactive.ts';

/** One pod: its shape, and where there is room its name and status word. */
export const PodCell = memo(function PodCell({ slot, tier }: { slot: number; tier: number }) {
  useRow('pods', slot);
  const { pods } = mirror.tables;
  const state = pods.get(slot, 'state') as State;
  const ref = { kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const matches = useMatches(ref);
  if (state === 0) return null;
  const status = mirror.text(pods.get(slot, 'status'));
  return (
    <button type="button" className={`pod tier-${tier}`} data-state={STATES[state].token} data-chosen={chosen || undefined} data-dim={!matches || undefined}
      aria-label={podLabel(mirror, slot)} title={`${ref.name}: ${status}`} aria-pressed={chosen} {...interactive(ref)}>
      <StateMark state={state} size={tier === 0 ? 12 : tier === 1 ? 11 : tier === 2 ? 9 : 7} />
      {tier === 0 && <span className="pod-text"><span className="pod-name"><PodName name={ref.name} /></span><span className="pod-status">{status}</span></span>}
    </button>
  );
});

/** The end of a generated name tells pods apart: when there is no room, the middle goes. */
function PodName({ name }: { name: string }) {
  const cut = name.lastIndexOf('-');
  if (name.length < 15 || cut < 0) return <>{name}</>;
  return <><span className="clip">{name.slice(0, cut)}</span><span>{name.slice(cut)}</span></>;
}
