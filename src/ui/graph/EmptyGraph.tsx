import { Ship } from 'lucide-react';
import { mirror } from '../state/cluster.ts';
import { useClock } from '../state/clock.ts';
import { useTableSlowly } from '../state/hooks.ts';
import type { View } from '../state/settings.ts';

const WORDS: Readonly<Record<View, string>> = {
  machines: 'No machines yet. Press N to add nodes.', workloads: 'No workloads yet. Apply a Deployment from the editor’s examples.', services: 'No services yet. Apply one from the editor’s examples.', 'control-plane': '',
};

/** What the graph says while there is nothing to draw. */
export function EmptyGraph({ view }: { view: View }) {
  const phase = useClock((c) => c.session.phase);
  const table = view === 'workloads' ? 'workloads' : view === 'services' ? 'services' : 'nodes';
  useTableSlowly(table, 200);
  const rows = mirror.tables[table];
  for (let slot = 0; slot < rows.length; slot++) if (rows.get(slot, 'state')) return null;
  if (view === 'control-plane') return null;
  return <div className="empty-stage"><Ship size={30} strokeWidth={1.4} aria-hidden="true" /><p>{phase === 'starting' ? 'Launching the cluster…' : WORDS[view]}</p></div>;
}
