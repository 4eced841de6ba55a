/** The ties of services to their pods, drawn over the machines. Those of what is chosen or under the pointer stand out. */
import { useEffect, useRef } from 'react';
import { useStoreApi } from 'reactflow';
import { mirror } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import type { MachinesScene } from './scenes/MachinesScene.ts';

/** Ties drawn when nothing is chosen; more would be a fog. */
const FAINT_LIMIT = 150;

export function TieCanvas({ scene, near }: { scene: MachinesScene; near: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    let frame = 0;
    const draw = (): void => { frame ||= requestAnimationFrame(() => { frame = 0; if (canvas.current) paint(canvas.current, scene, store.getState(), near); }); };
    draw();
    const stops = [store.subscribe(draw), scene.onChange(draw), scene.onCells(draw), mirror.onTable('ties', draw), useSelection.subscribe(draw)];
    return () => { cancelAnimationFrame(frame); for (const stop of stops) stop(); };
  }, [scene, store, near]);
  return <canvas ref={canvas} className="ties" aria-hidden="true" />;
}

function paint(canvas: HTMLCanvasElement, scene: MachinesScene, view: { transform: [number, number, number]; width: number; height: number }, near: boolean): void {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const [x, y, zoom] = view.transform;
  const width = Math.round(view.width * ratio), height = Math.round(view.height * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
  const style = getComputedStyle(document.documentElement);
  const accent = style.getPropertyValue('--accent').trim();
  const { selected, hovered } = useSelection.getState();
  let total = 0;
  for (const pods of mirror.ties.values()) total += pods.length;
  for (const [slot, pods] of mirror.ties) {
    if (mirror.tables.services.get(slot, 'state') === 0) continue;
    const namespace = mirror.namespaceOf('services', slot), name = mirror.nameOf('services', slot);
    const box = scene.boxes.get(`Service/${namespace}/${name}`);
    if (!box) continue;
    const strong = [selected, hovered].some((r) => r?.kind === 'Service' && r.name === name && r.namespace === namespace);
    for (const pod of pods) {
      const at = scene.cellBounds(pod);
      if (!at || mirror.tables.pods.get(pod, 'state') === 0) continue;
      const podStrong = strong || [selected, hovered].some((r) => r?.kind === 'Pod' && r.name === mirror.nameOf('pods', pod) && r.namespace === mirror.namespaceOf('pods', pod));
      if (!podStrong && (total > FAINT_LIMIT || !near)) continue;
      tie(ctx, box.x + box.w / 2, box.y + box.h, at.x + at.w / 2, at.y + 3, accent, podStrong, zoom);
    }
  }
}

function tie(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number, colour: string, strong: boolean, zoom: number): void {
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.globalAlpha = strong ? 0.95 : 0.34;
  ctx.lineWidth = Math.max(strong ? 2.2 : 1.3, (strong ? 1.4 : 0.8) / zoom);
  const bend = Math.max(40, Math.abs(y2 - y1) * 0.45);
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.bezierCurveTo(x1, y1 + bend, x2, y2 - bend, x2, y2);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x2, y2, strong ? 4 : 2.6, 0, 7);
  ctx.fill();
  ctx.globalAlpha = 1;
}
