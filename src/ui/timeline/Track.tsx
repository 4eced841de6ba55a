/** The track under time's controls: a tick an event, a span a fault, the newest at the right. */
import { useEffect, useRef } from 'react';
import { mirror } from '../state/cluster.ts';
import { useChecks } from '../state/steadyState.ts';
import { elapsedText, useClock } from '../state/clock.ts';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';

const WINDOWS_MS = [60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, 86_400_000, 7 * 86_400_000];
const REPAINT_MS = 200;

export function Track() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useDocumentTheme();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => { timer ??= setTimeout(() => { timer = undefined; if (canvas.current) paint(canvas.current); }, REPAINT_MS); };
    soon();
    const observer = new ResizeObserver(soon);
    observer.observe(canvas.current!);
    const stops = [useClock.subscribe((c, before) => { if (c.nowMs !== before.nowMs) soon(); }), mirror.onTable('events', soon), mirror.onTable('faults', soon)];
    return () => { clearTimeout(timer); observer.disconnect(); for (const stop of stops) stop(); };
  }, [theme]);
  return <canvas ref={canvas} className="track" role="img" aria-label="Events and faults over time" />;
}

function paint(canvas: HTMLCanvasElement): void {
  const { nowMs, startMs } = useClock.getState();
  const ratio = Math.min(2, devicePixelRatio || 1);
  const w = canvas.clientWidth, h = canvas.clientHeight;
  if (!w || !h) return;
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) { canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio); }
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, w, h);
  const style = getComputedStyle(canvas);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  const span = WINDOWS_MS.find((ms) => ms > (nowMs - startMs) * 1.05) ?? WINDOWS_MS.at(-1)!;
  const from = Math.max(startMs, nowMs - span * 0.96);
  const x = (ms: number): number => ((ms - from) / span) * (w - 16) + 8;
  const base = h - 15;
  ctx.fillStyle = of('--border');
  ctx.fillRect(8, base, w - 16, 1);
  ctx.fillStyle = of('--faint');
  ctx.font = `500 10px ${of('--font')}`;
  ctx.textBaseline = 'top';
  const step = span / 6;
  for (let t = Math.ceil((from - startMs) / step) * step + startMs; t <= from + span; t += step) {
    if (x(t) > w - 46) break;
    ctx.fillRect(x(t), base, 1, 4);
    ctx.fillText(elapsedText(t - startMs), x(t) + 3, base + 3);
  }
  ctx.globalAlpha = 0.3;
  ctx.fillStyle = of('--failing');
  for (const fault of [...mirror.pastFaults, ...mirror.faults]) {
    if (fault.endMs && fault.endMs < from) continue;
    // What is yet to come, or to end, reaches past now: paler, to the end of the track at most.
    const start = Math.max(from, fault.startMs), end = Math.min(from + span, fault.endMs || nowMs);
    ctx.globalAlpha = fault.phase === 'Pending' ? 0.15 : 0.3;
    ctx.fillRect(x(start), 3, Math.max(2, x(Math.min(end, Math.max(start, nowMs))) - x(start)), base - 5);
    ctx.globalAlpha = 0.12;
    if (end > nowMs) ctx.fillRect(x(Math.max(start, nowMs)), 3, x(end) - x(Math.max(start, nowMs)), base - 5);
  }
  ctx.globalAlpha = 0.9;
  ctx.fillStyle = of('--notready');
  for (const check of useChecks.getState().checks) for (const gap of check.broken) {
    const start = Math.max(from, gap.fromMs), end = gap.toMs ?? nowMs;
    if (end >= from) ctx.fillRect(x(start), base - 2, Math.max(2, x(end) - x(start)), 3);
  }
  ctx.globalAlpha = 1;
  for (let i = mirror.events.length - 1; i >= 0 && i > mirror.events.length - 2000; i--) {
    const event = mirror.events[i]!;
    if (event.atMs < from) continue;
    const warning = event.type === 'Warning';
    ctx.fillStyle = of(warning ? '--failing' : '--accent');
    ctx.globalAlpha = warning ? 0.95 : 0.55;
    ctx.fillRect(x(event.atMs), warning ? 4 : base - 10, 1.5, warning ? base - 5 : 9);
  }
  ctx.globalAlpha = 1;
  ctx.fillStyle = of('--text');
  ctx.fillRect(x(nowMs) - 0.5, 1, 2, base + 2);
}
