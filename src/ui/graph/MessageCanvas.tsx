/** Messages on their way: a dot for each write from the component that made it to the API server, and on to etcd. */
import { useEffect, useRef } from 'react';
import { useStoreApi } from 'reactflow';
import type { MessageRow } from '../../bridge/protocol.ts';
import { mirror, session } from '../state/cluster.ts';
import { useSettings } from '../state/settings.ts';
import type { ControlPlaneScene } from './scenes/ControlPlaneScene.ts';
import type { Box } from './scenes/Scene.ts';
import { traffic } from './traffic.ts';

interface Dot { readonly from: Box; readonly to: Box; readonly text: string; readonly startedAt: number; readonly kind: string }

const TRAVEL_MS = 900;
const LIMIT = 80;
/** Dots of one frame that say what they carry; more would lie over each other. */
const LABELS = 2;

export function MessageCanvas({ scene }: { scene: ControlPlaneScene }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const still = useSettings((s) => s.reducedMotion);
  useEffect(() => {
    let frame = 0;
    let dots: Dot[] = [];
    const draw = (): void => {
      frame = 0;
      const now = performance.now();
      dots = dots.filter((d) => now - d.startedAt < TRAVEL_MS);
      if (canvas.current) paint(canvas.current, dots, store.getState(), now);
      if (dots.length) frame = requestAnimationFrame(draw);
    };
    const add = (rows: readonly MessageRow[]): void => {
      const now = performance.now();
      let labels = 0;
      rows.forEach((row, i) => {
        const key = scene.boxOf(row);
        traffic.note(key, row);
        // Only what goes to the API server travels: a reconcile stays where it is.
        if (!row.revision && row.act !== 'input') return;
        const from = scene.boxes.get(key), api = scene.boxes.get('apiserver')!, etcd = scene.boxes.get('etcd')!;
        if (still || !from || dots.length > LIMIT) return;
        const text = `${row.act} ${row.subject.split('/').at(-1)}`;
        const startedAt = now + Math.min(i * 30, 300);
        if (from !== api) dots.push({ from, to: api, text: labels++ < LABELS ? text : '', startedAt, kind: row.act });
        if (row.revision) { traffic.note('etcd', row); dots.push({ from: api, to: etcd, text: '', startedAt: startedAt + TRAVEL_MS * 0.6, kind: row.act }); }
      });
      frame ||= requestAnimationFrame(draw);
    };
    const stop = mirror.onMessages(add);
    session.watchMessages(true);
    const follow = store.subscribe(() => { frame ||= requestAnimationFrame(draw); });
    return () => { stop(); follow(); session.watchMessages(false); cancelAnimationFrame(frame); };
  }, [scene, store, still]);
  return <canvas ref={canvas} className="ties messages" aria-hidden="true" />;
}

function paint(canvas: HTMLCanvasElement, dots: readonly Dot[], view: { transform: [number, number, number]; width: number; height: number }, now: number): void {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const [x, y, zoom] = view.transform;
  const width = Math.round(view.width * ratio), height = Math.round(view.height * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
  const style = getComputedStyle(document.documentElement);
  const colours = { create: style.getPropertyValue('--ready'), delete: style.getPropertyValue('--failing'), other: style.getPropertyValue('--accent') };
  ctx.font = `500 13px ${style.getPropertyValue('--font')}`;
  for (const dot of dots) {
    const t = Math.max(0, (now - dot.startedAt) / TRAVEL_MS);
    if (t <= 0) continue;
    const e = t * t * (3 - 2 * t);
    const px = dot.from.x + dot.from.w / 2 + (dot.to.x + dot.to.w / 2 - dot.from.x - dot.from.w / 2) * e;
    const py = dot.from.y + dot.from.h / 2 + (dot.to.y + dot.to.h / 2 - dot.from.y - dot.from.h / 2) * e;
    ctx.globalAlpha = t > 0.85 ? (1 - t) / 0.15 : 1;
    ctx.fillStyle = colours[dot.kind === 'create' || dot.kind === 'delete' ? dot.kind : 'other'];
    ctx.beginPath();
    ctx.arc(px, py, 6, 0, 7);
    ctx.fill();
    if (dot.text) ctx.fillText(dot.text, px + 11, py + 4, 200);
  }
  ctx.globalAlpha = 1;
}
