import { memo } from 'react';
import type { State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useRowMatches } from '../matches.ts';
import { podLabel } from '../words.ts';
import { interactive } from './interactive.ts';

/** One pod in a cell of that size: its shape, and where there is room its name and status word. */
export const PodCell = memo(function PodCell({ slot, w, h }: { slot: number; w: number; h: number }) {
  useRow('pods', slot);
  const { pods } = mirror.tables;
  const state = pods.get(slot, 'state') as State;
  const ref = { kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const matches = useRowMatches('pods', slot);
  if (state === 0) return null;
  const status = mirror.text(pods.get(slot, 'status'));
  const named = w > 100 && h > 26;
  const side = Math.min(w, h);
  // The end of a generated name tells pods apart: it stays, and what stands before it is cut where there is no room.
  const end = Math.max(0, ref.name.lastIndexOf('-'));
  return (
    <button type="button" className={`pod ${named ? 'named' : side > 22 ? 'roomy' : 'small'}`} data-state={STATES[state].token} data-chosen={chosen || undefined} data-dim={!matches || undefined}
      aria-label={podLabel(mirror, slot)} title={`${ref.name}: ${status}`} aria-pressed={chosen} {...interactive(ref)}>
      <StateMark state={state} size={Math.max(6, Math.min(15, Math.round(side * 0.52)))} />
      {named && <span className="pod-text"><span className="pod-name" data-end={ref.name.slice(ref.name.lastIndexOf('-') + 1)}><span className="clip">{ref.name.slice(0, end)}</span><span>{ref.name.slice(end)}</span></span><span className="pod-status">{status}</span></span>}
    </button>
  );
});
