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
      <StateMark state={state} size={tier === 0 ? 14 : tier === 1 ? 11 : tier === 2 ? 9 : 7} />
      {tier === 0 && <span className="pod-text"><span className="pod-name clip">{shortName(ref.name)}</span><span className="pod-status">{status}</span></span>}
    </button>
  );
});

/** The end of a generated name tells pods apart: when there is no room, the middle goes. */
const ROOM = 13;
export function shortName(name: string): string {
  if (name.length <= ROOM) return name;
  const end = name.slice(Math.max(name.lastIndexOf('-'), name.length - 8));
  return `${name.slice(0, ROOM - 1 - end.length)}…${end}`;
}
