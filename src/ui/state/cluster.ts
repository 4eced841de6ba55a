/** The one cluster of the page: its session and its mirror, tied together. */
import type { StartOptions } from '../../bridge/protocol.ts';
import { Session } from '../../bridge/session.ts';
import { openWorker } from '../../bridge/openWorker.ts';
import { useClock } from './clock.ts';
import { Mirror } from './Mirror.ts';
import { notify } from './notices.ts';

export const mirror = new Mirror();

/** What was asked of time and is not confirmed yet: shown at once, so that the next key builds on it. */
const asked: { speed?: number; playing?: boolean } = {};

export const session = new Session(openWorker, {
  batch(batch) {
    mirror.apply(batch);
    if (batch.speed === asked.speed) asked.speed = undefined;
    if (batch.playing === asked.playing) asked.playing = undefined;
    useClock.setState((clock) => ({
      nowMs: batch.nowMs, startMs: clock.startMs || batch.nowMs, playing: asked.playing ?? batch.playing, speed: asked.speed ?? batch.speed, eventCount: batch.eventCount, journalSize: batch.journalSize,
    }));
  },
  state(state) { useClock.setState({ session: state }); },
  trouble(message) {
    console.error(message);
    notify(`The engine stumbled and goes on: ${message.split('\n')[0]}`, 'bad');
  },
});

/** Time's controls. */
export const time = {
  play: (): void => ask({ playing: true }, () => session.play()),
  pause: (): void => ask({ playing: false }, () => session.pause()),
  step: (): void => ask({ playing: false }, () => session.step()),
  setSpeed: (speed: number): void => ask({ speed }, () => session.setSpeed(speed)),
};

function ask(what: { speed?: number; playing?: boolean }, tell: () => void): void {
  Object.assign(asked, what);
  useClock.setState(what);
  tell();
}

/** Begins a cluster and lets its time run. */
export function startCluster(options: StartOptions): void {
  mirror.clear();
  useClock.setState({ nowMs: 0, startMs: 0, eventCount: 0, journalSize: 0 });
  asked.speed = undefined;
  session.start(options);
  time.play();
}
