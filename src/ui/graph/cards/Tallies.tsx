import { useSyncExternalStore } from 'react';
import { LEGEND, STATES } from '../../design/states.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import type { Scene } from '../scenes/Scene.ts';

/** How many pods of each state a box holds: a shape, a number, and for the ear the word. */
export function Tallies({ scene, boxKey }: { scene: Scene; boxKey: string }) {
  const text = useSyncExternalStore(scene.pods.onCounts, () => scene.pods.counts(boxKey)?.join() ?? '');
  const counts = text ? text.split(',').map(Number) : [];
  return (
    <span className="tallies">
      {LEGEND.filter((state) => counts[state]).map((state) => <span key={state} className="pod-tally" title={STATES[state].word}><StateMark state={state} size={11} /><span className="number">{counts[state]!.toLocaleString('en')}</span><span className="unseen">{STATES[state].word}</span></span>)}
    </span>
  );
}
