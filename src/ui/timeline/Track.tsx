/** The track under time's controls: a tick an event (warnings are tall), a bar with its name a fault, the newest at the right. */
import { useEffect, useRef, type PointerEvent } from 'react';
import type { FaultRow } from '../../bridge/protocol.ts';
import { cardOf } from '../faults/cards.ts';
import { mirror } from '../state/cluster.ts';
import { useChecks } from '../state/steadyState.ts';
import { elapsedText, useClock } from '../state/clock.ts';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';

const WINDOWS_MS = [60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, 86_400_000, 7 * 86_400_000];
const REPAINT_MS = 200;
const PAD_PX = 8;
/** Rows for faults that overlap; more share the last. */
const LANES = 3;
const MOST_PX = 15;
/** How far from a tick the pointer still means it. */
const NEAR_PX = 4;

export function Track() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useDocumentTheme();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let paintedAt = -Infinity;
    let ink: Ink | undefined;
    let size = { w: 0, h: 0 };
    const now = (): void => { timer = undefined; paintedAt = performance.now(); if (canvas.current && size.w && size.h) paint(canvas.current, (ink ??= readInk(canvas.current)), size.w, size.h); };
    // At rest the track is painted with the clock, in one frame; more often than that is put off.
    const soon = (): void => { if (timer === undefined) { if (performance.now() - paintedAt >= REPAINT_MS) now(); else timer = setTimeout(now, REPAINT_MS); } };
    // It tells the size at once: asked of the element in the midst of a change, that would lay out the whole page.
    const observer = new ResizeObserver(([entry]) => { size = { w: Math.round(entry!.contentRect.width), h: Math.round(entry!.contentRect.height) }; soon(); });
    observer.observe(canvas.current!);
    // The document has its new theme a frame after this one.
    const frame = requestAnimationFrame(() => { ink = undefined; soon(); });
    const stops = [useClock.subscribe((c, before) => { if (c.nowMs !== before.nowMs) soon(); }), mirror.onTable('events', soon), mirror.onTable('faults', soon)];
    return () => { clearTimeout(timer); cancelAnimationFrame(frame); observer.disconnect(); for (const stop of stops) stop(); };
  }, [theme]);
  const tell = (event: PointerEvent<HTMLCanvasElement>): void => { const { offsetX, offsetY } = event.nativeEvent; event.currentTarget.title = at(event.currentTarget, offsetX, offsetY); };
  return <canvas ref={canvas} className="track" role="img" aria-label="Events and faults over time" onPointerMove={tell} />;
}

/** The colours and the type of the track; read once a theme. */
interface Ink { readonly border: string; readonly faint: string; readonly accent: string; readonly failing: string; readonly notready: string; readonly text: string; readonly font: string; readonly fontSize: string }

function readInk(canvas: HTMLCanvasElement): Ink {
  const style = getComputedStyle(canvas);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return { border: of('border'), faint: of('faint'), accent: of('accent'), failing: of('failing'), notready: of('notready'), text: of('text'), font: of('font'), fontSize: style.fontSize };
}

interface Scale { readonly from: number; readonly span: number; readonly x: (ms: number) => number; readonly base: number }

function scaleOf(w: number, h: number): Scale {
  const { nowMs, startMs } = useClock.getState();
  const span = WINDOWS_MS.find((ms) => ms > (nowMs - startMs) * 1.05) ?? WINDOWS_MS.at(-1)!;
  const from = Math.max(startMs, nowMs - span * 0.96);
  const base = h - Math.max(15, h * 0.28);
  return { from, span, x: (ms) => ((ms - from) / span) * (w - 2 * PAD_PX) + PAD_PX, base };
}

interface Bar { readonly fault: FaultRow; readonly lane: number; readonly startMs: number; readonly endMs: number }

/** Each fault in the highest row that is free, above the ticks. */
function lanesOf({ from, span, base }: Scale, nowMs: number): { bars: Bar[]; laneHeight: number } {
  const free: number[] = [];
  const bars = [...mirror.pastFaults, ...mirror.faults].filter((f) => !f.endMs || f.endMs >= from).sort((a, b) => a.startMs - b.startMs).map((fault) => {
    const startMs = Math.max(from, fault.startMs), endMs = Math.min(from + span, Math.max(startMs, fault.endMs || nowMs));
    let lane = free.findIndex((until) => until <= startMs);
    if (lane < 0) lane = Math.min(free.length, LANES - 1);
    free[lane] = Math.max(free[lane] ?? 0, endMs);
    return { fault, lane, startMs, endMs };
  });
  return { bars, laneHeight: Math.min(MOST_PX, (base - 6) / Math.max(1, free.length)) };
}

/** What lies there, in words. */
function at(canvas: HTMLCanvasElement, px: number, py: number): string {
  const { nowMs, startMs } = useClock.getState();
  const scale = scaleOf(canvas.clientWidth, canvas.clientHeight);
  const { bars, laneHeight } = lanesOf(scale, nowMs);
  const fault = bars.find((f) => px >= scale.x(f.startMs) - 2 && px <= scale.x(f.endMs) + 2 && py >= 2 + f.lane * laneHeight && py < 2 + (f.lane + 1) * laneHeight)?.fault;
  if (fault) return `${titleOf(fault)} from ${elapsedText(fault.startMs - startMs)}${fault.endMs ? ` to ${elapsedText(fault.endMs - startMs)}` : ''}`;
  for (let i = mirror.events.length - 1; i >= 0 && mirror.events[i]!.atMs >= scale.from; i--) {
    const event = mirror.events[i]!;
    if (Math.abs(scale.x(event.atMs) - px) <= NEAR_PX) return `${elapsedText(event.atMs - startMs)} ${event.reason}: ${event.kind} ${event.name}`;
  }
  return '';
}

const titleOf = (fault: FaultRow): string => `${cardOf(fault.type)?.title ?? fault.type}${fault.targetName ? ` on ${fault.targetName}` : ''}`;

function paint(canvas: HTMLCanvasElement, ink: Ink, w: number, h: number): void {
  const { nowMs, startMs } = useClock.getState();
  const ratio = Math.min(2, devicePixelRatio || 1);
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) { canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio); }
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, w, h);
  const scale = scaleOf(w, h);
  const { from, span, x, base } = scale;
  ctx.fillStyle = ink.border;
  ctx.fillRect(PAD_PX, base, w - 2 * PAD_PX, 1);
  ctx.fillStyle = ink.faint;
  ctx.font = `500 ${ink.fontSize} ${ink.font}`;
  ctx.textBaseline = 'top';
  const widest = ctx.measureText(elapsedText(from + span - startMs)).width + 12;
  const step = span / Math.max(2, Math.min(6, Math.floor((w - 2 * PAD_PX) / (widest * 1.3))));
  for (let t = Math.ceil((from - startMs) / step) * step + startMs; t <= from + span; t += step) {
    if (x(t) > w - widest) break;
    ctx.fillRect(x(t), base, 1, 4);
    ctx.fillText(elapsedText(t - startMs), x(t) + 4, base + 3);
  }
  for (let i = mirror.events.length - 1; i >= 0 && i > mirror.events.length - 2000; i--) {
    const event = mirror.events[i]!;
    if (event.atMs < from) continue;
    const warning = event.type === 'Warning';
    ctx.fillStyle = warning ? ink.failing : ink.accent;
    ctx.globalAlpha = warning ? 0.95 : 0.6;
    ctx.fillRect(x(event.atMs), base - (warning ? 14 : 7), warning ? 2 : 1.5, warning ? 14 : 7);
  }
  const { bars, laneHeight } = lanesOf(scale, nowMs);
  for (const { fault, lane, startMs: start, endMs: end } of bars) {
    const top = 2 + lane * laneHeight, height = laneHeight - 2, middle = Math.max(start, Math.min(end, nowMs));
    ctx.fillStyle = ink.failing;
    // What is yet to come, or to end, reaches past now: paler.
    ctx.globalAlpha = 0.34;
    if (middle > start || end === start) ctx.fillRect(x(start), top, Math.max(2, x(middle) - x(start)), height);
    ctx.globalAlpha = 0.14;
    if (end > middle) ctx.fillRect(x(middle), top, x(end) - x(middle), height);
    ctx.globalAlpha = 1;
    ctx.fillRect(x(start), top, 2, height);
    // The name may stand out beyond a short bar, up to the next one of its row.
    const next = bars.find((f) => f.lane === lane && f.startMs > start);
    const room = (next ? x(next.startMs) : w) - x(start) - 10;
    if (room < 24 || height < 8) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(x(start), top, room + 8, height);
    ctx.clip();
    ctx.fillStyle = ink.text;
    ctx.textBaseline = 'middle';
    ctx.font = `500 ${Math.min(parseFloat(ink.fontSize), height)}px ${ink.font}`;
    ctx.fillText(titleOf(fault), x(start) + 6, top + height / 2 + 0.5);
    ctx.restore();
  }
  ctx.globalAlpha = 0.95;
  ctx.fillStyle = ink.notready;
  for (const check of useChecks.getState().checks) for (const gap of check.broken) {
    const start = Math.max(from, gap.fromMs), end = gap.toMs ?? nowMs;
    if (end >= from) ctx.fillRect(x(start), base - 2, Math.max(2, x(end) - x(start)), 3);
  }
  ctx.globalAlpha = 1;
  ctx.fillStyle = ink.text;
  ctx.fillRect(x(nowMs) - 0.5, 1, 2, base + 2);
}
