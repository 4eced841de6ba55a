import { useEffect, useState } from 'react';
import type { AnyObject } from '../../engine/api/types.ts';
import { get } from '../state/api.ts';
import { useClock } from '../state/clock.ts';
import { mirror } from '../state/cluster.ts';
import { useTableSlowly } from '../state/hooks.ts';
import { tableOf } from '../state/Mirror.ts';
import type { Ref } from '../state/selection.ts';

/** Changes when the object has: with its row, and once a virtual second for kinds that have no row. */
export function useVersion(ref: Ref): number {
  const table = tableOf(ref.kind);
  useTableSlowly(table ?? 'events', 250);
  const second = useClock((c) => (table ? 0 : Math.floor(c.nowMs / 1000)));
  const slot = table ? mirror.find(ref.kind, ref.namespace, ref.name) : -1;
  return table ? (slot >= 0 ? mirror.rowVersion(table, slot) : -1) : second;
}

/** The object as it is now, and why it could not be had: what was last known of it stays. */
export function useObject(ref: Ref): { object: AnyObject | undefined; error: string } {
  const [result, setResult] = useState<{ object: AnyObject | undefined; error: string }>({ object: undefined, error: '' });
  const version = useVersion(ref);
  useEffect(() => {
    let current = true;
    get(ref).then((object) => { if (current) setResult({ object, error: '' }); }, (e: Error) => { if (current) setResult((r) => ({ object: r.object, error: e.message })); });
    return () => { current = false; };
  }, [ref, version]);
  return result;
}
