import { ChevronUp, X } from 'lucide-react';
import { STATES } from '../design/states.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { useStatus } from '../state/hooks.ts';
import { select, useSelection, type Ref } from '../state/selection.ts';

/** On a phone, under the graph: what is chosen, and the way to all that is known of it. */
export function Peek({ onOpen }: { onOpen: () => void }) {
  const selected = useSelection((s) => s.selected);
  return selected ? <Chosen target={selected} onOpen={onOpen} /> : null;
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
