/** The graph as a table: the same objects for keyboard and screen reader, and for reading at length. */
import { useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { STATE, WORKLOAD_KINDS, type State, type TableName } from '../../bridge/protocol.ts';
import { useScrollWindow } from '../parts/useScrollWindow.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { STATES } from '../design/states.ts';
import { ageText, useClock } from '../state/clock.ts';
import { mirror } from '../state/cluster.ts';
import { useRow, useTableSlowly } from '../state/hooks.ts';
import { refKey, sameRef, useSelection, type Ref } from '../state/selection.ts';
import type { View } from '../state/settings.ts';
import { matches } from './matches.ts';
import { nodeLabel, podLabel, serviceLabel, workloadLabel } from './words.ts';
import { interactive } from './cards/interactive.ts';

const ROW_PX = 32;
/** Rows that are sorted by name; more stay in order of arrival. */
const SORTED = 5000;

/** node-2 before node-10. */
const collator = new Intl.Collator('en', { numeric: true });
const byName = (a: string, b: string): number => collator.compare(a, b);

interface Column { readonly title: string; readonly cell: (slot: number) => ReactNode; readonly numeric?: boolean }
interface Sheet { readonly title: string; readonly table: TableName; readonly ref: (slot: number) => Ref; readonly label: (slot: number) => string; readonly columns: readonly Column[] }

const text = (table: TableName, column: string): Column['cell'] => (slot) => mirror.text(mirror.tables[table].get(slot, column as 'name'));
const number = (table: TableName, column: string): Column['cell'] => (slot) => mirror.tables[table].get(slot, column as 'name');

const SHEETS: Readonly<Record<'nodes' | 'pods' | 'workloads' | 'services', Sheet>> = {
  nodes: {
    title: 'Nodes', table: 'nodes', ref: (slot) => ({ kind: 'Node', namespace: '', name: mirror.nameOf('nodes', slot) }), label: (slot) => nodeLabel(mirror, slot),
    columns: [
      { title: 'Zone', cell: text('nodes', 'zone') }, { title: 'Pods', cell: number('nodes', 'pods'), numeric: true },
      { title: 'CPU', cell: (s) => share(mirror.tables.nodes.get(s, 'cpuUsedMillis'), mirror.tables.nodes.get(s, 'cpuMillis')), numeric: true },
      { title: 'Memory', cell: (s) => share(mirror.tables.nodes.get(s, 'memoryUsedMi'), mirror.tables.nodes.get(s, 'memoryMi')), numeric: true },
    ],
  },
  pods: {
    title: 'Pods', table: 'pods', ref: (slot) => ({ kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) }), label: (slot) => podLabel(mirror, slot),
    columns: [
      { title: 'Namespace', cell: text('pods', 'namespace') }, { title: 'Ready', cell: (s) => `${mirror.tables.pods.get(s, 'ready')}/${mirror.tables.pods.get(s, 'containers')}`, numeric: true },
      { title: 'Restarts', cell: number('pods', 'restarts'), numeric: true }, { title: 'Node', cell: (s) => { const n = mirror.tables.pods.get(s, 'node'); return n < 0 ? '' : mirror.nameOf('nodes', n); } },
    ],
  },
  workloads: {
    title: 'Workloads', table: 'workloads', label: (slot) => workloadLabel(mirror, slot),
    ref: (slot) => ({ kind: WORKLOAD_KINDS[mirror.tables.workloads.get(slot, 'kind')]!, namespace: mirror.namespaceOf('workloads', slot), name: mirror.nameOf('workloads', slot) }),
    columns: [
      { title: 'Kind', cell: (s) => WORKLOAD_KINDS[mirror.tables.workloads.get(s, 'kind')] }, { title: 'Namespace', cell: text('workloads', 'namespace') },
      { title: 'Ready', cell: (s) => `${mirror.tables.workloads.get(s, 'ready')}/${mirror.tables.workloads.get(s, 'desired')}`, numeric: true },
    ],
  },
  services: {
    title: 'Services', table: 'services', label: (slot) => serviceLabel(mirror, slot), ref: (slot) => ({ kind: 'Service', namespace: mirror.namespaceOf('services', slot), name: mirror.nameOf('services', slot) }),
    columns: [{ title: 'Namespace', cell: text('services', 'namespace') }, { title: 'Type', cell: text('services', 'type') }, { title: 'Cluster IP', cell: text('services', 'address') }, { title: 'Ports', cell: text('services', 'ports') }],
  },
};

const share = (used: number, all: number): string => (all > 0 ? `${Math.round((used / all) * 100)}%` : '');
const OF_VIEW: Readonly<Record<View, readonly (keyof typeof SHEETS)[]>> = { machines: ['nodes', 'pods', 'services'], workloads: ['workloads', 'pods'], services: ['services', 'pods'], 'control-plane': ['nodes', 'workloads'] };

export function TableTwin({ view }: { view: View }) {
  return <div className="twin">{OF_VIEW[view].map((name) => <SheetTable key={name} sheet={SHEETS[name]} grow={name === 'pods' || name === 'workloads'} />)}</div>;
}

function SheetTable({ sheet, grow }: { sheet: Sheet; grow: boolean }) {
  const version = useTableSlowly(sheet.table, 150);
  const search = useSelection((s) => s.search), namespace = useSelection((s) => s.namespace);
  const slots = useMemo(() => {
    void version;
    const table = mirror.tables[sheet.table];
    const all: number[] = [];
    for (let slot = 0; slot < table.length; slot++) if (table.get(slot, 'state') !== STATE.none && matches(search, namespace, sheet.ref(slot), mirror.text(table.get(slot, 'status')))) all.push(slot);
    return all.length > SORTED ? all : all.sort((a, b) => byName(mirror.nameOf(sheet.table, a), mirror.nameOf(sheet.table, b)));
  }, [sheet, version, search, namespace]);
  const { first, last, onScroll } = useScrollWindow(slots.length, ROW_PX);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const row = (event.target as HTMLElement).closest('tr');
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    const button = next?.querySelector('button');
    if (button) { event.preventDefault(); button.focus(); }
  };
  return (
    <div className="sheet" data-grow={grow || undefined} onScroll={onScroll} tabIndex={-1}>
      <table aria-rowcount={slots.length + 1} onKeyDown={onKeyDown}>
        <caption>{sheet.title} <span className="number">{slots.length}</span></caption>
        <thead><tr><th scope="col">Name</th><th scope="col">Status</th>{sheet.columns.map((c) => <th key={c.title} scope="col" data-numeric={c.numeric || undefined}>{c.title}</th>)}<th scope="col" data-numeric>Age</th></tr></thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first * ROW_PX }}><td colSpan={9} /></tr>}
          {slots.slice(first, last).map((slot, i) => <Line key={slot} sheet={sheet} slot={slot} index={first + i} />)}
          {last < slots.length && <tr aria-hidden="true" style={{ height: (slots.length - last) * ROW_PX }}><td colSpan={9} /></tr>}
        </tbody>
      </table>
      {slots.length === 0 && <p className="empty">{search || namespace ? 'Nothing matches the search.' : `No ${sheet.title.toLowerCase()} yet.`}</p>}
    </div>
  );
}

function Line({ sheet, slot, index }: { sheet: Sheet; slot: number; index: number }) {
  useRow(sheet.table, slot);
  const table = mirror.tables[sheet.table];
  const ref = sheet.ref(slot);
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const nowS = useClock((c) => Math.floor(c.nowMs / 1000));
  const state = table.get(slot, 'state') as State;
  return (
    <tr data-chosen={chosen || undefined} aria-rowindex={index + 2} data-ref={refKey(ref)}>
      <th scope="row"><button type="button" className="link clip" aria-label={sheet.label(slot)} aria-pressed={chosen} {...interactive(ref)}>{ref.name}</button></th>
      <td><span className="row"><StateMark state={state} /><span className="clip">{mirror.text(table.get(slot, 'status')) || STATES[state].word}</span></span></td>
      {sheet.columns.map((c) => <td key={c.title} className="clip" data-numeric={c.numeric || undefined}>{c.cell(slot)}</td>)}
      <td data-numeric>{ageText(nowS * 1000 - table.get(slot, 'createdMs'))}</td>
    </tr>
  );
}
