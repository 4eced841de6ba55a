import { useStore } from 'reactflow';
import { useMemo } from 'react';
import type { Scene } from './scenes/Scene.ts';

/** The scene's edges as one drawing under the cards; those outside the view are left out. */
export function Edges({ scene, version }: { scene: Scene; version: number }) {
  const [x, y, zoom] = useStore((s) => s.transform);
  const height = useStore((s) => s.height);
  const top = -y / zoom - 200, bottom = (height - y) / zoom + 200;
  const path = useMemo(() => {
    void version;
    const parts: string[] = [];
    for (const edge of scene.edges) {
      const a = scene.boxes.get(edge.from), b = scene.boxes.get(edge.to);
      if (!a || !b || Math.max(a.y, b.y) < top || Math.min(a.y, b.y) > bottom) continue;
      if (a.type === 'component') { parts.push(`M${a.x + a.w / 2} ${a.y + a.h / 2}L${b.x + b.w / 2} ${b.y + b.h / 2}`); continue; }
      const x1 = a.x + a.w, y1 = a.y + a.h / 2, x2 = b.x, y2 = b.y + b.h / 2, bend = Math.max(24, (x2 - x1) / 2);
      parts.push(`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
    }
    return parts.join('');
  }, [scene, version, top, bottom]);
  if (!path) return null;
  return <svg className="edges" aria-hidden="true"><g transform={`translate(${x} ${y}) scale(${zoom})`}><path d={path} className="edge" /></g></svg>;
}
