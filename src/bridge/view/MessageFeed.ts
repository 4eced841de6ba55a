/** The newest entries of the cause trace, while somebody looks (the control-plane view). */
import type { Trace, TraceEntry } from '../../engine/kernel/trace.ts';
import type { MessageRow } from '../protocol.ts';

/** Entries a batch carries at most; a view cannot show more in a frame. */
const LIMIT = 60;
/** Causes looked at for the write that woke somebody. */
const STEPS = 12;

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
      if (!entry) continue;
      // A person's input is told by the write that it makes.
      if (entry.act === 'input') continue;
      const because = entry.revision ? this.#because(entry) : undefined;
      rows.push({ atMs: entry.atMs, actor: entry.actor, act: entry.act, subject: entry.subject, revision: entry.revision, ...(because ? { because } : {}) });
    }
    this.#seen = last;
    return rows;
  }

  /** The nearest write before it in its chain of causes: the watch event that it answers. */
  #because(entry: TraceEntry): string | undefined {
    for (let cause = this.trace.get(entry.cause), steps = 0; cause && steps < STEPS; cause = this.trace.get(cause.cause), steps++) {
      if (cause.revision) return `${cause.act} ${cause.subject}`;
    }
    return undefined;
  }
}
