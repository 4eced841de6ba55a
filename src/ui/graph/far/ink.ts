/** What the painters of boxes share: text that keeps its size on the screen, bands of states, counts, bars. */
import type { State } from '../../../bridge/protocol.ts';
import type { Mirror } from '../../state/Mirror.ts';
import type { Counts } from '../scenes/Tally.ts';
import type { Bounds, Box, Scene } from '../scenes/Scene.ts';
import type { Palette } from './palette.ts';
import { sprite } from './sprite.ts';

export interface Painter {
  readonly mirror: Mirror;
  readonly scene: Scene;
  readonly palette: Palette;
  /** Which pods a filter leaves bright; undefined = all. */
  readonly matches: ((pod: number) => boolean) | undefined;
  /** The same for boxes that are things of their own (services, workloads). */
  readonly matchesBox: ((box: Box) => boolean) | undefined;
}

/** A context in world coordinates with the scale it is drawn at: `px(n)` is n pixels of the screen in world units. */
export interface Ink { readonly ctx: CanvasRenderingContext2D; readonly p: Painter; readonly scale: number; px(pixels: number): number }

export const inkOf = (ctx: CanvasRenderingContext2D, p: Painter, scale: number): Ink => ({ ctx, p, scale, px: (pixels) => pixels / scale });
export const colourOf = (p: Painter, state: number): string => p.palette.states[state] ?? p.palette.muted;

/** What is worst comes first, so that it is at the same place everywhere. */
const ORDER: readonly State[] = [5, 8, 3, 4, 2, 6, 1, 7];
const LEAST_SHARE = 0.07;

/** Text that is cut where it has no room: at its end, or before its end where that tells things apart. `size` in world units. Returns its width. */
export function words({ ctx, p }: Ink, text: string, x: number, y: number, room: number, size: number, weight: number, colour: string, keepsEnd = false): number {
  if (room < size) return 0;
  ctx.font = `${weight} ${size}px ${p.palette.font}`;
  ctx.fillStyle = colour;
  ctx.textBaseline = 'middle';
  let shown = text;
  let width = ctx.measureText(shown).width;
  if (width > room) {
    const keep = Math.floor(text.length * (room / width)) - 1;
    if (keep < 2) return 0;
    const end = keepsEnd ? Math.max(keep - 2, Math.min(keep, 3)) : 0;
    shown = `${text.slice(0, keep - end)}…${end ? text.slice(-end) : ''}`;
    width = Math.min(room, ctx.measureText(shown).width);
  }
  ctx.fillText(shown, x, y, room);
  return width;
}

/** Pods of a box by state; with a filter on, those that match. */
export function countsIn(p: Painter, box: Box): Counts | undefined {
  const counts = p.scene.pods.counts(box.key);
  if (!counts || !p.matches) return counts;
  const some = new Uint32Array(counts.length);
  for (const pod of p.scene.pods.berths(box.key)?.cells ?? []) if (pod >= 0 && p.matches(pod)) { some[p.mirror.tables.pods.get(pod, 'state')]!++; some[0]!++; }
  return some;
}

/** The states of a box's pods as shares of a bar; a state that is there at all can be seen. */
export function bands(ink: Ink, counts: Counts | undefined, { x, y, w, h }: Bounds): void {
  const { ctx, p } = ink;
  const total = counts?.[0] ?? 0;
  if (!counts || total === 0) { ctx.fillStyle = p.palette.track; ctx.globalAlpha *= 0.45; ctx.fillRect(x, y, w, h); ctx.globalAlpha /= 0.45; return; }
  let sum = 0;
  for (const state of ORDER) if (counts[state]) sum += Math.max(LEAST_SHARE, counts[state]! / total);
  let at = x;
  for (const state of ORDER) {
    if (!counts[state]) continue;
    const part = (Math.max(LEAST_SHARE, counts[state]! / total) / sum) * w;
    ctx.fillStyle = colourOf(p, state);
    // What is well is quieter than what is not.
    const alpha = ctx.globalAlpha;
    if (state === 1 || state === 7) ctx.globalAlpha = alpha * 0.58;
    ctx.fillRect(at, y, part, h);
    ctx.globalAlpha = alpha;
    at += part;
  }
}

/** `● 28  ▲ 2`: each state's shape and how many, worst first, as far as there is room. */
export function tallies(ink: Ink, counts: Counts | undefined, x: number, y: number, room: number, size: number): void {
  if (!counts) return;
  let at = x;
  for (const state of ORDER) {
    if (!counts[state]) continue;
    const text = counts[state]!.toLocaleString('en');
    const need = size * (1.15 + text.length * 0.62);
    if (at + need > x + room) return;
    ink.ctx.drawImage(sprite(state, colourOf(ink.p, state)), at, y - size * 0.45, size * 0.9, size * 0.9);
    words(ink, text, at + size * 1.1, y, size * 6, size, 560, ink.p.palette.text);
    at += need + size * 0.55;
  }
}

/** How full a node is: CPU, memory, pods. */
export function bars({ ctx, p }: Ink, box: Box, x: number, y: number, w: number, h: number, gap: number): void {
  const { nodes } = p.mirror.tables;
  const pairs: readonly (readonly [used: number, all: number])[] = [
    [nodes.get(box.slot, 'cpuUsedMillis'), nodes.get(box.slot, 'cpuMillis')], [nodes.get(box.slot, 'memoryUsedMi'), nodes.get(box.slot, 'memoryMi')], [nodes.get(box.slot, 'pods'), nodes.get(box.slot, 'podLimit')],
  ];
  const each = (w - 2 * gap) / 3;
  pairs.forEach(([used, all], i) => {
    const share = all > 0 ? Math.min(1, used / all) : 0;
    const left = x + i * (each + gap);
    ctx.fillStyle = p.palette.track;
    ctx.fillRect(left, y, each, h);
    ctx.fillStyle = share > 0.85 ? colourOf(p, 3) : p.palette.accent;
    ctx.fillRect(left, y, each * share, h);
  });
}

export function mark(ink: Ink, state: State, x: number, y: number, size: number): void {
  if (state) ink.ctx.drawImage(sprite(state, colourOf(ink.p, state)), x, y - size / 2, size, size);
}
