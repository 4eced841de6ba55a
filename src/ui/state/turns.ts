/**
 * At the page's start the panes come one after another, with an idle moment between two of them: all at once would hold
 * the page up for a tenth of a second just when the cluster begins to move.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { moment } from './moment.ts';

/** In the order of what a visitor looks at first. */
export const TURNS = ['Cluster graph', 'Stage', 'Timeline', 'Inspector', 'Faults', 'Editor', 'Terminal'] as const;
export type Turn = (typeof TURNS)[number];

let come = 0;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => { listeners.add(listener); return () => listeners.delete(listener); };

/** Whether it is that pane's turn, or was. */
export const useTurn = (turn: Turn): boolean => useSyncExternalStore(subscribe, () => come > TURNS.indexOf(turn));

/** Lets the turns begin once the frames of the panes are there. */
export const useTurns = (): void => { useEffect(() => { if (come === 0) void takeTurns(); }, []); };

async function takeTurns(): Promise<void> {
  while (come < TURNS.length) {
    await moment();
    come++;
    for (const listener of listeners) listener();
  }
}
