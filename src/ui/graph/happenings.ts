/** Says in the live region what happened to nodes and pods: briefly, a few seconds' happenings in one sentence. */
import { useEffect } from 'react';
import { STATE, type State } from '../../bridge/protocol.ts';
import { STATES } from '../design/states.ts';
import { mirror } from '../state/cluster.ts';
import { announce } from '../state/notices.ts';

const PACE_MS = 3000;
/** Nodes and pods that are named; more are counted. */
const NAMED = 2;

export function useHappenings(): void {
  useEffect(() => {
    const nodes = new Map<number, number>(), pods = new Map<number, number>();
    const changed = { nodes: new Set<number>(), pods: new Set<number>() };
    let timer: ReturnType<typeof setTimeout> | undefined;
    // What is there when the page opens is no happening.
    let quiet = true;
    const take = (table: 'nodes' | 'pods', seen: Map<number, number>) => (slots: Uint32Array): void => {
      for (const slot of slots) {
        const state = mirror.tables[table].get(slot, 'state');
        if (seen.get(slot) === state) continue;
        seen.set(slot, state);
        if (state === STATE.ready || state === STATE.failing || state === STATE.notReady || state === STATE.unknown || state === STATE.succeeded || state === STATE.none) changed[table].add(slot);
      }
      timer ??= setTimeout(() => {
        timer = undefined;
        const text = quiet ? '' : [tell('nodes', changed.nodes), tell('pods', changed.pods)].filter((part) => part).join('. ');
        quiet = false;
        changed.nodes.clear();
        changed.pods.clear();
        if (text) announce(text);
      }, PACE_MS);
    };
    const stops = [mirror.onSlots('nodes', take('nodes', nodes)), mirror.onSlots('pods', take('pods', pods))];
    return () => { clearTimeout(timer); for (const stop of stops) stop(); };
  }, []);
}

function tell(table: 'nodes' | 'pods', slots: ReadonlySet<number>): string {
  const byState = new Map<State, number[]>();
  for (const slot of slots) {
    const state = mirror.tables[table].get(slot, 'state') as State;
    const list = byState.get(state);
    if (list) list.push(slot); else byState.set(state, [slot]);
  }
  const noun = table === 'nodes' ? 'node' : 'pod';
  return [...byState].map(([state, list]) => {
    const word = state === STATE.none ? 'gone' : STATES[state].word.toLowerCase();
    if (list.length <= NAMED && state !== STATE.none) return list.map((slot) => `${noun} ${mirror.nameOf(table, slot)} ${mirror.text(mirror.tables[table].get(slot, 'status')) || word}`).join(', ');
    return `${list.length} ${noun}${list.length === 1 ? '' : 's'} ${word}`;
  }).join(', ');
}
