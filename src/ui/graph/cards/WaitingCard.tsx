import { memo, useSyncExternalStore } from 'react';
import type { CardData } from './CardData.ts';
import { Cells } from './Cells.tsx';

/** Pods that have no node yet, or whose node is gone. */
export const WaitingCard = memo(function WaitingCard({ data: { scene, box } }: { data: CardData }) {
  useSyncExternalStore((listener) => scene.pods.onBox(box.key, listener), () => scene.pods.boxVersion(box.key));
  const count = scene.pods.berths(box.key)?.count ?? 0;
  return (
    <div role="group" aria-label={`Waiting for a node, ${count} ${count === 1 ? 'pod' : 'pods'}`} className="machine waiting" data-empty={count === 0 || undefined}>
      <span className="waiting-head">{count === 0 ? 'No pod waits for a node' : <>Waiting for a node<span className="waiting-count number">{count}</span></>}</span>
      <Cells scene={scene} box={box} />
    </div>
  );
});
