/** Search and filters: what does not match is dimmed, never hidden, so that places stay. */
import { mirror } from '../state/cluster.ts';
import { useSelection, type Ref } from '../state/selection.ts';

/** Matches by any part of the name; `ns:` and `status:` narrow. */
export function matches(search: string, namespace: string, ref: Ref, status = ''): boolean {
  if (namespace && ref.namespace && ref.namespace !== namespace) return false;
  for (const term of search.toLowerCase().split(/\s+/)) {
    if (!term) continue;
    if (term.startsWith('ns:') ? !ref.namespace.includes(term.slice(3)) : term.startsWith('status:') ? !status.toLowerCase().includes(term.slice(7)) : !`${ref.kind}/${ref.name}`.toLowerCase().includes(term)) return false;
  }
  return true;
}

export const podMatches = (search: string, namespace: string, slot: number): boolean => matches(
  search, namespace, { kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) }, mirror.text(mirror.tables.pods.get(slot, 'status')));

export const useMatches = (ref: Ref): boolean => useSelection((s) => {
  if (!s.search && !s.namespace) return true;
  if (ref.kind === 'Pod') { const slot = mirror.find('Pod', ref.namespace, ref.name); return slot < 0 || podMatches(s.search, s.namespace, slot); }
  // Boxes hold what may match: only what is named by kind itself is dimmed.
  return ref.kind === 'Node' || matches(s.search, s.namespace, ref);
});
