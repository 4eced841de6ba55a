/** Narrow subscriptions to the mirror for components. */
import { useCallback, useSyncExternalStore } from 'react';
import type { State, TableName } from '../../bridge/protocol.ts';
import { mirror } from './cluster.ts';
import { tableOf, type Mirror } from './Mirror.ts';
import type { Ref } from './selection.ts';

/** Re-renders when that row changes. */
export function useRow(table: TableName, slot: number): number {
  const subscribe = useCallback((listener: () => void) => mirror.onRow(table, slot, listener), [table, slot]);
  return useSyncExternalStore(subscribe, () => mirror.rowVersion(table, slot));
}

/** Re-renders when anything of that table changes: for lists that are short or windowed. */
export function useTable(table: keyof Mirror['versions']): number {
  const subscribe = useCallback((listener: () => void) => mirror.onTable(table, listener), [table]);
  return useSyncExternalStore(subscribe, () => mirror.versions[table]);
}

/** As `useTable`, at most every `everyMs` of wall time: for sums over the cluster. */
export function useTableSlowly(table: keyof Mirror['versions'], everyMs: number): number {
  const subscribe = useCallback((listener: () => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = mirror.onTable(table, () => { timer ??= setTimeout(() => { timer = undefined; slow.set(table + everyMs, mirror.versions[table]); listener(); }, everyMs); });
    slow.set(table + everyMs, mirror.versions[table]);
    return () => { stop(); clearTimeout(timer); };
  }, [table, everyMs]);
  return useSyncExternalStore(subscribe, () => slow.get(table + everyMs) ?? 0);
}

/** What `useTableSlowly` last told, by table and pace. */
const slow = new Map<string, number>();

/** The state and the status word of an object as the mirror has them now; 0 and '' for what it does not show. */
export function useStatus(ref: Ref): { readonly state: State; readonly status: string } {
  const table = tableOf(ref.kind);
  useTableSlowly(table ?? 'events', 250);
  const slot = table ? mirror.find(ref.kind, ref.namespace, ref.name) : -1;
  return table && slot >= 0 ? { state: mirror.tables[table].get(slot, 'state') as State, status: mirror.text(mirror.tables[table].get(slot, 'status')) } : { state: 0, status: '' };
}
