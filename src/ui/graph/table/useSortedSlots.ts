import { useMemo, useState, useSyncExternalStore } from 'react';
import { STATE, type TableName } from '../../../bridge/protocol.ts';
import { mirror } from '../../state/cluster.ts';
import { useTableSlowly } from '../../state/hooks.ts';
import { rowMatches } from '../matches.ts';
import { podFilter } from '../podFilter.ts';

/** Rows that are sorted by name; more stay in order of arrival. */
const SORTED = 10_000;

const keys = new Map<string, string>();
/** node-2 before node-10: numbers in a name count by their size. */
function sortKey(name: string): string {
  let key = keys.get(name);
  if (key === undefined) {
    if (keys.size > 4 * SORTED) keys.clear();
    keys.set(name, (key = name.replace(/\d+/g, (digits) => digits.padStart(9, '0'))));
  }
  return key;
}

/** The order of a table's rows by name, made anew only when other rows are there. */
class NameOrder {
  #found: readonly number[] = [];
  #sorted: readonly number[] = [];

  of(table: TableName): readonly number[] {
    const rows = mirror.tables[table];
    const found: number[] = [];
    const all = !podFilter.on;
    for (let slot = 0; slot < rows.length; slot++) if (rows.get(slot, 'state') !== STATE.none && (all || rowMatches(table, slot))) found.push(slot);
    if (found.length > SORTED) return found;
    if (found.length === this.#found.length && found.every((slot, i) => slot === this.#found[i])) return this.#sorted;
    const named = found.map((slot) => ({ slot, key: sortKey(mirror.nameOf(table, slot)) }));
    named.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    this.#found = found;
    this.#sorted = named.map((row) => row.slot);
    return this.#sorted;
  }
}

/** The rows of a table that search and filters leave, by name. */
export function useSortedSlots(table: TableName): readonly number[] {
  const version = useTableSlowly(table, 200);
  const filter = useSyncExternalStore(podFilter.onChange, () => podFilter.version);
  const [order] = useState(() => new NameOrder());
  return useMemo(() => { void version; void filter; return order.of(table); }, [order, table, version, filter]);
}
