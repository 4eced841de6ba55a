/** How boxes and cells are painted on the far canvas. World coordinates; the context is already scaled. */
import { STATE, type State } from '../../../bridge/protocol.ts';
import { LEGEND, STATES } from '../../design/states.ts';
import type { Mirror } from '../../state/Mirror.ts';
import { MACHINE, MachinesScene } from '../scenes/MachinesScene.ts';
import type { Bounds, Box, Scene } from '../scenes/Scene.ts';

export interface Palette {
  readonly states: readonly string[];
  readonly sea: string;
  readonly surface: string;
  readonly raised: string;
  readonly border: string;
  readonly borderStrong: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue('--' + name).trim();
  return {
    states: [of('faint'), ...LEGEND.map((state) => of(STATES[state].token))], sea: of('sea'), surface: of('surface'), raised: of('raised'), border: of('border'),
    borderStrong: of('border-strong'), text: of('text'), muted: of('muted'), accent: of('accent'), font: of('font'),
  };
}

const SHAPES = new Map<State, Path2D>();
function shapeOf(state: State): Path2D {
  let shape = SHAPES.get(state);
  if (!shape) SHAPES.set(state, (shape = new Path2D(STATES[state].path)));
  return shape;
}

export interface Painter { readonly mirror: Mirror; readonly scene: Scene; readonly palette: Palette; readonly matches: ((pod: number) => boolean) | undefined }

const colourOf = (p: Painter, state: number): string => p.palette.states[state] ?? p.palette.muted;

export function paintFrames(ctx: CanvasRenderingContext2D, p: Painter, scale: number): void {
  for (const frame of p.scene.frames) {
    ctx.strokeStyle = p.palette.border;
    ctx.lineWidth = 1 / scale;
    ctx.setLineDash([6 / scale, 5 / scale]);
    ctx.beginPath();
    ctx.roundRect(frame.x, frame.y, frame.w, frame.h, 14);
    ctx.stroke();
    ctx.setLineDash([]);
    const size = Math.max(12, 11 / scale);
    if (size > frame.w / 4) continue;
    ctx.fillStyle = p.palette.muted;
    ctx.font = `500 ${size}px ${p.palette.font}`;
    ctx.textBaseline = 'middle';
    ctx.fillText(frame.title.startsWith('zone') ? frame.title : `Zone ${frame.title}`, frame.x + 14, frame.y + 17, frame.w - 28);
  }
}

export function paintBox(ctx: CanvasRenderingContext2D, p: Painter, box: Box, scale: number): void {
  const state = box.table && box.slot >= 0 ? p.mirror.tables[box.table].get(box.slot, 'state') : STATE.pending;
  const colour = colourOf(p, state);
  ctx.fillStyle = p.palette.surface;
  ctx.strokeStyle = state === STATE.ready || !box.table ? p.palette.border : colour;
  ctx.lineWidth = Math.max(state === STATE.ready ? 1 : 2, (state === STATE.ready ? 0.7 : 1.4) / scale);
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, 12);
  ctx.fill();
  ctx.stroke();
  const title = box.table && box.slot >= 0 ? p.mirror.nameOf(box.table, box.slot) : box.title ?? '';
  if (scale > 0.18) {
    ctx.fillStyle = colour;
    ctx.save();
    ctx.translate(box.x + 14, box.y + 16);
    ctx.scale(1.5, 1.5);
    ctx.fill(shapeOf(state as State), 'evenodd');
    ctx.restore();
    ctx.fillStyle = p.palette.text;
    const size = Math.min(28, Math.max(15, 10 / scale));
    ctx.font = `600 ${size}px ${p.palette.font}`;
    ctx.textBaseline = 'middle';
    ctx.fillText(title, box.x + 40, box.y + 26, box.w - 52);
  }
  if (box.type === 'machine' && scale > 0.1) paintBars(ctx, p, box);
  if (p.scene instanceof MachinesScene) {
    const berths = p.scene.berths(box.key);
    if (berths) for (let cell = 0; cell < berths.cells.length; cell++) {
      const pod = berths.cells[cell]!;
      const bounds = p.scene.cellAt(box, cell);
      if (pod >= 0 && bounds) paintCell(ctx, p, pod, bounds, scale);
    }
  }
}

function paintBars(ctx: CanvasRenderingContext2D, p: Painter, box: Box): void {
  const { nodes } = p.mirror.tables;
  const bars: [number, number][] = [
    [nodes.get(box.slot, 'cpuUsedMillis'), nodes.get(box.slot, 'cpuMillis')], [nodes.get(box.slot, 'memoryUsedMi'), nodes.get(box.slot, 'memoryMi')], [nodes.get(box.slot, 'pods'), nodes.get(box.slot, 'podLimit')],
  ];
  const w = (MACHINE.cellsW - 16) / 3;
  bars.forEach(([used, all], i) => {
    const x = box.x + MACHINE.cellsX + i * (w + 8), y = box.y + 66;
    ctx.fillStyle = p.palette.border;
    ctx.fillRect(x, y, w, 6);
    ctx.fillStyle = p.palette.accent;
    ctx.fillRect(x, y, w * Math.min(1, all > 0 ? used / all : 0), 6);
  });
}

export function clearCell(ctx: CanvasRenderingContext2D, p: Painter, b: Bounds): void {
  ctx.fillStyle = p.palette.surface;
  ctx.fillRect(b.x, b.y, b.w, b.h);
}

/** A shape is filled once a colour; thousands of cells then copy it. */
const SPRITES = new Map<string, HTMLCanvasElement>();
const SPRITE_PX = 48;
function sprite(state: State, colour: string): HTMLCanvasElement {
  const key = `${state}${colour}`;
  let canvas = SPRITES.get(key);
  if (!canvas) {
    canvas = document.createElement('canvas');
    canvas.width = canvas.height = SPRITE_PX;
    const ctx = canvas.getContext('2d')!;
    ctx.scale(SPRITE_PX / 12, SPRITE_PX / 12);
    ctx.fillStyle = colour;
    ctx.fill(shapeOf(state), 'evenodd');
    SPRITES.set(key, canvas);
  }
  return canvas;
}

/** Paints one pod, over whatever was in its cell. */
export function paintCell(ctx: CanvasRenderingContext2D, p: Painter, pod: number, b: Bounds, scale: number): void {
  const state = p.mirror.tables.pods.get(pod, 'state') as State;
  const gap = Math.min(b.w, b.h) * 0.09;
  clearCell(ctx, p, b);
  if (state === STATE.none) return;
  if (p.matches && !p.matches(pod)) ctx.globalAlpha = 0.18;
  ctx.fillStyle = colourOf(p, state);
  const side = Math.min(b.w, b.h) - 2 * gap;
  if (side * scale >= 7) {
    ctx.globalAlpha *= 0.22;
    ctx.fillRect(b.x + gap, b.y + gap, b.w - 2 * gap, b.h - 2 * gap);
    ctx.globalAlpha /= 0.22;
    const size = Math.min(side * 0.8, 20);
    ctx.drawImage(sprite(state, colourOf(p, state)), b.x + b.w / 2 - size / 2, b.y + b.h / 2 - size / 2, size, size);
  } else ctx.fillRect(b.x + gap, b.y + gap, b.w - 2 * gap, b.h - 2 * gap);
  ctx.globalAlpha = 1;
}
