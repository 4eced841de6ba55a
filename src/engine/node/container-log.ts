/** What one run of a container wrote: its program's own lines, worked out when they are read, and those of requests it answered. */
import type { Output } from '../workloads/program.ts';

export interface LogLine {
  /** Virtual instant, ms since 1970. */
  readonly atMs: number;
  readonly stderr: boolean;
  readonly text: string;
  /** No newline follows: the program ended first. */
  readonly partial?: boolean;
}

/** A kubelet rotates logs; of lines about requests so many are kept. */
const KEPT = 2000;
/** An endless loop's turns that are looked back at. */
const TURNS = 5000;

export class ContainerLog {
  #requests: LogLine[] | undefined;
  /** When the run ended; Infinity while it goes on. */
  endMs = Infinity;

  constructor(private readonly startMs: number, private readonly output: Output | undefined) {}

  add(line: LogLine): void {
    const requests = (this.#requests ??= []);
    requests.push(line);
    if (requests.length > 2 * KEPT) this.#requests = requests.slice(-KEPT);
  }

  /** Lines written after `afterMs`, up to and with `untilMs`, oldest first. */
  lines(afterMs: number, untilMs: number): LogLine[] {
    const until = Math.min(untilMs, this.endMs);
    const found: LogLine[] = [];
    const take = (base: number, turn: number, lines: Output['lines']): void => {
      for (const { afterMs: delay, stderr = false, text } of lines) {
        const atMs = base + delay;
        if (atMs > afterMs && atMs <= until) found.push({ atMs, stderr, text: text(turn, atMs) });
      }
    };
    const { output } = this;
    if (output) take(this.startMs, 0, output.lines);
    if (output?.loop) {
      const { loop } = output;
      const begin = this.startMs + loop.afterMs;
      const last = Math.floor((until - begin) / loop.everyMs);
      for (let turn = Math.max(0, Math.floor((afterMs - begin) / loop.everyMs) - 1, last - TURNS); turn <= last; turn++) take(begin + turn * loop.everyMs, turn, loop.lines);
    }
    if (!this.#requests) return found;
    for (const line of this.#requests) if (line.atMs > afterMs && line.atMs <= until) found.push(line);
    return found.sort((a, b) => a.atMs - b.atMs);
  }
}
