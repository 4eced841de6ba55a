/** The one cluster of the page: its session and its mirror, tied together. */
import type { JournalEntry, StartOptions } from '../../bridge/protocol.ts';
import { Session } from '../../bridge/session.ts';
import { openWorker } from '../../bridge/openWorker.ts';
import { useClock } from './clock.ts';
import { Mirror } from './Mirror.ts';
import { notify } from './notices.ts';

export const mirror = new Mirror();

/** What was asked of time and is not confirmed yet: shown at once, so that the next key builds on it. */
const asked: { speed?: number; playing?: boolean } = {};

let tellInputs: (entries: readonly JournalEntry[]) => void = () => undefined;
/** Who keeps the run gets every input, before its answer is known. */
export const onInputs = (take: (entries: readonly JournalEntry[]) => void): void => { tellInputs = take; };

export const session = new Session(openWorker, {
  batch(batch) {
    mirror.apply(batch);
    if (batch.speed === asked.speed) asked.speed = undefined;
    if (batch.playing === asked.playing) asked.playing = undefined;
    useClock.setState({
      nowMs: batch.nowMs, playing: asked.playing ?? batch.playing, speed: asked.speed ?? batch.speed, eventCount: batch.eventCount, journalSize: batch.journalSize,
    });
  },
  inputs(entries) { tellInputs(entries); },
  started(startMs) { useClock.setState({ startMs }); },
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

/** Begins a cluster and, unless it is to stand still, lets its time run. */
export function startCluster(options: StartOptions, { playing = true, speed = 1 } = {}): void {
  mirror.clear();
  useClock.setState({ nowMs: 0, startMs: 0, eventCount: 0, journalSize: 0 });
  asked.speed = undefined;
  asked.playing = undefined;
  session.start(options);
  if (speed !== 1) time.setSpeed(speed); else useClock.setState({ speed });
  if (playing) time.play(); else useClock.setState({ playing });
}
