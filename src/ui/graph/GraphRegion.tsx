/** The graph: its views, search and filters, the stage or its table twin, the legend, and the context menu of objects. */
import { lazy, Suspense } from 'react';
import { Lock, LockOpen, Map as MapIcon, Maximize, Shapes, Table2 } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { IconButton } from '../parts/IconButton.tsx';
import { change, useSettings, type View } from '../state/settings.ts';
import { useTurn } from '../state/turns.ts';
import { EmptyGraph } from './EmptyGraph.tsx';
import { FilterChips } from './filter/FilterChips.tsx';
import { FilterMenu } from './filter/FilterMenu.tsx';
import { SearchField } from './filter/SearchField.tsx';
import { useHappenings } from './happenings.ts';
import { Legend } from './Legend.tsx';
import { ObjectMenu } from './ObjectMenu.tsx';
import { Stage } from './Stage.tsx';
import { stage } from './stage.ts';
import { useScene } from './useScene.ts';

const TableTwin = lazy(() => import('./table/TableTwin.tsx').then((m) => ({ default: m.TableTwin })));
const TITLES: Readonly<Record<View, string>> = { machines: 'Machines', workloads: 'Workloads', services: 'Services', 'control-plane': 'Control plane' };

export function GraphRegion() {
  const { view, asTable, legend, locked, minimap } = useSettings();
  const scene = useScene(view);
  const staged = useTurn('Stage');
  useHappenings();
  return (
    <section className="region graph" aria-label="Cluster graph">
      <header className="region-head graph-head">
        <ToggleGroup.Root type="single" className="segments" aria-label="View" value={view} onValueChange={(v) => v && change({ view: v as View })}>
          {Object.entries(TITLES).map(([id, title]) => <ToggleGroup.Item key={id} value={id} className="segment">{title}</ToggleGroup.Item>)}
        </ToggleGroup.Root>
        <SearchField />
        <FilterMenu />
        <span className="grow" />
        <button type="button" className="tool-button" aria-label="Show as table" title="Show as table (T)" aria-pressed={asTable} onClick={() => change({ asTable: !asTable })}><Table2 size={15} aria-hidden="true" /><span>Table</span></button>
      </header>
      <FilterChips />
      <ObjectMenu>
        <div className="region-body graph-body" data-table={asTable || undefined}>
          {asTable ? <Suspense fallback={null}><TableTwin view={view} scene={scene} /></Suspense> : staged ? <><Stage scene={scene} /><EmptyGraph view={view} /></> : <div className="stage" />}
          {!asTable && <div className="stage-tools" role="toolbar" aria-label="Graph tools">
            <IconButton icon={Shapes} name="Legend" hint="L" aria-pressed={legend} onClick={() => change({ legend: !legend })} />
            <IconButton icon={MapIcon} name="Minimap" aria-pressed={minimap} onClick={() => change({ minimap: !minimap })} />
            <IconButton icon={locked ? Lock : LockOpen} name="Lock places" aria-pressed={locked} onClick={() => change({ locked: !locked })} />
            <IconButton icon={Maximize} name="Fit" hint="F" onClick={() => stage.fit()} />
          </div>}
          {legend && <Legend />}
        </div>
      </ObjectMenu>
    </section>
  );
}
