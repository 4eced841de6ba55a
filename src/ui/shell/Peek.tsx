import { ChevronUp, Compass, X } from 'lucide-react';
import { STATES } from '../design/states.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { useStatus } from '../state/hooks.ts';
import { openDialog } from '../state/dialogs.ts';
import { change, useSettings } from '../state/settings.ts';
import { select, useSelection, type Ref } from '../state/selection.ts';

/** On a phone, under the graph: what is chosen, and the way to all that is known of it; before that, a welcome. */
export function Peek({ onOpen }: { onOpen: () => void }) {
  const selected = useSelection((s) => s.selected);
  const visited = useSettings((s) => s.visited);
  return selected ? <Chosen target={selected} onOpen={onOpen} /> : visited ? null : <Welcome />;
}

/** On a first visit: the way to three things to try. */
function Welcome() {
  return (
    <div className="peek">
      <button type="button" className="peek-open" onClick={() => openDialog({ type: 'tour' })}>
        <Compass size={20} strokeWidth={1.6} className="peek-icon" aria-hidden="true" />
        <span className="peek-text"><span className="peek-name">New aboard?</span><span className="peek-kind clip">Three things to try</span></span>
        <span className="peek-more">Show<ChevronUp size={16} aria-hidden="true" /></span>
      </button>
      <button type="button" className="icon-button" aria-label="Skip these" onClick={() => change({ visited: true })}><X size={16} aria-hidden="true" /></button>
    </div>
  );
}

function Chosen({ target, onOpen }: { target: Ref; onOpen: () => void }) {
  const { state, status } = useStatus(target);
  return (
    <div className="peek">
      <button type="button" className="peek-open" onClick={onOpen}>
        {state !== 0 && <StateMark state={state} size={14} />}
        <span className="peek-text"><span className="peek-name clip">{target.name}</span><span className="peek-kind clip">{target.kind}{state !== 0 && `, ${status || STATES[state].word}`}</span></span>
        <span className="peek-more">Open<ChevronUp size={16} aria-hidden="true" /></span>
      </button>
      <button type="button" className="icon-button" aria-label="Choose nothing" onClick={() => select(undefined)}><X size={16} aria-hidden="true" /></button>
    </div>
  );
}
