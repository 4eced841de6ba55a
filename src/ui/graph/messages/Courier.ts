/**
 * Turns what the trace tells into messages on their way, one after another, slowly enough to follow: a watch event from
 * the API server to who waits for it, that one's request to the API server, the write to etcd. When many wait they
 * start closer together, and what is left over is told in the list only.
 */
import type { MessageRow } from '../../../bridge/protocol.ts';
import { isHeartbeat, sayMessage, sayWrite } from './traffic.ts';

/** Without a text it is a heartbeat, drawn small. */
export interface Leg { readonly from: string; readonly to: string; readonly text: string; readonly act: string; readonly startAt: number; readonly ms: number }

/** Wall ms of one leg, and between two messages when none wait, and when many do; at low speed and at high. */
const SLOW = { legMs: 1000, gapMs: 700, leastMs: 90 }, FAST = { legMs: 450, gapMs: 160, leastMs: 40 };
/** Share of a leg after which the next one starts. */
const OVERLAP = 0.8;
const MOST_WAITING = 120;

export class Courier {
  #waiting: { row: MessageRow; box: string }[] = [];
  #nextAt = 0;
  legs: Leg[] = [];

  get busy(): boolean { return this.legs.length > 0 || this.#waiting.length > 0; }

  add(row: MessageRow, box: string): void {
    if (this.#waiting.length >= MOST_WAITING) {
      // Heartbeats give way first.
      const dull = this.#waiting.findIndex((w) => isHeartbeat(w.row));
      this.#waiting.splice(Math.max(0, dull), 1);
    }
    this.#waiting.push({ row, box });
  }

  /** Starts what is due and forgets what has arrived. `speed` = virtual seconds a second. */
  tick(now: number, speed: number): void {
    const pace = speed <= 1 ? SLOW : FAST;
    this.legs = this.legs.filter((leg) => now < leg.startAt + leg.ms);
    this.#nextAt = Math.max(this.#nextAt, now - pace.gapMs);
    while (this.#waiting.length && this.#nextAt <= now) {
      const { row, box } = this.#waiting.shift()!;
      this.#start(row, box, now, pace.legMs);
      this.#nextAt += Math.max(pace.leastMs, pace.gapMs / (1 + this.#waiting.length / 4));
    }
  }

  #start(row: MessageRow, box: string, now: number, ms: number): void {
    let startAt = now;
    const beat = isHeartbeat(row);
    const go = (from: string, to: string, text: string): void => { this.legs.push({ from, to, text: beat ? '' : text, act: row.act, startAt, ms }); startAt += ms * OVERLAP; };
    if (box !== 'apiserver') {
      if (row.because && box !== 'you') go('apiserver', box, `watch: ${sayWrite(row.because)}`);
      go(box, 'apiserver', sayMessage(row));
    }
    if (row.revision) go('apiserver', 'etcd', `revision ${row.revision}`);
  }
}
