/** The filters that are on, plainly, each with a way to lift it; and how many pods they leave. */
import { useSyncExternalStore } from 'react';
import { X } from 'lucide-react';
import { STATES } from '../../design/states.ts';
import { useTableSlowly } from '../../state/hooks.ts';
import { useSelection } from '../../state/selection.ts';
import { toggleState } from '../Legend.tsx';
import { podFilter } from '../podFilter.ts';

export function FilterChips() {
  const { search, namespace, states, label } = useSelection();
  useSyncExternalStore(podFilter.onChange, () => podFilter.version);
  useTableSlowly('pods', 500);
  if (!search.trim() && !namespace && states.length === 0 && !label) return null;
  const clear = (): void => useSelection.setState({ search: '', namespace: '', states: [], label: '' });
  return (
    <div className="chips" role="group" aria-label="Filters that are on">
      <span className="chips-count"><strong className="number">{podFilter.matched.toLocaleString('en')}</strong> {podFilter.matched === 1 ? 'pod' : 'pods'}</span>
      {search.trim() && <Chip name="search" value={search.trim()} lift={() => useSelection.setState({ search: '' })} />}
      {namespace && <Chip name="namespace" value={namespace} lift={() => useSelection.setState({ namespace: '' })} />}
      {states.map((state) => <Chip key={state} name="state" value={STATES[state].word} lift={() => toggleState(state)} />)}
      {label && <Chip name="label" value={label} trouble={podFilter.labelTrouble} lift={() => useSelection.setState({ label: '' })} />}
      <span className="grow" />
      <button type="button" className="tool-button" onClick={clear}>Clear all</button>
    </div>
  );
}

function Chip({ name, value, trouble, lift }: { name: string; value: string; trouble?: string; lift: () => void }) {
  return <span className="chip" data-bad={trouble ? true : undefined} title={trouble || undefined}><span className="quiet">{name}</span> <span className="clip">{value}</span><button type="button" className="clear" aria-label={`Lift filter ${name} ${value}`} onClick={lift}><X size={12} aria-hidden="true" /></button></span>;
}
