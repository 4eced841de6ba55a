import { MousePointerClick, Plus } from 'lucide-react';
import type { State } from '../../bridge/protocol.ts';
import { STATES } from '../design/states.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { mirror } from '../state/cluster.ts';
import { useClock } from '../state/clock.ts';
import { openDialog } from '../state/dialogs.ts';
import { useTableSlowly } from '../state/hooks.ts';
import { change, useSettings } from '../state/settings.ts';
import { TRIES } from '../tour/tries.ts';

/** While nothing is chosen: the cluster as a whole, and on a first visit three things to try. */
export function Overview() {
  const visited = useSettings((s) => s.visited);
  const running = useClock((c) => c.session.phase !== 'starting');
  useTableSlowly('nodes', 200);
  useTableSlowly('pods', 200);
  const counts = new Map<State, number>();
  let nodes = 0, readyNodes = 0, pods = 0;
  for (let s = 0; s < mirror.tables.nodes.length; s++) { const state = mirror.tables.nodes.get(s, 'state'); if (state) { nodes++; if (state === 1 || state === 3) readyNodes++; } }
  for (let s = 0; s < mirror.tables.pods.length; s++) { const state = mirror.tables.pods.get(s, 'state') as State; if (state) { pods++; counts.set(state, (counts.get(state) ?? 0) + 1); } }
  if (nodes === 0) return (
    <div className="overview">
      <p className="sentence">{running ? 'This cluster has no nodes yet: pods wait until there is one.' : 'The cluster is being launched.'}</p>
      {running && <button type="button" className="button primary" onClick={() => openDialog({ type: 'add-nodes' })}><Plus size={15} aria-hidden="true" />Add nodes</button>}
    </div>
  );
  return (
    <div className="overview">
      <p className="sentence">{readyNodes} of {nodes} {nodes === 1 ? 'node is' : 'nodes are'} ready, with {pods} {pods === 1 ? 'pod' : 'pods'} aboard.</p>
      {counts.size > 0 && <ul className="tally">{[...counts].sort((a, b) => b[1] - a[1]).map(([state, n]) => <li key={state} className="row"><StateMark state={state} /><span className="grow">{STATES[state].word}</span><span className="number">{n}</span></li>)}</ul>}
      {!visited && (
        <section className="tries" aria-label="Three things to try">
          <div className="tries-head"><h3>Three things to try</h3><button type="button" className="tool-button" onClick={() => change({ visited: true })}>Skip these</button></div>
          {TRIES.map((t) => <button key={t.title} type="button" className="try" onClick={t.run}><t.icon size={18} strokeWidth={1.7} aria-hidden="true" /><span><span className="try-name">{t.title}</span><span className="try-text">{t.text}</span></span></button>)}
        </section>
      )}
      {visited && <p className="hint row"><MousePointerClick size={15} aria-hidden="true" /><span>Choose anything in the graph to see what it is, how it is, and why.</span></p>}
    </div>
  );
}
