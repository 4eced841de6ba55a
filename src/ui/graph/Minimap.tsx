/** The whole scene, small: boxes in the colours of their states, and what part of it is in view. A click goes there. */
import { useEffect, useRef, useSyncExternalStore, type MouseEvent } from 'react';
import { useReactFlow, useStore } from 'reactflow';
import { STATE } from '../../bridge/protocol.ts';
import { mirror } from '../state/cluster.ts';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';
import { readPalette } from './far/palette.ts';
import type { Scene } from './scenes/Scene.ts';

const W = 168, H = 104;
const PACE_MS = 600;

export function Minimap({ scene }: { scene: Scene }) {
  const flow = useReactFlow();
  const theme = useDocumentTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  useSyncExternalStore((listener) => scene.onChange(listener), () => scene.version);
  const b = scene.bounds();
  const [x, y, zoom] = useStore((s) => s.transform);
  const width = useStore((s) => s.width), height = useStore((s) => s.height);
  const whole = b.x >= -x / zoom - 2 && b.y >= -y / zoom - 2 && b.x + b.w <= (width - x) / zoom + 2 && b.y + b.h <= (height - y) / zoom + 2;
  useEffect(() => {
    if (whole) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => { timer = undefined; if (canvas.current) paint(canvas.current, scene); };
    const soon = (): void => { timer ??= setTimeout(draw, PACE_MS); };
    draw();
    soon();
    const stops = [scene.onChange(soon), scene.pods.onTouched(soon), mirror.onTable('nodes', soon)];
    return () => { clearTimeout(timer); for (const stop of stops) stop(); };
  }, [scene, whole, theme]);
  if (whole) return null;
  const { scale, left, top } = placing(b);
  const go = (event: MouseEvent<HTMLElement>): void => {
    const at = event.currentTarget.getBoundingClientRect();
    void flow.setCenter((event.clientX - at.left - left) / scale, (event.clientY - at.top - top) / scale, { zoom, duration: 150 });
  };
  return (
    <div className="minimap" onClick={go} aria-hidden="true">
      <canvas ref={canvas} />
      <span className="minimap-view" style={{ left: (-x / zoom) * scale + left, top: (-y / zoom) * scale + top, width: (width / zoom) * scale, height: (height / zoom) * scale }} />
    </div>
  );
}

function placing(b: { x: number; y: number; w: number; h: number }): { scale: number; left: number; top: number } {
  const scale = Math.min((W - 12) / b.w, (H - 12) / b.h);
  return { scale, left: (W - b.w * scale) / 2 - b.x * scale, top: (H - b.h * scale) / 2 - b.y * scale };
}

function paint(canvas: HTMLCanvasElement, scene: Scene): void {
  const ratio = Math.min(2, devicePixelRatio || 1);
  canvas.width = W * ratio;
  canvas.height = H * ratio;
  const ctx = canvas.getContext('2d')!;
  const { scale, left, top } = placing(scene.bounds());
  ctx.setTransform(scale * ratio, 0, 0, scale * ratio, left * ratio, top * ratio);
  const palette = readPalette();
  for (const box of scene.boxes.values()) {
    const state = box.table && box.slot >= 0 && box.type !== 'stack' ? mirror.tables[box.table].get(box.slot, 'state') : STATE.none;
    ctx.fillStyle = state > STATE.ready ? palette.states[state]! : palette.borderStrong;
    ctx.fillRect(box.x, box.y, Math.max(box.w, 1.4 / scale), Math.max(box.h, 1 / scale));
  }
}
