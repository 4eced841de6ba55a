/**
 * What changed in the node table, in order. Readers keep a position and catch up from there; entries are kept for a
 * while only, and a reader that fell behind starts over. Read backwards, it tells how the table was a moment ago.
 */
import type { Node } from '../api/types.ts';
import type { PodInfo } from './pod-info.ts';

/**
 * `add`, `remove`: a pod came or went. `nominate`, `denominate`: likewise for nominations. `row`: allocatable or images
 * changed. `topology`: labels, taints or `unschedulable` changed, or the node itself came or went.
 */
export type JournalKind = 'add' | 'remove' | 'nominate' | 'denominate' | 'row' | 'topology';

const CAPACITY = 1 << 15;
const MASK = CAPACITY - 1;

export class Journal {
  /** Position of the next entry. */
  end = 0;
  #kinds: JournalKind[] = [];
  #rows: number[] = [];
  /** The pod; for `row` and `topology` the node as it was, or null when it was not there. */
  #what: (PodInfo | Node | null)[] = [];

  get start(): number { return Math.max(0, this.end - CAPACITY); }

  add(kind: JournalKind, row: number, what: PodInfo | Node | null): void {
    const slot = this.end++ & MASK;
    this.#kinds[slot] = kind;
    this.#rows[slot] = row;
    this.#what[slot] = what;
  }

  kind(position: number): JournalKind { return this.#kinds[position & MASK]!; }
  row(position: number): number { return this.#rows[position & MASK]!; }
  pod(position: number): PodInfo { return this.#what[position & MASK] as PodInfo; }
  node(position: number): Node | null { return this.#what[position & MASK] as Node | null; }
}
