import { Server, Ship, SquareStack, type LucideIcon } from 'lucide-react';
import { addNodes } from '../acts/addNodes.ts';
import { perform } from '../acts/index.ts';
import { mirror } from '../state/cluster.ts';
import { useClock } from '../state/clock.ts';
import { useTableSlowly } from '../state/hooks.ts';
import type { View } from '../state/settings.ts';
import { sail } from '../tour/tries.ts';

interface Empty { readonly words: string; readonly act: string; readonly icon: LucideIcon; readonly run: () => void }
const EXAMPLE = { act: 'Apply an example', icon: SquareStack, run: () => void sail() };

const EMPTY: Readonly<Partial<Record<View, Empty>>> = {
  machines: { words: 'No machines yet.', act: 'Add nodes', icon: Server, run: () => void perform(addNodes) },
  workloads: { words: 'No workloads yet.', ...EXAMPLE },
  services: { words: 'No services yet.', ...EXAMPLE },
};

/** What the graph says while there is nothing to draw, and what can be done about it. */
export function EmptyGraph({ view }: { view: View }) {
  const phase = useClock((c) => c.session.phase);
  const table = view === 'workloads' ? 'workloads' : view === 'services' ? 'services' : 'nodes';
  useTableSlowly(table, 200);
  useTableSlowly('pods', 200);
  const some = (name: 'workloads' | 'services' | 'nodes' | 'pods'): boolean => { const rows = mirror.tables[name]; for (let slot = 0; slot < rows.length; slot++) if (rows.get(slot, 'state')) return true; return false; };
  const empty = EMPTY[view];
  // Pods that nothing owns are a workload too.
  if (!empty || some(table) || (view === 'workloads' && some('pods'))) return null;
  const starting = phase === 'starting';
  return (
    <div className="empty-stage">
      <Ship size={30} strokeWidth={1.4} aria-hidden="true" />
      <p>{starting ? 'Launching the cluster…' : empty.words}</p>
      {!starting && <button type="button" className="button" onClick={empty.run}><empty.icon size={15} aria-hidden="true" />{empty.act}</button>}
    </div>
  );
}
