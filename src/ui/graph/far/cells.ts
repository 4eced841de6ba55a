import { STATE, type State } from '../../../bridge/protocol.ts';
import type { Bounds, Box, Scene } from '../scenes/Scene.ts';
import { colourOf, words, type Ink, type Painter } from './ink.ts';
import { sprite } from './sprite.ts';

/** Side of a cell, px, from which on pods are told apart; below it their box shows how many of each state it has. */
const LEAST_PX = 4.5;
/** Height of a box, px, from which on its pods are drawn. */
const LEAST_BOX_PX: Readonly<Partial<Record<Box['type'], number>>> = { machine: 44, stack: 40, waiting: 16 };

/** Whether the pods of a box are drawn one by one at that scale. */
export function showsCells(scene: Scene, box: Box, scale: number): boolean {
  const berths = scene.pods.berths(box.key);
  if (!berths || !box.area || box.h * scale < (LEAST_BOX_PX[box.type] ?? Infinity)) return false;
  return Math.min(box.area.w / berths.grid.columns, box.area.h / berths.grid.rows) * scale >= LEAST_PX && berths.cells.length <= berths.grid.columns * berths.grid.rows;
}

export function paintCells(ink: Ink, box: Box): void {
  const { scene } = ink.p;
  const { cells } = scene.pods.berths(box.key)!;
  for (let cell = 0; cell < cells.length; cell++) if (cells[cell]! >= 0) paintCell(ink, box, cell);
}

/** One pod, or nothing, over whatever was in its cell. */
export function paintCell(ink: Ink, box: Box, cell: number): void {
  const { ctx, p, scale } = ink;
  const b = p.scene.cellAt(box, cell);
  if (!b) return;
  clear(ctx, p, b);
  const pod = p.scene.pods.berths(box.key)?.cells[cell] ?? -1;
  const state = (pod < 0 ? STATE.none : p.mirror.tables.pods.get(pod, 'state')) as State;
  if (state === STATE.none) return;
  const gap = Math.min(b.w, b.h) * 0.07;
  const alpha = ctx.globalAlpha;
  if (p.matches && !p.matches(pod)) ctx.globalAlpha = alpha * 0.16;
  const dimmed = ctx.globalAlpha;
  const colour = colourOf(p, state);
  const w = b.w - 2 * gap, h = b.h - 2 * gap, side = Math.min(w, h);
  ctx.fillStyle = colour;
  if (side * scale < 7) {
    if (state === STATE.ready || state === STATE.succeeded) ctx.globalAlpha = dimmed * 0.6;
    ctx.fillRect(b.x + gap, b.y + gap, w, h);
  } else {
    ctx.globalAlpha = dimmed * 0.2;
    ctx.beginPath();
    ctx.roundRect(b.x + gap, b.y + gap, w, h, Math.min(6, side * 0.18));
    ctx.fill();
    ctx.globalAlpha = dimmed;
    const size = Math.min(side * 0.72, 16);
    const named = w * scale > 74 && h * scale > 13;
    const x = named ? b.x + gap + 7 : b.x + (b.w - size) / 2;
    ctx.drawImage(sprite(state, colour), x, b.y + (b.h - size) / 2, size, size);
    if (named) words(ink, p.mirror.nameOf('pods', pod), x + size + 6, b.y + b.h / 2, w - size - 18, Math.max(12, 9 / scale), 560, p.palette.text, true);
  }
  ctx.globalAlpha = alpha;
}

function clear(ctx: CanvasRenderingContext2D, p: Painter, b: Bounds): void {
  ctx.fillStyle = p.palette.surface;
  ctx.fillRect(b.x, b.y, b.w, b.h);
}
