/**
 * What a shell line writes, worked out from its text: `echo` and `date`, in order, and once a turn inside an endless loop. Words that
 * come from a counter (`i=$((i+1))`) or from `$(date)` are filled in; whatever else a script does is not seen here.
 */
import { formatTime } from '../kernel/time.ts';
import type { Output, OutputLine } from './program.ts';

const LOOP = /^([\s\S]*?)\bwhile\s+(?:true|:|\[\s*1\s*\])\s*;?\s*do\s([\s\S]*?);?\s*done\b/;
const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86400 };

/** Undefined when it writes nothing. */
export function scriptOutput(script: string): Output | undefined {
  const [, before = script, body] = LOOP.exec(script) ?? [];
  const counters = new Map<string, { start: number; step: number }>();
  for (const [, name, start] of before.matchAll(/\b(\w+)=(\d+)/g)) counters.set(name!, { start: Number(start), step: 0 });
  for (const [, name, step] of (body ?? '').matchAll(/\b(\w+)=\$\(\(\s*\w+\s*\+\s*(\d+)\s*\)\)/g)) counters.set(name!, { start: counters.get(name!)?.start ?? 0, step: Number(step) });
  const head = linesOf(before, counters);
  if (body === undefined) return head.lines.length > 0 ? { lines: head.lines } : undefined;
  const turn = linesOf(body, counters);
  if (head.lines.length === 0 && turn.lines.length === 0) return undefined;
  return { lines: head.lines, ...(turn.lines.length > 0 ? { loop: { afterMs: head.tookMs, everyMs: Math.max(turn.tookMs, 10), lines: turn.lines } } : {}) };
}

function linesOf(part: string, counters: ReadonlyMap<string, { start: number; step: number }>): { lines: OutputLine[]; tookMs: number } {
  const lines: OutputLine[] = [];
  let tookMs = 0;
  for (const command of part.split(/;|&&|\n/).map((text) => text.trim())) {
    const sleep = /^(?:\/bin\/)?sleep\s+([\d.]+)([smhd]?)/.exec(command);
    if (sleep) { tookMs += Number(sleep[1]) * (UNITS[sleep[2]!] ?? 1) * 1000; continue; }
    if (/^exit\b/.test(command)) break;
    const echo = /^(?:\/bin\/)?(?:echo|printf)\s+(?:-[ne]+\s+)?(.*)$/s.exec(command);
    const date = /^(?:\/bin\/)?date$/.test(command);
    // What goes into a file or another program is not in the log.
    if ((!echo && !date) || />\s*[^&\s]*[\w/]|\|/.test(withoutQuotes(command).replace(/>&[12]|>\s*\/dev\/std(out|err)/g, ''))) continue;
    const words = date ? '$(date)' : unquoted(echo![1]!.replace(/\s*\d?>&\d\s*$|\s*>\s*\/dev\/std(out|err)\s*$/, ''));
    lines.push({ afterMs: tookMs, ...(/>&2|\/dev\/stderr/.test(command) ? { stderr: true } : {}), text: (turn, atMs) => filled(words, counters, turn, atMs) });
  }
  return { lines, tookMs };
}

const withoutQuotes = (text: string): string => text.replace(/"[^"]*"|'[^']*'/g, '');
const unquoted = (text: string): string => text.replace(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? '').trim();

function filled(words: string, counters: ReadonlyMap<string, { start: number; step: number }>, turn: number, atMs: number): string {
  return words.replace(/\$\(date[^)]*\)|`date[^`]*`/g, () => dateText(atMs)).replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    const counter = counters.get(name);
    return counter ? String(counter.start + counter.step * turn) : whole;
  });
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As `date` prints: `Thu Jan  1 00:00:05 UTC 2026`. */
export function dateText(atMs: number): string {
  const [date = '', time = ''] = formatTime(atMs).split('T');
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return `${DAYS[Math.floor(atMs / 86_400_000) % 7]} ${MONTHS[month - 1]} ${String(day).padStart(2)} ${time.slice(0, 8)} UTC ${year}`;
}
