/** The newest entries of the cause trace, while somebody looks (the control-plane view). */
import type { Trace } from '../../engine/kernel/trace.ts';
import type { MessageRow } from '../protocol.ts';

/** Entries a batch carries at most; a view cannot show more in a frame. */
const LIMIT = 60;

export class MessageFeed {
  #on = false;
  #seen = 0;

  constructor(private readonly trace: Trace) {}

  set on(on: boolean) {
    this.#on = on;
    this.#seen = this.trace.last;
  }

  get pending(): boolean { return this.#on && this.trace.last > this.#seen; }

  take(): MessageRow[] | undefined {
    if (!this.pending) return undefined;
    const rows: MessageRow[] = [];
    const last = this.trace.last;
    for (let id = Math.max(this.#seen + 1, last - LIMIT + 1); id <= last; id++) {
      const entry = this.trace.get(id);
      if (entry) rows.push({ atMs: entry.atMs, actor: entry.actor, act: entry.act, subject: entry.subject, revision: entry.revision });
    }
    this.#seen = last;
    return rows;
  }
}
