import { useSyncExternalStore } from 'react';
import type { Box, Scene } from '../scenes/Scene.ts';
import { PodCell } from './PodCell.tsx';

/** The pods of a box, each in the cell that it keeps. */
export function Cells({ scene, box }: { scene: Scene; box: Box }) {
  useSyncExternalStore((listener) => scene.pods.onBox(box.key, listener), () => scene.pods.boxVersion(box.key));
  const berths = scene.pods.berths(box.key);
  const { area } = box;
  if (!berths || !area || scene.pods.burst) return null;
  const { columns, rows } = berths.grid;
  const size = { w: area.w / columns, h: area.h / rows };
  return (
    <div className="cells" style={{ left: area.x - 1, top: area.y - 1, width: area.w, height: area.h, gridTemplateColumns: `repeat(${columns}, 1fr)`, gridTemplateRows: `repeat(${rows}, 1fr)` }}>
      {berths.cells.map((pod, cell) => pod >= 0 && cell < columns * rows && <span key={pod} className="berth" style={{ gridColumn: (cell % columns) + 1, gridRow: Math.floor(cell / columns) + 1 }}><PodCell slot={pod} w={size.w} h={size.h} /></span>)}
    </div>
  );
}
