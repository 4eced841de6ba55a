import { memo, useSyncExternalStore } from 'react';
import { Cells, type MachineData } from './MachineCard.tsx';

/** Pods that have no node yet, or whose node is gone. */
export const WaitingCard = memo(function WaitingCard({ data: { scene, boxKey } }: { data: MachineData }) {
  useSyncExternalStore((listener) => scene.onBox(boxKey, listener), () => scene.boxVersion(boxKey));
  const count = scene.berths(boxKey)?.count ?? 0;
  return (
    <div role="group" aria-label={`Waiting for a node, ${count} ${count === 1 ? 'pod' : 'pods'}`} className="machine waiting">
      <header className="waiting-head"><span className="machine-name">Waiting for a node</span><span className="machine-status number">{count === 0 ? 'Every pod has its place' : count}</span></header>
      <Cells scene={scene} boxKey={boxKey} />
    </div>
  );
});
