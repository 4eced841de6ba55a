/** Search: dims what does not match, lists the first hits, and flies to the one that is chosen; Enter again goes to the next pod. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import { Search, X } from 'lucide-react';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { announce } from '../../state/notices.ts';
import { select, useSelection } from '../../state/selection.ts';
import { podFilter } from '../podFilter.ts';
import { stage } from '../stage.ts';
import { findHits, type Hit } from './findHits.ts';

const LIST = 'search-hits';

export function SearchField() {
  const search = useSelection((s) => s.search);
  const version = useSyncExternalStore(podFilter.onChange, () => podFilter.version);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const visited = useRef(-1);
  const shown = open && search.trim() !== '';
  const hits = useMemo(() => { void version; return shown && podFilter.on ? findHits() : []; }, [version, shown]);

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || (event.target instanceof HTMLElement && event.target.closest('input, textarea, .monaco-editor, [contenteditable]'))) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const set = (text: string): void => { visited.current = -1; setActive(-1); setOpen(true); useSelection.setState({ search: text }); };
  const go = ({ ref }: Hit): void => { select(ref); stage.show(ref); announce(`${ref.kind} ${ref.name}`); };
  const goOn = (): void => {
    const first = hits.find((hit) => hit.ref.kind !== 'Pod');
    // What is named by a kind of its own comes first, then pod after pod.
    if (visited.current < 0 && first && (podFilter.matched !== 1)) { visited.current = 0; return go(first); }
    const slot = podFilter.next(visited.current <= 0 ? -1 : visited.current - 1);
    if (slot < 0) { if (first) go(first); else announce('Nothing matches'); return; }
    visited.current = slot + 1;
    go({ ref: { kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) }, state: 1, what: '' });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape') { useSelection.setState({ search: '' }); setOpen(false); event.currentTarget.blur(); }
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      if (hits.length) setActive((at) => (at + (event.key === 'ArrowDown' ? 1 : -1) + hits.length + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % hits.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const hit = hits[active];
      if (hit) { setOpen(false); go(hit); } else goOn();
    }
  };
  return (
    <div className="search-box" onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false); }}>
      <label className="search" data-on={search ? true : undefined}>
        <Search size={14} aria-hidden="true" />
        <input ref={input} type="search" role="combobox" aria-label="Search the graph" aria-expanded={shown} aria-controls={LIST} aria-autocomplete="list" aria-activedescendant={shown && active >= 0 ? `${LIST}-${active}` : undefined} placeholder="Search  /" value={search}
          onChange={(event) => set(event.target.value)} onFocus={() => setOpen(true)} onKeyDown={onKeyDown} autoComplete="off" spellCheck={false} />
        {search && <button type="button" className="clear" aria-label="Clear search" onClick={() => { set(''); input.current?.focus(); }}><X size={13} aria-hidden="true" /></button>}
      </label>
      {shown && <ul id={LIST} role="listbox" aria-label="Found" className="hits">
        {hits.map((hit, i) => (
          <li key={`${hit.ref.kind}/${hit.ref.namespace}/${hit.ref.name}`} id={`${LIST}-${i}`} role="option" aria-selected={i === active} className="hit" onPointerDown={(event) => { event.preventDefault(); setOpen(false); go(hit); }} onPointerMove={() => setActive(i)}>
            <StateMark state={hit.state} /><span className="quiet">{hit.ref.kind}</span> <span className="clip grow">{hit.ref.name}</span> <span className="quiet clip">{hit.what}</span>
          </li>
        ))}
        {hits.length === 0 && <li role="option" aria-selected={false} aria-disabled="true" className="hit quiet">Nothing of that name</li>}
        {podFilter.matched > 1 && <li role="presentation" className="hits-foot">{podFilter.matched.toLocaleString('en')} pods match; Enter goes from one to the next</li>}
      </ul>}
    </div>
  );
}
