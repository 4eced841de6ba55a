/** The viewed instant and how time runs, as the last batch said. Every panel reads this one clock. */
import { create } from 'zustand';
import type { SessionState } from '../../bridge/session.ts';

export interface Clock {
  readonly nowMs: number;
  /** Where this cluster's time began. */
  readonly startMs: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly eventCount: number;
  readonly journalSize: number;
  readonly session: SessionState;
}

export const useClock = create<Clock>(() => ({ nowMs: 0, startMs: 0, playing: false, speed: 1, eventCount: 0, journalSize: 0, session: { phase: 'starting' } }));

export const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, Infinity];
export const speedLabel = (speed: number): string => (speed === Infinity ? 'max' : `${speed}×`);

/** `0:05:12` since the start, or with days: `2d 03:00:00`. */
export function elapsedText(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const days = Math.floor(total / 86400);
  const clock = `${two(Math.floor(total / 3600) % 24)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  return days ? `${days}d ${clock}` : clock;
}

/** A length of time in a badge: `0:45`, `3:12`, `1:02:09`. */
export function shortText(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600), minutes = Math.floor(total / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** As kubectl prints ages: `45s`, `3m12s`, `5h`, `2d`. */
export function ageText(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 120) return `${s}s`;
  const m = Math.floor(s / 60);
  if (m < 10) return s % 60 ? `${m}m${s % 60}s` : `${m}m`;
  if (m < 180) return `${m}m`;
  const h = Math.floor(m / 60);
  if (h < 8) return m % 60 ? `${h}h${m % 60}m` : `${h}h`;
  if (h < 48) return `${h}h`;
  return `${Math.floor(h / 24)}d`;
}
