import type { State } from '../../bridge/protocol.ts';
import { STATES } from '../design/states.ts';

/** A state's shape in its colour. The word stands beside it, or in the name of what it marks. */
export function StateMark({ state, size = 12 }: { state: State; size?: number }) {
  const look = STATES[state];
  return <svg className="state-mark" width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" style={{ color: `var(--${look.token})` }}><path fill="currentColor" fillRule="evenodd" d={look.path} /></svg>;
}
