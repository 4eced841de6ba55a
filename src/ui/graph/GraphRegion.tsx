/** The graph: its views, search and filters, the stage or its table twin, the legend, and the context menu of objects. */
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Lock, LockOpen, Map as MapIcon, Maximize, Search, Shapes, Table2, X } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { IconButton } from '../parts/IconButton.tsx';
import { mirror } from '../state/cluster.ts';
import { useTableSlowly } from '../state/hooks.ts';
import { useSelection } from '../state/selection.ts';
import { change, useSettings, type View } from '../state/settings.ts';
import { Legend } from './Legend.tsx';
import { ObjectMenu } from './ObjectMenu.tsx';
import { Stage } from './Stage.tsx';
import { stage } from './stage.ts';
import { useScene } from './useScene.ts';
import { EmptyGraph } from './EmptyGraph.tsx';

const TableTwin = lazy(() => import('./TableTwin.tsx').then((m) => ({ default: m.TableTwin })));
const TITLES: Readonly<Record<View, string>> = { machines: 'Machines', workloads: 'Workloads', services: 'Services', 'control-plane': 'Control plane' };

export function GraphRegion() {
  const { view, asTable, legend, locked, minimap } = useSettings();
  const scene = useScene(view);
  return (
    <section className="region graph" aria-label="Cluster graph">
      <header className="region-head graph-head">
        <ToggleGroup.Root type="single" className="segments" aria-label="View" value={view} onValueChange={(v) => v && change({ view: v as View })}>
          {Object.entries(TITLES).map(([id, title]) => <ToggleGroup.Item key={id} value={id} className="segment">{title}</ToggleGroup.Item>)}
        </ToggleGroup.Root>
        <SearchField />
        <span className="grow" />
        <button type="button" className="tool-button" aria-label="Show as table" title="Show as table (T)" aria-pressed={asTable} onClick={() => change({ asTable: !asTable })}><Table2 size={15} aria-hidden="true" /><span>Table</span></button>
      </header>
      <ObjectMenu>
        <div className="region-body graph-body">
          {asTable ? <Suspense fallback={null}><TableTwin view={view} /></Suspense> : <><Stage scene={scene} /><EmptyGraph view={view} /></>}
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

function SearchField() {
  const search = useSelection((s) => s.search), namespace = useSelection((s) => s.namespace);
  const version = useTableSlowly('pods', 1000);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || (event.target instanceof HTMLElement && event.target.closest('input, textarea, .monaco-editor, [contenteditable]'))) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const namespaces = namespacesOf(version);
  return (
    <>
      <label className="search" data-on={search ? true : undefined}>
        <Search size={14} aria-hidden="true" />
        <input ref={input} type="search" aria-label="Search the graph" placeholder="Search  /" value={search} onChange={(event) => useSelection.setState({ search: event.target.value })}
          onKeyDown={(event) => { if (event.key === 'Escape') { useSelection.setState({ search: '' }); event.currentTarget.blur(); } }} />
        {search && <button type="button" className="clear" aria-label="Clear search" onClick={() => useSelection.setState({ search: '' })}><X size={13} aria-hidden="true" /></button>}
      </label>
      <select className="select" aria-label="Namespace" data-on={namespace ? true : undefined} value={namespace} onChange={(event) => useSelection.setState({ namespace: event.target.value })}>
        <option value="">All namespaces</option>
        {namespaces.map((name) => <option key={name}>{name}</option>)}
      </select>
    </>
  );
}

let known: { version: number; names: string[] } = { version: -1, names: [] };
function namespacesOf(version: number): string[] {
  if (known.version !== version) {
    const ids = new Set<number>();
    for (const table of [mirror.tables.pods, mirror.tables.services, mirror.tables.workloads]) for (let slot = 0; slot < table.length; slot++) if (table.get(slot, 'state')) ids.add(table.get(slot, 'namespace'));
    known = { version, names: [...ids].map((id) => mirror.text(id)).sort() };
  }
  return known.names;
}
