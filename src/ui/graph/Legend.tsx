import { LEGEND, STATES } from '../design/states.ts';
import { StateMark } from '../parts/StateMark.tsx';

/** Colour, shape and word of each state. */
export function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      {LEGEND.map((state) => <li key={state} className="row" title={STATES[state].meaning}><StateMark state={state} /><span>{STATES[state].word}</span></li>)}
    </ul>
  );
}
