import type { State } from '../../bridge/protocol.ts';
import { LEGEND, STATES } from '../design/states.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { useSelection } from '../state/selection.ts';

/** Leaves pods of that state bright, or no longer only those. */
export const toggleState = (state: State): void => useSelection.setState((s) => ({ states: s.states.includes(state) ? s.states.filter((other) => other !== state) : [...s.states, state] }));

/** Colour, shape and word of each state. A press leaves only pods of that state bright. */
export function Legend() {
  const states = useSelection((s) => s.states);
  return (
    <ul className="legend" aria-label="Legend">
      {LEGEND.map((state) => <li key={state}><button type="button" className="legend-item" title={STATES[state].meaning} aria-pressed={states.includes(state)} onClick={() => toggleState(state)}><StateMark state={state} size={13} /><span>{STATES[state].word}</span></button></li>)}
    </ul>
  );
}
