import type { Palette } from '../far/palette.ts';
import type { Bounds, Scene } from '../scenes/Scene.ts';
import type { Leg } from './Courier.ts';

interface View { readonly transform: [number, number, number]; readonly width: number; readonly height: number }

const TEXT_PX = 12;

/** Each message as a dot with its name beside it; names that would lie over another are left out. */
export function paintLegs(canvas: HTMLCanvasElement, legs: readonly Leg[], scene: Scene, palette: Palette, view: View, now: number): void {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const [x, y, zoom] = view.transform;
  const width = Math.round(view.width * ratio), height = Math.round(view.height * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, view.width, view.height);
  ctx.font = `560 ${TEXT_PX * Math.max(1, palette.line * 0.6)}px ${palette.font}`;
  ctx.textBaseline = 'middle';
  const taken: Bounds[] = [];
  for (const leg of legs) {
    const from = scene.boxes.get(leg.from), to = scene.boxes.get(leg.to);
    const t = (now - leg.startAt) / leg.ms;
    if (!from || !to || t <= 0) continue;
    const e = t * t * (3 - 2 * t);
    const [ax, ay] = edgeOf(from, to), [bx, by] = edgeOf(to, from);
    const px = (ax + (bx - ax) * e) * zoom + x, py = (ay + (by - ay) * e) * zoom + y;
    ctx.globalAlpha = t > 0.9 ? (1 - t) / 0.1 : Math.min(1, t * 12);
    const colour = leg.act === 'create' ? palette.states[1]! : leg.act === 'delete' ? palette.states[5]! : palette.accent;
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.arc(px, py, (leg.text ? 5.5 : 2.8) * Math.max(1, palette.line * 0.7), 0, 7);
    ctx.fill();
    label(ctx, leg.text, px, py, view, palette, colour, taken);
  }
  ctx.globalAlpha = 1;
}

function label(ctx: CanvasRenderingContext2D, text: string, px: number, py: number, view: View, palette: Palette, colour: string, taken: Bounds[]): void {
  if (!text) return;
  const w = Math.min(ctx.measureText(text).width, 240) + 14, h = 20;
  const x = px + 10 + w > view.width ? px - 10 - w : px + 10;
  const at = { x, y: py - h / 2, w, h };
  if (taken.some((b) => b.x < at.x + at.w && b.x + b.w > at.x && b.y < at.y + at.h && b.y + b.h > at.y)) return;
  taken.push(at);
  ctx.fillStyle = palette.surface;
  ctx.strokeStyle = colour;
  ctx.lineWidth = palette.line;
  ctx.beginPath();
  ctx.roundRect(at.x, at.y, w, h, 6);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = palette.text;
  ctx.fillText(text, at.x + 7, py + 0.5, w - 14);
}

/** Where the line between two boxes leaves the first. */
function edgeOf(box: Bounds, towards: Bounds): [number, number] {
  const cx = box.x + box.w / 2, cy = box.y + box.h / 2;
  const dx = towards.x + towards.w / 2 - cx, dy = towards.y + towards.h / 2 - cy;
  const t = Math.min(dx ? box.w / 2 / Math.abs(dx) : Infinity, dy ? box.h / 2 / Math.abs(dy) : Infinity);
  return t === Infinity ? [cx, cy] : [cx + dx * t, cy + dy * t];
}
