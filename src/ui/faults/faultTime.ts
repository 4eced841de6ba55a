import type { FaultRow } from '../../bridge/protocol.ts';
import { shortText } from '../state/clock.ts';

/** The countdown of a fault: until it strikes, until it ends, or how long it has lasted. */
export function faultTime(fault: FaultRow, nowMs: number): string {
  if (fault.phase === 'Pending' && fault.startMs > nowMs) return `in ${shortText(fault.startMs - nowMs)}`;
  return fault.endMs ? `${shortText(fault.endMs - nowMs)} left` : `for ${shortText(nowMs - fault.startMs)}`;
}
