/** The one cluster of the page: its session and its mirror, tied together. */
import type { StartOptions } from '../../bridge/protocol.ts';
import { Session } from '../../bridge/session.ts';
import { openWorker } from '../../bridge/openWorker.ts';
import { useClock } from './clock.ts';
import { Mirror } from './Mirror.ts';
import { notify } from './notices.ts';

export const mirror = new Mirror();

export const session = new Session(openWorker, {
  batch(batch) {
    mirror.apply(batch);
    useClock.setState((clock) => ({
      nowMs: batch.nowMs, startMs: clock.startMs || batch.nowMs, playing: batch.playing, speed: batch.speed, eventCount: batch.eventCount, journalSize: batch.journalSize,
    }));
  },
  state(state) { useClock.setState({ session: state }); },
  trouble(message) {
    console.error(message);
    notify(`The engine stumbled and goes on: ${message.split('\n')[0]}`, 'bad');
  },
});

/** Begins a cluster and lets its time run. */
export function startCluster(options: StartOptions): void {
  mirror.clear();
  useClock.setState({ nowMs: 0, startMs: 0, eventCount: 0, journalSize: 0 });
  session.start(options);
  session.play();
}
