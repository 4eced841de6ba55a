/**
 * The page's mirror of the cluster: tables of numbers that batches fill, and who wants to know of which row. It decides
 * nothing. Components subscribe to one row or one table, so a batch of 1,000 pods re-renders what is on screen only.
 */
import { ColumnTable } from '../../bridge/columns.ts';
import { SCHEMAS, TABLE_NAMES, WORKLOAD_KINDS, type Batch, type EventRow, type FaultRow, type MessageRow, type TableName } from '../../bridge/protocol.ts';

type Listener = () => void;
type SlotsListener = (slots: Uint32Array) => void;
export type Tables = { readonly [T in TableName]: ColumnTable<(typeof SCHEMAS)[T]> };

/** Events kept; Kubernetes forgets them after an hour too. */
const EVENT_LIMIT = 5000;
/** Faults that are over and still drawn on the time bar. */
const PAST_FAULTS = 300;

const TOLD: readonly TableName[] = ['nodes', 'workloads', 'services', 'pods'];

const makeTables = (): Tables => ({
  pods: new ColumnTable(SCHEMAS.pods), nodes: new ColumnTable(SCHEMAS.nodes), workloads: new ColumnTable(SCHEMAS.workloads), services: new ColumnTable(SCHEMAS.services),
});

const emptyVersions = (): Record<TableName, Uint32Array> => ({ pods: new Uint32Array(256), nodes: new Uint32Array(64), workloads: new Uint32Array(64), services: new Uint32Array(64) });

export class Mirror {
  tables = makeTables();
  #strings: string[] = [''];
  /** Service slot -> pods behind it. */
  ties = new Map<number, Uint32Array>();
  /** Newest last. */
  events: EventRow[] = [];
  /** Those that strike, or are yet to. */
  faults: readonly FaultRow[] = [];
  pastFaults: readonly FaultRow[] = [];
  /** Counts batches that changed the table. */
  versions: Record<TableName | 'events' | 'faults' | 'ties', number> = { pods: 0, nodes: 0, workloads: 0, services: 0, events: 0, faults: 0, ties: 0 };

  #rowVersions: Record<TableName, Uint32Array> = emptyVersions();
  #rowListeners: Record<TableName, Map<number, Set<Listener>>> = { pods: new Map(), nodes: new Map(), workloads: new Map(), services: new Map() };
  #tableListeners = new Map<string, Set<Listener>>();
  #slotsListeners: Record<TableName, Set<SlotsListener>> = { pods: new Set(), nodes: new Set(), workloads: new Set(), services: new Set() };
  #messageListeners = new Set<(rows: readonly MessageRow[]) => void>();
  #tiesListeners = new Set<(services: readonly number[]) => void>();
  /** Numbers of the texts, and slots by what names a thing (`#keyOf`): no text is made per row. */
  #ids = new Map<string, number>([['', 0]]);
  #index: Record<TableName, Map<number, number>> = { pods: new Map(), nodes: new Map(), workloads: new Map(), services: new Map() };
  #keys: Record<TableName, number[]> = { pods: [], nodes: [], workloads: [], services: [] };

  text(id: number): string { return this.#strings[id] ?? ''; }
  nameOf(table: TableName, slot: number): string { return this.text(this.tables[table].get(slot, 'name')); }
  namespaceOf(table: Exclude<TableName, 'nodes'>, slot: number): string { return this.text(this.tables[table].get(slot, 'namespace')); }

  /** Slot of a thing by kind, namespace and name; -1 when it is not there. */
  find(kind: string, namespace: string, name: string): number {
    const table = tableOf(kind);
    const nameId = this.#ids.get(name), namespaceId = table === 'nodes' ? 0 : this.#ids.get(namespace);
    if (!table || nameId === undefined || namespaceId === undefined) return -1;
    return this.#index[table].get(keyOf(table === 'workloads' ? WORKLOAD_KINDS.indexOf(kind as 'Job') : 0, namespaceId, nameId)) ?? -1;
  }

  apply(batch: Batch): void {
    batch.strings?.ids.forEach((id, i) => { const text = batch.strings!.texts[i]!; this.#ids.set(text, id); this.#strings[id] = text; });
    for (const name of TABLE_NAMES) {
      const rows = batch.tables[name];
      if (!rows) continue;
      this.tables[name].apply(rows);
      this.versions[name]++;
      const versions = this.#versionsFor(name);
      for (const slot of rows.slots) { this.#reindex(name, slot); versions[slot] = this.versions[name]; }
    }
    if (batch.ties) {
      for (const [service, pods] of batch.ties) this.ties.set(service, pods);
      this.versions.ties++;
    }
    if (batch.events || batch.goneEvents) this.#addEvents(batch.events ?? [], batch.goneEvents ?? []);
    if (batch.faults) this.#takeFaults(batch.faults, batch.nowMs);
    this.#tell(batch);
  }

  /** Empties everything: another cluster begins. */
  clear(): void {
    this.tables = makeTables();
    this.#strings = [''];
    this.#ids = new Map([['', 0]]);
    this.ties.clear();
    this.events = [];
    this.faults = [];
    this.pastFaults = [];
    for (const name of TABLE_NAMES) { this.#index[name].clear(); this.#keys[name] = []; this.#rowVersions[name].fill(0); }
    for (const name of Object.keys(this.versions) as (keyof typeof this.versions)[]) this.versions[name]++;
    for (const set of this.#tableListeners.values()) for (const listener of set) listener();
  }

  onTable(name: keyof Mirror['versions'], listener: Listener): () => void { return add(this.#tableListeners, name, listener); }
  /** Called with the slots that a batch changed. */
  onSlots(name: TableName, listener: SlotsListener): () => void {
    this.#slotsListeners[name].add(listener);
    return () => { this.#slotsListeners[name].delete(listener); };
  }
  /** Called with the slots of the services whose ties a batch changed. */
  onTies(listener: (services: readonly number[]) => void): () => void {
    this.#tiesListeners.add(listener);
    return () => { this.#tiesListeners.delete(listener); };
  }
  onRow(name: TableName, slot: number, listener: Listener): () => void { return add(this.#rowListeners[name], slot, listener); }
  rowVersion(name: TableName, slot: number): number { return this.#rowVersions[name][slot] ?? 0; }
  onMessages(listener: (rows: readonly MessageRow[]) => void): () => void {
    this.#messageListeners.add(listener);
    return () => { this.#messageListeners.delete(listener); };
  }

  /** The versions of a table's rows, with room for all of them. */
  #versionsFor(name: TableName): Uint32Array {
    const { length } = this.tables[name];
    let versions = this.#rowVersions[name];
    if (versions.length < length) {
      const wide = new Uint32Array(Math.max(length, versions.length * 2));
      wide.set(versions);
      this.#rowVersions[name] = versions = wide;
    }
    return versions;
  }

  #takeFaults(all: readonly FaultRow[], nowMs: number): void {
    const there = new Set(all.map((fault) => fault.name));
    const over = (fault: FaultRow): boolean => fault.phase === 'Finished' || fault.phase === 'Failed';
    const healed = this.faults.filter((fault) => !there.has(fault.name) && fault.phase !== 'Pending').map((fault) => ({ ...fault, phase: 'Finished', endMs: nowMs }));
    const kept = this.pastFaults.filter((fault) => !there.has(fault.name));
    this.pastFaults = [...kept, ...healed, ...all.filter(over)].slice(-PAST_FAULTS);
    this.faults = all.filter((fault) => !over(fault));
    this.versions.faults++;
  }

  #reindex(name: TableName, slot: number): void {
    const table = this.tables[name];
    const keys = this.#keys[name], index = this.#index[name];
    const old = keys[slot];
    if (table.get(slot, 'state') === 0) {
      if (old !== undefined && index.get(old) === slot) index.delete(old);
      delete keys[slot];
      return;
    }
    const key = keyOf(name === 'workloads' ? this.tables.workloads.get(slot, 'kind') : 0, name === 'nodes' ? 0 : this.tables[name].get(slot, 'namespace'), table.get(slot, 'name'));
    if (old === key) return;
    if (old !== undefined && index.get(old) === slot) index.delete(old);
    keys[slot] = key;
    index.set(key, slot);
  }

  #addEvents(rows: readonly EventRow[], gone: readonly string[]): void {
    const drop = new Set(gone);
    for (const row of rows) drop.add(row.key);
    // What came again moves to the end: newest last.
    const kept = this.events.some((event) => drop.has(event.key)) ? this.events.filter((event) => !drop.has(event.key)) : this.events;
    // They come as they happen; a store that is brought back lists them by name.
    const came = rows.some((row, i) => i > 0 && row.atMs < rows[i - 1]!.atMs) ? [...rows].sort((a, b) => a.atMs - b.atMs) : rows;
    this.events = kept.concat(came).slice(-EVENT_LIMIT);
    this.versions.events++;
  }

  #tell(batch: Batch): void {
    // What pods lie in comes before the pods.
    for (const name of TOLD) {
      const rows = batch.tables[name];
      if (!rows) continue;
      for (const listener of this.#slotsListeners[name]) listener(rows.slots);
      const byRow = this.#rowListeners[name];
      if (byRow.size) for (const slot of rows.slots) for (const listener of byRow.get(slot) ?? []) listener();
      this.#tellTable(name);
    }
    if (batch.ties) {
      const slots = batch.ties.map(([slot]) => slot);
      for (const listener of this.#tiesListeners) listener(slots);
      this.#tellTable('ties');
    }
    if (batch.events || batch.goneEvents) this.#tellTable('events');
    if (batch.faults) this.#tellTable('faults');
    if (batch.messages) for (const listener of this.#messageListeners) listener(batch.messages);
  }

  #tellTable(name: string): void { for (const listener of this.#tableListeners.get(name) ?? []) listener(); }
}

/** One number for a thing of a table: its kind, its namespace's and its name's numbers; exact up to 67 million texts. */
const keyOf = (kind: number, namespaceId: number, nameId: number): number => (namespaceId * 16 + kind) * 2 ** 26 + nameId;

function add<K>(map: Map<K, Set<Listener>>, key: K, listener: Listener): () => void {
  let set = map.get(key);
  if (!set) map.set(key, (set = new Set()));
  set.add(listener);
  return () => {
    set.delete(listener);
    if (set.size === 0 && map.get(key) === set) map.delete(key);
  };
}

/** Which table holds things of a kind. */
export function tableOf(kind: string): TableName | undefined {
  if (kind === 'Pod') return 'pods';
  if (kind === 'Node') return 'nodes';
  if (kind === 'Service') return 'services';
  return (WORKLOAD_KINDS as readonly string[]).includes(kind) ? 'workloads' : undefined;
}
