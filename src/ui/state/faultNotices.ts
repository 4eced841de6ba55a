/** Says so when a fault could not strike: its target had gone, or nothing fitted. */
import { mirror } from './cluster.ts';
import { useClock } from './clock.ts';
import { notify } from './notices.ts';

let told = new Set<string>();

export function tellFailedFaults(): void {
  mirror.onTable('faults', () => {
    // What a cluster that was brought back begins with is no news: its first batch comes before the clock is set.
    const news = useClock.getState().nowMs !== 0;
    const failed = mirror.pastFaults.filter((fault) => fault.phase === 'Failed');
    if (news) for (const fault of failed) if (!told.has(fault.name)) notify(`${fault.type} did not strike: ${fault.message || 'there was nothing to strike'}`, 'bad');
    told = new Set(failed.map((fault) => fault.name));
  });
}
