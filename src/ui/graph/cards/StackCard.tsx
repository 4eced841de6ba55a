import { memo, useSyncExternalStore } from 'react';
import { ChevronsUpDown, X } from 'lucide-react';
import { mirror } from '../../state/cluster.ts';
import { StackScene } from '../scenes/StackScene.ts';
import type { CardData } from './CardData.ts';
import { Cells } from './Cells.tsx';
import { Tallies } from './Tallies.tsx';

/** The pods of a workload or behind a service, collapsed to a counted stack that opens over its neighbours. */
export const StackCard = memo(function StackCard({ data: { slot, table, scene, box, title } }: { data: CardData }) {
  useSyncExternalStore((listener) => scene.pods.onBox(box.key, listener), () => scene.pods.boxVersion(box.key));
  const berths = scene.pods.berths(box.key);
  const count = berths?.count ?? 0;
  const words = `${count.toLocaleString('en')} ${count === 1 ? 'pod' : 'pods'}`;
  const hidden = berths ? Math.max(0, berths.cells.length - berths.grid.columns * berths.grid.rows) : 0;
  const open = box.open === true;
  return (
    <div className="stack" data-open={open || undefined} role="group" aria-label={words}>
      <span className="stack-head">
        <button type="button" className="stack-toggle" tabIndex={-1} aria-expanded={open} disabled={count === 0} onClick={(event) => { event.stopPropagation(); if (scene instanceof StackScene) scene.toggle(box.key); }}>
          <span className="number">{words}</span>{title && <span className="stack-title">{count === 1 ? title.toLowerCase().replace('their', 'its') : title.toLowerCase()}</span>}
          {count > 0 && (open ? <X size={14} aria-hidden="true" /> : <ChevronsUpDown size={12} aria-hidden="true" />)}<span className="unseen">{open ? 'Close' : 'Open'}</span>
        </button>
        <Tallies scene={scene} boxKey={box.key} />
      </span>
      {count === 0 && <span className="stack-none">{table !== 'services' ? 'No pods' : mirror.tables.services.get(slot, 'total') > 0 ? 'Its endpoints are not pods' : 'No pod matches its selector'}</span>}
      <Cells scene={scene} box={box} />
      {open && hidden > 0 && <span className="stack-none">and {hidden.toLocaleString('en')} more: see the table</span>}
    </div>
  );
});
