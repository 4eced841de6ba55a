/**
 * What is drawn over boxes and cells, on a canvas of its own: a ring around what is chosen or under the pointer, the
 * ties of services to their pods, and a glow on what a fault card in the air may be dropped on (cards glow themselves).
 */
import { useEffect, useRef } from 'react';
import { useStoreApi } from 'reactflow';
import { aim, cardOf } from '../faults/cards.ts';
import { useDragged } from '../faults/useDropTarget.ts';
import { mirror } from '../state/cluster.ts';
import { refKey, useSelection, type Ref } from '../state/selection.ts';
import { readPalette, type Palette } from './far/palette.ts';
import { MachinesScene } from './scenes/MachinesScene.ts';
import type { Bounds, Scene } from './scenes/Scene.ts';

/** Ties drawn when nothing is chosen; more would be a fog. */
const FAINT_LIMIT = 12;
/** Smallest ring, px: what is chosen can be found among 150,000. */
const RING_PX = 16;

interface View { readonly transform: [number, number, number]; readonly width: number; readonly height: number }

export function Overlay({ scene, near }: { scene: Scene; near: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  useEffect(() => {
    let frame = 0, blank = false;
    const draw = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (canvas.current) blank = paint(canvas.current, scene, store.getState(), near, blank);
      });
    };
    draw();
    const stops = [store.subscribe(draw), scene.onChange(draw), useSelection.subscribe(draw), useDragged.subscribe(draw), mirror.onTable('ties', draw), scene.pods.onTouched((touched) => { if (touched.whole.size || !scene.pods.burst) draw(); })];
    return () => { cancelAnimationFrame(frame); for (const stop of stops) stop(); };
  }, [scene, store, near]);
  return <canvas ref={canvas} className="over-canvas" aria-hidden="true" />;
}

/** True when nothing was drawn: the next time nothing has to be cleared either. */
function paint(canvas: HTMLCanvasElement, scene: Scene, view: View, near: boolean, blank: boolean): boolean {
  const { selected, hovered } = useSelection.getState();
  const { type } = useDragged.getState();
  const ties = scene instanceof MachinesScene && mirror.ties.size > 0;
  const ringed = near ? [] : [selected, hovered].filter((ref) => ref !== undefined);
  if (blank && !ties && ringed.length === 0 && (near || type === undefined)) return true;
  const ratio = Math.min(2, devicePixelRatio || 1);
  const [x, y, zoom] = view.transform;
  const width = Math.round(view.width * ratio), height = Math.round(view.height * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
  const palette = readPalette();
  let drawn = false;
  if (ties) drawn = paintTies(ctx, scene, palette, near, zoom) || drawn;
  if (type !== undefined && !near) drawn = glow(ctx, scene, palette, type, view) || drawn;
  for (const ref of ringed) { const at = scene.placeOf(ref); if (at) { ring(ctx, at, palette.accent, ref === selected ? 2.5 : 1.5, zoom); drawn = true; } }
  return !drawn;
}

function ring(ctx: CanvasRenderingContext2D, at: Bounds, colour: string, px: number, zoom: number): void {
  const least = RING_PX / zoom;
  const w = Math.max(at.w, least), h = Math.max(at.h, least);
  ctx.strokeStyle = colour;
  ctx.lineWidth = px / zoom;
  ctx.beginPath();
  ctx.roundRect(at.x + (at.w - w) / 2, at.y + (at.h - h) / 2, w, h, Math.min(12, w / 4));
  ctx.stroke();
}

/** Boxes in view that the card in the air fits. */
function glow(ctx: CanvasRenderingContext2D, scene: Scene, palette: Palette, type: string, { transform: [x, y, zoom], width, height }: View): boolean {
  const card = cardOf(type);
  if (!card) return false;
  let drawn = false;
  ctx.setLineDash([5 / zoom, 3 / zoom]);
  for (const box of scene.boxes.values()) {
    if (!box.ref || box.x * zoom + x > width || (box.x + box.w) * zoom + x < 0 || box.y * zoom + y > height || (box.y + box.h) * zoom + y < 0 || !aim(card, box.ref)) continue;
    ctx.strokeStyle = palette.danger;
    ctx.lineWidth = 1.5 / zoom;
    ctx.strokeRect(box.x, box.y, box.w, box.h);
    drawn = true;
  }
  ctx.setLineDash([]);
  return drawn;
}

function paintTies(ctx: CanvasRenderingContext2D, scene: Scene, palette: Palette, near: boolean, zoom: number): boolean {
  const { selected, hovered } = useSelection.getState();
  const marked = [selected, hovered].filter((ref): ref is Ref => ref !== undefined).map(refKey);
  let total = 0, drawn = false;
  for (const pods of mirror.ties.values()) total += pods.length;
  const chosenPods = new Set([selected, hovered].flatMap((ref) => (ref?.kind === 'Pod' ? [mirror.find('Pod', ref.namespace, ref.name)] : [])));
  if (!marked.length && (total > FAINT_LIMIT || !near)) return false;
  for (const [slot, pods] of mirror.ties) {
    if (mirror.tables.services.get(slot, 'state') === 0) continue;
    const key = `Service/${mirror.namespaceOf('services', slot)}/${mirror.nameOf('services', slot)}`;
    const box = scene.boxes.get(key);
    if (!box) continue;
    const strong = marked.includes(key);
    if (!strong && chosenPods.size === 0 && (total > FAINT_LIMIT || !near)) continue;
    for (const pod of pods) {
      const bold = strong || chosenPods.has(pod);
      if (!bold && (total > FAINT_LIMIT || !near)) continue;
      const at = mirror.tables.pods.get(pod, 'state') === 0 ? undefined : scene.cellBounds(pod);
      if (!at) continue;
      tie(ctx, box.x + box.w / 2, box.y + box.h, at.x + at.w / 2, at.y, palette.accent, bold, zoom);
      drawn = true;
    }
  }
  return drawn;
}

function tie(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number, colour: string, strong: boolean, zoom: number): void {
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.globalAlpha = strong ? 0.95 : 0.24;
  ctx.lineWidth = Math.max(strong ? 2.2 : 1.2, (strong ? 1.4 : 0.8) / zoom);
  // A pod above its service (it waits) is reached without a loop.
  const bend = y2 > y1 ? Math.max(40, (y2 - y1) * 0.45) : 24;
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.bezierCurveTo(x1, y1 + bend, x2, y2 - bend, x2, y2);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x2, y2, Math.max(strong ? 4 : 2.6, strong ? 2.4 / zoom : 0), 0, 7);
  ctx.fill();
  ctx.globalAlpha = 1;
}
