/** Narrow subscriptions to the mirror for components. */
import { useCallback, useSyncExternalStore } from 'react';
import type { TableName } from '../../bridge/protocol.ts';
import { mirror } from './cluster.ts';
import type { Mirror } from './Mirror.ts';

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
