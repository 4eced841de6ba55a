import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { STATE, type TableName } from '../../../bridge/protocol.ts';
import { mirror } from '../../state/cluster.ts';
import { useTableSlowly } from '../../state/hooks.ts';
import { rowMatches } from '../matches.ts';
import { podFilter } from '../podFilter.ts';
import { sortSliced } from './sortSliced.ts';

/** Rows that are sorted at once; more are sorted in slices, and meanwhile what is new stands at the end. */
const AT_ONCE = 10_000;
/** Wall ms of a slice, and between two of them. */
const SLICE_MS = 5, REST_MS = 20;

const keys = new Map<string, string>();
/** node-2 before node-10: numbers in a name count by their size. */
function sortKey(name: string): string {
  let key = keys.get(name);
  if (key === undefined) {
    if (keys.size > 4 * AT_ONCE) keys.clear();
    keys.set(name, (key = name.replace(/\d+/g, (digits) => digits.padStart(9, '0'))));
  }
  return key;
}

/** The order of a table's rows by name, made anew only when other rows are there. */
class NameOrder {
  #found: readonly number[] = [];
  #sorted: readonly number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onSorted`: what was being sorted in slices is. */
  constructor(private readonly table: TableName, private readonly onSorted: () => void) {}

  get sorting(): boolean { return this.#timer !== undefined; }

  now(): readonly number[] {
    const rows = mirror.tables[this.table];
    const found: number[] = [];
    const all = !podFilter.on;
    for (let slot = 0; slot < rows.length; slot++) if (rows.get(slot, 'state') !== STATE.none && (all || rowMatches(this.table, slot))) found.push(slot);
    if (found.length === this.#found.length && found.every((slot, i) => slot === this.#found[i])) return this.#sorted;
    if (found.length > AT_ONCE) { this.#sortSoon(found); return this.#patched(found); }
    this.stop();
    const named = found.map((slot) => ({ slot, key: sortKey(mirror.nameOf(this.table, slot)) }));
    named.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    this.#found = found;
    this.#sorted = named.map((row) => row.slot);
    return this.#sorted;
  }

  stop(): void { clearTimeout(this.#timer); this.#timer = undefined; }

  /** The last order without what is gone; what is new comes last. */
  #patched(found: readonly number[]): readonly number[] {
    const left = new Set(found);
    const order: number[] = [];
    for (const slot of this.#sorted) if (left.delete(slot)) order.push(slot);
    order.push(...left);
    return order;
  }

  #sortSoon(found: readonly number[]): void {
    if (this.#timer !== undefined) return;
    const steps = sortSliced(found, (slot) => sortKey(mirror.nameOf(this.table, slot)));
    const slice = (): void => {
      const until = performance.now() + SLICE_MS;
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) { this.#timer = undefined; this.#found = found; this.#sorted = step.value; this.onSorted(); return; }
        if (performance.now() > until) break;
      }
      this.#timer = setTimeout(slice, REST_MS);
    };
    this.#timer = setTimeout(slice, 0);
  }
}

/** The rows of a table that search and filters leave, by name; `sorting` while so many came that they are not in order yet. */
export function useSortedSlots(table: TableName): { readonly slots: readonly number[]; readonly sorting: boolean } {
  const version = useTableSlowly(table, 200);
  const filter = useSyncExternalStore(podFilter.onChange, () => podFilter.version);
  const [sorted, setSorted] = useState(0);
  const [order] = useState(() => new NameOrder(table, () => setSorted((n) => n + 1)));
  useEffect(() => () => order.stop(), [order]);
  return useMemo(() => { void version; void filter; void sorted; return { slots: order.now(), sorting: order.sorting }; }, [order, version, filter, sorted]);
}
