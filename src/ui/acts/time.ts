import { FastForward, Pause, Rewind, StepForward } from 'lucide-react';
import { time } from '../state/cluster.ts';
import { SPEEDS, useClock } from '../state/clock.ts';
import type { Act } from './Act.ts';

/** One step up or down the ladder of speeds. */
export function changeSpeed(by: number): void {
  const { speed } = useClock.getState();
  const at = SPEEDS.findIndex((s) => s >= speed);
  time.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, (at < 0 ? 3 : at) + by))]!);
}

export const playPause: Act = {
  id: 'play-pause', name: 'Play or pause', group: 'Time', icon: Pause, key: 'Space',
  run: () => (useClock.getState().playing ? time.pause() : time.play()),
};
/** Presenter remotes send "." for a black screen: here it pauses, too. */
export const pauseFromRemote: Act = { ...playPause, id: 'play-pause-remote', name: 'Play or pause (presenter remote)', key: '.' };
export const step: Act = { id: 'step', name: 'Step one event', group: 'Time', icon: StepForward, key: '>', run: () => time.step() };
export const faster: Act = { id: 'faster', name: 'Faster', group: 'Time', icon: FastForward, key: ']', run: () => changeSpeed(1) };
export const slower: Act = { id: 'slower', name: 'Slower', group: 'Time', icon: Rewind, key: '[', run: () => changeSpeed(-1) };
