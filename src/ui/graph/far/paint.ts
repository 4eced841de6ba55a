/**
 * How boxes are painted on the far canvas, by their size on the screen: from afar a block of its pods' states, then a
 * tile with name, counts and capacity bars, and from near the pods in their cells.
 */
import { STATE, WORKLOAD_KINDS, type State } from '../../../bridge/protocol.ts';
import type { Box } from '../scenes/Scene.ts';
import { paintCells, showsCells } from './cells.ts';
import { bands, bars, colourOf, countsIn, inkOf, mark, tallies, words, type Ink, type Painter } from './ink.ts';

/** Heights of a box, px, at which it shows more. */
const TILE_PX = 24, FULL_PX = 84;
/** Width of a tile, px, below which its name has little room. */
const NAME_PX = 62;
const CARD_PX = 13, CARD_FULL_PX = 42;
/** From further away lines between boxes are a fog, and cost more than the boxes. */
const LEAST_EDGE_SCALE = 0.12;
/** World units of the widest text in a box. */
const LARGEST = 30;

export function paintFrames(ctx: CanvasRenderingContext2D, p: Painter, scale: number): void {
  const ink = inkOf(ctx, p, scale);
  for (const frame of p.scene.frames) {
    ctx.strokeStyle = p.palette.line > 1 ? p.palette.border : p.palette.borderStrong;
    ctx.lineWidth = ink.px(Math.min(1.5, p.palette.line));
    ctx.setLineDash([ink.px(6), ink.px(5)]);
    ctx.beginPath();
    ctx.roundRect(frame.x, frame.y, frame.w, frame.h, 14);
    ctx.stroke();
    ctx.setLineDash([]);
    if (frame.w * scale < 34) continue;
    // From afar the title has no room in its frame: it stands on it.
    const size = Math.max(14, ink.px(11));
    const inside = size * 1.15 < frame.head;
    words(ink, frame.title, frame.x + (inside ? 14 : 0), inside ? frame.y + frame.head / 2 : frame.y - size * 0.75, frame.w - (inside ? 28 : 0), size, 560, p.palette.muted);
  }
}

/** Lines between the boxes in a part of the world. */
export function paintEdges(ctx: CanvasRenderingContext2D, p: Painter, scale: number, left: number, top: number, side: number): void {
  if (p.scene.edges.length === 0 || scale < LEAST_EDGE_SCALE) return;
  ctx.strokeStyle = p.palette.line > 1 ? p.palette.border : p.palette.borderStrong;
  ctx.lineWidth = Math.max(1.6 * p.palette.line, p.palette.line / scale);
  ctx.beginPath();
  for (const edge of p.scene.edges) {
    const a = p.scene.boxes.get(edge.from), b = p.scene.boxes.get(edge.to);
    if (!a || !b || Math.min(a.x, b.x) > left + side || Math.max(a.x + a.w, b.x + b.w) < left || Math.min(a.y, b.y) > top + side || Math.max(a.y + a.h, b.y + b.h) < top) continue;
    if (a.type === 'component') { ctx.moveTo(a.x + a.w / 2, a.y + a.h / 2); ctx.lineTo(b.x + b.w / 2, b.y + b.h / 2); continue; }
    // On a phone a stack lies below its card.
    if (b.y >= a.y + a.h) { const x = Math.min(Math.max(a.x + a.w / 2, b.x + 12), b.x + b.w - 12); ctx.moveTo(x, a.y + a.h); ctx.lineTo(x, b.y); continue; }
    const x1 = a.x + a.w, y1 = a.y + a.h / 2, x2 = b.x, y2 = b.y + (b.open ? a.h : b.h) / 2, bend = Math.max(24, (x2 - x1) / 2);
    ctx.moveTo(x1, y1);
    ctx.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
  }
  ctx.stroke();
}

export function paintBox(ctx: CanvasRenderingContext2D, p: Painter, box: Box, scale: number): void {
  const ink = inkOf(ctx, p, scale);
  const state = stateOf(p, box);
  const dim = isDim(p, box);
  // What was there before must not shine through.
  const rim = Math.min(8, ink.px(1));
  ctx.clearRect(box.x - rim, box.y - rim, box.w + 2 * rim, box.h + 2 * rim);
  if (dim) ctx.globalAlpha = 0.28;
  plate(ink, box, state);
  if (box.type === 'machine') machine(ink, box, state);
  else if (box.type === 'stack' || box.type === 'waiting') stack(ink, box);
  else card(ink, box, state);
  ctx.globalAlpha = 1;
}

const stateOf = (p: Painter, box: Box): State => (box.table && box.slot >= 0 && box.type !== 'stack' ? p.mirror.tables[box.table].get(box.slot, 'state') as State : STATE.ready);
const titleOf = (p: Painter, box: Box): string => (box.table && box.slot >= 0 ? p.mirror.nameOf(box.table, box.slot) : box.title ?? '');

function isDim(p: Painter, box: Box): boolean {
  if (p.matchesBox && !p.matchesBox(box)) return true;
  return p.matches !== undefined && box.area !== undefined && (p.scene.pods.counts(box.key)?.[0] ?? 0) > 0 && !countsIn(p, box)?.[0];
}

function plate(ink: Ink, box: Box, state: State): void {
  const { ctx, p } = ink;
  const fine = state === STATE.ready || state === STATE.succeeded;
  const loose = box.type === 'stack' || box.type === 'waiting';
  ctx.fillStyle = p.palette.surface;
  ctx.strokeStyle = fine ? (loose ? p.palette.borderStrong : p.palette.border) : colourOf(p, state);
  ctx.lineWidth = Math.max(fine ? 1 : 2.5, ink.px(fine ? 0.8 : 1.8)) * p.palette.line;
  if (loose && box.h * ink.scale > CARD_PX) ctx.setLineDash([ink.px(4), ink.px(3)]);
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.w, box.h, 12);
  ctx.fill();
  ctx.stroke();
  ctx.setLineDash([]);
}

function machine(ink: Ink, box: Box, state: State): void {
  const { p, scale, px } = ink;
  const counts = countsIn(p, box);
  const high = box.h * scale, pad = Math.max(11, px(4));
  const x = box.x + pad, w = box.w - 2 * pad;
  if (high < TILE_PX) {
    const edge = box.h * (state === STATE.ready ? 0.1 : 0.2);
    return bands(ink, counts, { x: box.x + edge, y: box.y + edge, w: box.w - 2 * edge, h: box.h - 2 * edge });
  }
  if (high < FULL_PX) {
    // The tile: what there is room for, most telling first.
    const name = px(high < 40 ? 8.5 : high < 62 ? 9.25 : 10.5);
    const line = px(high < 40 ? 11 : 14);
    // In a small one the name of a node that is well has the room of its mark.
    const marked = state !== STATE.ready || box.w * scale >= NAME_PX ? name * 1.15 : 0;
    if (marked) mark(ink, state, x, box.y + pad * 0.6 + line / 2, name * 0.85);
    words(ink, titleOf(p, box), x + marked, box.y + pad * 0.6 + line / 2, w - marked, name, 620, p.palette.text, true);
    if (showsCells(p.scene, box, scale)) {
      if (high > 52) bars(ink, box, x, box.y + pad * 0.6 + line + px(1), w, px(2.5), px(4));
      return paintCells(ink, box);
    }
    const foot = px(Math.min(9, Math.max(6, high - 34)));
    bands(ink, counts, { x, y: box.y + box.h - pad - foot, w, h: foot });
    if (high > 38) tallies(ink, counts, x, box.y + pad * 0.6 + line * 1.5, w, px(9));
    if (high > 52) bars(ink, box, x, box.y + pad * 0.6 + line * 2.25, w, px(3), px(4));
    return;
  }
  const size = Math.min(LARGEST, Math.max(17, px(11.5)));
  mark(ink, state, box.x + 12, box.y + 24, size * 0.85);
  const status = p.mirror.text(p.mirror.tables.nodes.get(box.slot, 'status')).replace(',SchedulingDisabled', ', cordoned');
  const beside = state === STATE.ready ? 0 : words(ink, status, box.x + box.w - 12 - Math.min(130, status.length * size * 0.48), box.y + 24, 130, size * 0.78, 560, colourOf(p, state));
  words(ink, titleOf(p, box), box.x + 18 + size * 0.85, box.y + 24, box.w - 36 - size - beside, size, 640, p.palette.text, true);
  const small = Math.min(20, Math.max(12.5, px(9)));
  tallies(ink, counts, box.x + 12, box.y + 52, box.w - 24, small);
  bars(ink, box, box.x + 12, box.y + 70, box.w - 24, 6, 8);
  inside(ink, box);
}

/** The pods of a box, one by one or as bands. */
function inside(ink: Ink, box: Box): void {
  const { area } = box;
  if (!area) return;
  if (showsCells(ink.p.scene, box, ink.scale)) paintCells(ink, box);
  else bands(ink, countsIn(ink.p, box), { x: box.x + area.x, y: box.y + area.y + area.h * 0.1, w: area.w, h: area.h * 0.8 });
}

function stack(ink: Ink, box: Box): void {
  const { p, scale, px } = ink;
  const counts = countsIn(p, box);
  const high = box.h * scale, total = p.scene.pods.counts(box.key)?.[0] ?? 0;
  const pad = Math.max(10, px(3));
  if (high < CARD_PX && (box.type !== 'waiting' || high < 7)) return bands(ink, counts, { x: box.x + box.h * 0.12, y: box.y + box.h * 0.16, w: box.w - box.h * 0.24, h: box.h * 0.68 });
  const count = box.type === 'waiting' ? (total ? `${total.toLocaleString('en')} waiting for a node` : 'No pod waits for a node') : `${total.toLocaleString('en')} ${total === 1 ? 'pod' : 'pods'}`;
  const size = Math.min(LARGEST, Math.max(13, px(9.5)));
  if (box.type === 'waiting') {
    words(ink, count, box.x + 12, box.y + box.h / 2, (high < 16 ? box.w : box.area?.x ?? box.w) - 18, Math.min(Math.max(18, px(8.5)), box.h * 0.9), 620, p.palette.text);
    if (high < 16) return;
    if (total && showsCells(p.scene, box, scale)) paintCells(ink, box);
    else if (total) tallies(ink, counts, box.x + (box.area?.x ?? 0), box.y + box.h / 2, box.area?.w ?? 0, Math.min(26, Math.max(14, px(9))));
    return;
  }
  if (high < CARD_FULL_PX) {
    const wide = words(ink, count, box.x + pad, box.y + box.h / 2, box.w * 0.5, size, 620, p.palette.text);
    return bands(ink, counts, { x: box.x + pad + wide + px(5), y: box.y + box.h * 0.28, w: Math.max(0, box.w - wide - 2 * pad - px(5)), h: box.h * 0.44 });
  }
  const wide = words(ink, count, box.x + 12, box.y + 22, box.w - 24, size, 620, p.palette.text);
  tallies(ink, counts, box.x + 24 + wide, box.y + 22, box.w - wide - 36, size * 0.92);
  if (total) inside(ink, box);
}

function card(ink: Ink, box: Box, state: State): void {
  const { ctx, p, scale, px } = ink;
  const high = box.h * scale;
  if (high < CARD_PX) {
    ctx.fillStyle = colourOf(p, state);
    ctx.globalAlpha *= 0.6;
    ctx.fillRect(box.x + box.w * 0.05, box.y + box.h * 0.3, box.w * 0.9, box.h * 0.4);
    return;
  }
  const name = Math.min(LARGEST, Math.max(16, px(10)));
  const full = box.type === 'endpoints' ? p.mirror.text(p.mirror.tables.services.get(box.slot, 'status')) : titleOf(p, box);
  // What is owned has its owner's name before its own end, and stands beside it.
  const title = box.table === 'workloads' && p.mirror.tables.workloads.get(box.slot, 'owner') >= 0 ? full.slice(full.lastIndexOf('-') + 1) : full;
  if (high < CARD_FULL_PX) {
    const short = box.type === 'endpoints' ? endpointsOf(p, box) : title;
    mark(ink, state, box.x + Math.max(8, px(3)), box.y + box.h / 2, name * 0.8);
    words(ink, short, box.x + Math.max(8, px(3)) + name, box.y + box.h / 2, box.w - name - 2 * Math.max(8, px(3)), name, 600, p.palette.text);
    return;
  }
  const small = Math.max(12.5, px(8.5));
  words(ink, kindOf(p, box), box.x + 14, box.y + 17, box.w - 28, small, 480, p.palette.muted);
  mark(ink, state, box.x + 14, box.y + 42, name * 0.8);
  words(ink, title, box.x + 14 + name, box.y + 42, box.w - 28 - name, name, 620, p.palette.text);
  words(ink, lineOf(p, box), box.x + 14, box.y + box.h - 16, box.w - 28, small, 480, p.palette.muted);
}

const endpointsOf = (p: Painter, box: Box): string => `${p.mirror.tables.services.get(box.slot, 'ready').toLocaleString('en')} / ${p.mirror.tables.services.get(box.slot, 'total').toLocaleString('en')}`;

function kindOf(p: Painter, box: Box): string {
  if (box.type === 'endpoints') return 'Endpoints';
  if (box.type === 'service') return `Service · ${p.mirror.text(p.mirror.tables.services.get(box.slot, 'type'))}`;
  return box.table === 'workloads' ? WORKLOAD_KINDS[p.mirror.tables.workloads.get(box.slot, 'kind')]! : box.table === 'nodes' ? 'kubelet' : '';
}

function lineOf(p: Painter, box: Box): string {
  if (box.table === 'services') return p.mirror.text(p.mirror.tables.services.get(box.slot, box.type === 'endpoints' ? 'ports' : 'address'));
  if (box.table !== 'workloads') return '';
  const { workloads } = p.mirror.tables;
  return `${p.mirror.text(workloads.get(box.slot, 'status'))} ${workloads.get(box.slot, 'ready')} / ${workloads.get(box.slot, 'desired')}`;
}
