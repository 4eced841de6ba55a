import { STATE, WORKLOAD_KINDS, type State } from '../../../bridge/protocol.ts';
import { mirror } from '../../state/cluster.ts';
import type { Ref } from '../../state/selection.ts';
import { rowMatches } from '../matches.ts';
import { podFilter } from '../podFilter.ts';

export interface Hit { readonly ref: Ref; readonly state: State; readonly what: string }

const MOST = 8;
/** Of nodes, workloads and services each, so that pods find room. */
const MOST_OF_A_KIND = 2;

/** The first things that the search finds: nodes, workloads, services, then pods. Called once the filter has looked at every pod. */
export function findHits(): Hit[] {
  const hits: Hit[] = [];
  const add = (table: 'nodes' | 'workloads' | 'services', kindOf: (slot: number) => string): void => {
    const rows = mirror.tables[table];
    for (let slot = 0, found = 0; slot < rows.length && found < MOST_OF_A_KIND; slot++) {
      if (rows.get(slot, 'state') === STATE.none || !rowMatches(table, slot)) continue;
      found++;
      const namespace = table === 'nodes' ? '' : mirror.namespaceOf(table, slot);
      hits.push({ ref: { kind: kindOf(slot), namespace, name: mirror.nameOf(table, slot) }, state: rows.get(slot, 'state') as State, what: namespace || mirror.text(rows.get(slot, 'status')) });
    }
  };
  add('nodes', () => 'Node');
  add('workloads', (slot) => WORKLOAD_KINDS[mirror.tables.workloads.get(slot, 'kind')]!);
  add('services', () => 'Service');
  for (let slot = podFilter.next(-1), first = slot; slot >= 0 && hits.length < MOST;) {
    hits.push({ ref: { kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) }, state: mirror.tables.pods.get(slot, 'state') as State, what: mirror.namespaceOf('pods', slot) });
    slot = podFilter.next(slot);
    if (slot === first) break;
  }
  return hits;
}
