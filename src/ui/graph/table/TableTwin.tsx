/** The graph as a table: the same objects for keyboard and screen reader, and for reading at length. Only rows in view are made. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { State } from '../../../bridge/protocol.ts';
import { useScrollWindow } from '../../parts/useScrollWindow.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { STATES } from '../../design/states.ts';
import { ageText, useClock } from '../../state/clock.ts';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { refKey, sameRef, useSelection } from '../../state/selection.ts';
import type { View } from '../../state/settings.ts';
import { interactive } from '../cards/interactive.ts';
import { podFilter } from '../podFilter.ts';
import type { Scene } from '../scenes/Scene.ts';
import { ComponentsTable } from './ComponentsTable.tsx';
import { SHEETS, SHEETS_OF_VIEW, type Sheet } from './sheets.ts';
import { useSortedSlots } from './useSortedSlots.ts';

const ROW_PX = 32;
/** A page of rows for PageUp and PageDown. */
const PAGE = 12;

export function TableTwin({ view, scene }: { view: View; scene: Scene }) {
  return <div className="twin">{view === 'control-plane' && <ComponentsTable scene={scene} />}{SHEETS_OF_VIEW[view].map((name) => <SheetTable key={name} sheet={SHEETS[name]} grow={name === 'pods' || name === 'workloads'} />)}</div>;
}

function SheetTable({ sheet, grow }: { sheet: Sheet; grow: boolean }) {
  const { slots, sorting } = useSortedSlots(sheet.table);
  const { first, last, onScroll } = useScrollWindow(slots.length, ROW_PX);
  const scroller = useRef<HTMLDivElement>(null);
  /** The row that is the sheet's tab stop, by its index. */
  const [stop, setStop] = useState(0);
  const wanted = useRef(false);
  const at = Math.min(stop, Math.max(0, slots.length - 1));
  // The tab stop has to be there: out of view, the first row in view takes its place.
  const shownStop = at >= first && at < last ? at : first;

  const go = (index: number): void => {
    const to = Math.max(0, Math.min(slots.length - 1, index));
    const box = scroller.current;
    if (box) {
      const top = to * ROW_PX, head = 62;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + ROW_PX + head > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW_PX + head - box.clientHeight;
    }
    wanted.current = true;
    setStop(to);
  };
  useLayoutEffect(() => {
    if (!wanted.current || at < first || at >= last) return;
    wanted.current = false;
    scroller.current?.querySelector<HTMLElement>(`tr[aria-rowindex="${at + 2}"] button`)?.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const index = Number((event.target as HTMLElement).closest('tr')?.getAttribute('aria-rowindex') ?? NaN) - 2;
    if (Number.isNaN(index)) return;
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + PAGE, PageUp: index - PAGE, Home: 0, End: slots.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  return (
    <div ref={scroller} className="sheet" data-grow={grow || undefined} onScroll={onScroll} tabIndex={-1}>
      <table aria-rowcount={slots.length + 1} onKeyDown={onKeyDown}>
        <caption>{sheet.title} <span className="number">{slots.length.toLocaleString('en')}</span>{sorting && <span className="sheet-sorting">being sorted by name</span>}</caption>
        <thead><tr aria-rowindex={1}><th scope="col">Name</th><th scope="col">Status</th>{sheet.columns.map((c) => <th key={c.title} scope="col" data-numeric={c.numeric || undefined}>{c.title}</th>)}<th scope="col" data-numeric>Age</th></tr></thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first * ROW_PX }}><td colSpan={9} /></tr>}
          {slots.slice(first, last).map((slot, i) => <Line key={slot} sheet={sheet} slot={slot} index={first + i} stop={first + i === shownStop} onStop={setStop} />)}
          {last < slots.length && <tr aria-hidden="true" style={{ height: (slots.length - last) * ROW_PX }}><td colSpan={9} /></tr>}
        </tbody>
      </table>
      {slots.length === 0 && <p className="empty">{podFilter.on ? 'Nothing matches the search and filters.' : `No ${sheet.title.toLowerCase()} yet.`}</p>}
    </div>
  );
}

function Line({ sheet, slot, index, stop, onStop }: { sheet: Sheet; slot: number; index: number; stop: boolean; onStop: (index: number) => void }) {
  useRow(sheet.table, slot);
  const table = mirror.tables[sheet.table];
  const ref = sheet.ref(slot);
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const age = useClock((c) => ageText(c.nowMs - table.get(slot, 'createdMs')));
  const state = table.get(slot, 'state') as State;
  return (
    <tr data-chosen={chosen || undefined} aria-rowindex={index + 2} data-ref={refKey(ref)}>
      <th scope="row"><button type="button" className="link clip" aria-label={sheet.label(slot)} aria-pressed={chosen} {...interactive(ref)} tabIndex={stop ? 0 : -1} onFocus={() => onStop(index)}>{ref.name}</button></th>
      <td><span className="row"><StateMark state={state} /><span className="clip">{mirror.text(table.get(slot, 'status')) || STATES[state].word}</span></span></td>
      {sheet.columns.map((c) => <td key={c.title} className="clip" data-numeric={c.numeric || undefined} title={c.numeric ? undefined : String(c.cell(slot) ?? '')}>{c.cell(slot)}</td>)}
      <td data-numeric>{age}</td>
    </tr>
  );
}

