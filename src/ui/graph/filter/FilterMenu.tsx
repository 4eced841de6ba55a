/** Filters: by namespace, by state, by label. */
import { useEffect, useState } from 'react';
import { SlidersHorizontal } from 'lucide-react';
import { Popover } from 'radix-ui';
import { LEGEND, STATES } from '../../design/states.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useTableSlowly } from '../../state/hooks.ts';
import { useSelection } from '../../state/selection.ts';
import { toggleState } from '../Legend.tsx';
import { podFilter } from '../podFilter.ts';

export function FilterMenu() {
  const { namespace, states, label } = useSelection();
  const namespaces = namespacesOf(useTableSlowly('workloads', 1000) + useTableSlowly('services', 1000));
  const on = states.length > 0 || label !== '';
  return (
    <>
      <select className="select" aria-label="Namespace" data-on={namespace ? true : undefined} value={namespace} onChange={(event) => useSelection.setState({ namespace: event.target.value })}>
        <option value="">All namespaces</option>
        {namespaces.map((name) => <option key={name}>{name}</option>)}
      </select>
      <Popover.Root>
        <Popover.Trigger asChild><button type="button" className="icon-button filter-button" data-on={on || undefined} aria-label="Filter by state and label" title="Filter by state and label"><SlidersHorizontal size={16} aria-hidden="true" /></button></Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className="menu filter-menu" align="start" sideOffset={4} collisionPadding={8} aria-label="Filters">
            <p className="menu-label">Pods that are</p>
            <div className="filter-states">
              {LEGEND.map((state) => <button key={state} type="button" className="legend-item" aria-pressed={states.includes(state)} onClick={() => toggleState(state)}><StateMark state={state} size={13} /><span>{STATES[state].word}</span></button>)}
            </div>
            <LabelField key={label} label={label} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </>
  );
}

function LabelField({ label }: { label: string }) {
  const [text, setText] = useState(label);
  const [trouble, setTrouble] = useState('');
  useEffect(() => podFilter.onChange(() => setTrouble(podFilter.labelTrouble)), []);
  return (
    <form className="filter-label" onSubmit={(event) => { event.preventDefault(); useSelection.setState({ label: text.trim() }); }}>
      <label className="menu-label" htmlFor="filter-label">With the labels</label>
      <span className="row"><input id="filter-label" className="select grow" value={text} placeholder="app=web,tier in (front,back)" spellCheck={false} autoComplete="off" onChange={(event) => setText(event.target.value)} /><button type="submit" className="button">Filter</button></span>
      {trouble && <p className="filter-trouble" role="alert">{trouble}</p>}
    </form>
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
