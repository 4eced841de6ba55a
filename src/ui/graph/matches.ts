/** Search and filters on boxes: whether a card is bright. */
import { useSyncExternalStore } from 'react';
import type { TableName } from '../../bridge/protocol.ts';
import { WORKLOAD_KINDS } from '../../bridge/protocol.ts';
import { mirror } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { podFilter } from './podFilter.ts';
import { termsMatch } from './terms.ts';
import type { Box, Scene } from './scenes/Scene.ts';

/** Whether a row of any table matches search, namespace and states. */
export function rowMatches(table: TableName, slot: number): boolean {
  if (table === 'pods') return podFilter.matches(slot);
  if (!podFilter.on) return true;
  const { namespace } = useSelection.getState();
  const inside = table === 'nodes' ? '' : mirror.namespaceOf(table, slot);
  if (namespace && inside && inside !== namespace) return false;
  const kind = table === 'nodes' ? 'Node' : table === 'services' ? 'Service' : WORKLOAD_KINDS[mirror.tables.workloads.get(slot, 'kind')]!;
  return termsMatch(podFilter.terms, kind, mirror.nameOf(table, slot), inside, mirror.text(mirror.tables[table].get(slot, 'status')));
}

/** A box that holds pods is bright when one of them is, or its own name is found. */
export function boxMatches(scene: Scene, box: Box): boolean {
  if (!podFilter.on) return true;
  const berths = scene.pods.berths(box.key);
  if (berths?.cells.some((pod) => pod >= 0 && podFilter.matches(pod))) return true;
  if (box.type === 'machine' || box.type === 'stack' || box.type === 'waiting') {
    const { search, namespace, states, label } = useSelection.getState();
    if (box.type !== 'machine') return (berths?.count ?? 0) === 0;
    return search !== '' && !namespace && states.length === 0 && !label && rowMatches('nodes', box.slot);
  }
  return !box.table || rowMatches(box.table, box.slot);
}

export const useRowMatches = (table: TableName, slot: number): boolean => useSyncExternalStore(podFilter.onChange, () => rowMatches(table, slot));
