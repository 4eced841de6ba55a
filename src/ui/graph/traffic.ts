/** What each component of the control plane last did, for its card. */
import type { MessageRow } from '../../bridge/protocol.ts';

class Traffic {
  #last = new Map<string, string>();
  #counts = new Map<string, number>();
  #listeners = new Map<string, Set<() => void>>();

  note(box: string, row: MessageRow): void {
    this.#last.set(box, `${row.act} ${row.subject.replace(/^(\w+)\.[\w.]+\//, '$1/')}`);
    this.#counts.set(box, this.count(box) + 1);
    for (const listener of this.#listeners.get(box) ?? []) listener();
  }

  last(box: string): string | undefined { return this.#last.get(box); }
  count(box: string): number { return this.#counts.get(box) ?? 0; }

  onChange(box: string, listener: () => void): () => void {
    let set = this.#listeners.get(box);
    if (!set) this.#listeners.set(box, (set = new Set()));
    set.add(listener);
    return () => { set.delete(listener); };
  }
}

export const traffic = new Traffic();
