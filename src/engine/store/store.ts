/**
 * The store: a revision log with etcd's semantics. It knows no kind; values are opaque, immutable and shared.
 *
 * One counter numbers every write. `Table` holds the present of one key prefix; the log holds what each revision
 * changed, so a watch can start in the past and a read can look at it, until `compact` forgets.
 * Rules follow etcd's KV and watch guarantees (https://etcd.io/docs/v3.5/learning/api_guarantees/).
 */
import { REMOVED, Table, type Entry } from './table.ts';

/** One write. `value` is what stands afterwards (for a delete: the last state, stamped with the delete's revision). */
export interface LogRecord {
  readonly revision: number;
  readonly type: 'create' | 'update' | 'delete';
  readonly table: Table;
  readonly id: string;
  readonly value: unknown;
  readonly previous: unknown;
  /** What the writer keeps beside the value, unseen by etcd's clients (the API server's managed fields). */
  readonly beside: unknown;
  /** Revision at which the key was made before this write; 0 for a create. */
  readonly createRevision: number;
  readonly previousRevision: number;
  /** Trace id of the write. */
  readonly cause: number;
}

/** The key is not at the revision the writer thought, or is there although it should not be, or the other way round. */
export class RevisionMismatch extends Error {
  constructor(readonly table: string, readonly id: string, readonly actual: number) {
    super(`revision of ${table}/${id} is ${actual}`);
  }
}

/** The revision asked for was compacted away. */
export class Compacted extends Error {
  constructor(readonly revision: number, readonly compactRevision: number) {
    super(`required revision ${revision} has been compacted; the oldest is ${compactRevision}`);
  }
}

type Listener = (record: LogRecord) => void;

/** The log may grow to that many times what is kept before its beginning is cut off. */
const SLACK = 1.25;

export interface StoreHooks {
  /** Virtual now, ms. */
  now(): number;
  /** Notes a write in the cause trace and returns its id. */
  trace(type: LogRecord['type'], table: string, id: string, revision: number): number;
}

export class Store {
  #revision = 1;
  #compacted = 0;
  #log: LogRecord[] = [];
  /** When writes were made: the first revision of each instant that had any, oldest first. */
  #instants: { readonly atMs: number; readonly first: number }[] = [];
  #tables = new Map<string, Table>();
  #listeners: { readonly told: Listener; readonly of: ((prefix: string) => boolean) | undefined }[] = [];
  /** Those of each table, worked out once: a write asks nobody whom it does not concern. */
  #listenersOf = new Map<Table, readonly Listener[]>();
  #onRestore: (() => void)[] = [];

  constructor(private readonly hooks: StoreHooks) {}

  /** Revision of the newest write. An empty store is at 1, as etcd's is. */
  get revision(): number { return this.#revision; }
  /** Revision of the write to come: what a value that tells its own revision is stamped with. */
  get nextRevision(): number { return this.#revision + 1; }
  /** Revisions up to this one cannot be read or watched from any more. */
  get compactedRevision(): number { return this.#compacted; }
  get logLength(): number { return this.#log.length; }

  /** The table of a key prefix, made on first use. */
  table(prefix: string): Table {
    let table = this.#tables.get(prefix);
    if (!table) this.#tables.set(prefix, (table = new Table(prefix)));
    return table;
  }

  tables(): Iterable<Table> { return this.#tables.values(); }

  /** Adds a key. Throws `RevisionMismatch` when it is there. */
  create(table: Table, id: string, value: unknown, beside?: unknown): void {
    const existing = table.get(id);
    if (existing) throw new RevisionMismatch(table.prefix, id, existing.revision);
    const revision = ++this.#revision;
    table.add(id, value, revision, revision, beside);
    this.#append('create', table, id, value, undefined, beside, 0, 0);
  }

  /** Replaces an entry that was found in the table. Throws `RevisionMismatch` when it was removed since. */
  update(table: Table, entry: Entry, value: unknown, beside?: unknown): void {
    expectThere(table, entry);
    const revision = ++this.#revision;
    const previous = entry.value;
    const previousRevision = entry.revision;
    entry.value = value;
    entry.revision = revision;
    entry.beside = beside;
    this.#append('update', table, entry.id, value, previous, beside, entry.createRevision, previousRevision);
  }

  /** As `update`, to remove it; `value` is the tombstone that watchers see. */
  delete(table: Table, entry: Entry, value: unknown): void {
    expectThere(table, entry);
    this.#revision++;
    const { id, value: previous, beside, createRevision, revision } = entry;
    table.remove(id);
    this.#append('delete', table, id, value, previous, beside, createRevision, revision);
  }

  /** Called for each write, within it, in revision order. `of` says of which tables, by prefix; absent: of all. */
  onWrite(told: Listener, of?: (prefix: string) => boolean): () => void {
    const listener = { told, of };
    this.#listeners.push(listener);
    this.#listenersOf.clear();
    return () => {
      this.#listeners = this.#listeners.filter((l) => l !== listener);
      this.#listenersOf.clear();
    };
  }

  #listenersTo(table: Table): readonly Listener[] {
    let listeners = this.#listenersOf.get(table);
    if (!listeners) this.#listenersOf.set(table, (listeners = this.#listeners.filter(({ of }) => !of || of(table.prefix)).map(({ told }) => told)));
    return listeners;
  }

  /** Called after each `restore`. */
  onRestore(listener: () => void): void { this.#onRestore.push(listener); }

  /** Writes after `revision`, oldest first. Throws `Compacted` when some of them are forgotten. */
  *since(revision: number): Iterable<LogRecord> {
    if (revision < this.#compacted) throw new Compacted(revision, this.#compacted);
    for (let i = this.#indexAfter(revision); i < this.#log.length; i++) yield this.#log[i]!;
  }

  /**
   * The entries of a table as they were just after `revision`, in key order: the present with the later writes undone.
   * Costs by the number of writes since. Throws `Compacted`.
   */
  at(table: Table, revision: number): Entry[] {
    if (revision < this.#compacted) throw new Compacted(revision, this.#compacted);
    if (revision >= this.#revision) return table.sorted();
    const past = new Map<string, Entry | undefined>();
    for (let i = this.#log.length - 1; i >= 0 && this.#log[i]!.revision > revision; i--) {
      const record = this.#log[i]!;
      if (record.table !== table) continue;
      past.set(record.id, record.type === 'create' ? undefined
        : { id: record.id, value: record.previous, revision: record.previousRevision, createRevision: record.createRevision, beside: undefined });
    }
    const entries = table.sorted().filter((entry) => !past.has(entry.id));
    for (const entry of past.values()) if (entry) entries.push(entry);
    return entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Forgets what is older than the newest `records` writes. */
  keepAtMost(records: number): void {
    if (this.#log.length > records * SLACK) this.compact(this.#log[this.#log.length - records - 1]!.revision);
  }

  /** Forgets the log up to and including `revision`. */
  compact(revision: number): void {
    if (revision <= this.#compacted) return;
    this.#log.splice(0, this.#indexAfter(revision));
    this.#compacted = Math.min(revision, this.#revision);
    this.#instants.splice(0, Math.max(0, this.#instantsUpTo(({ first }) => first <= this.#compacted + 1) - 1));
  }

  /** The newest revision written at or before that instant (for compaction by age); 0 when none is in the log. */
  revisionAt(ms: number): number {
    const count = this.#instantsUpTo(({ atMs }) => atMs <= ms);
    const revision = count === 0 ? 0 : count === this.#instants.length ? this.#revision : this.#instants[count]!.first - 1;
    return this.#log.length && revision >= this.#log[0]!.revision ? revision : 0;
  }

  /** How many of the instants are so; those that are come first. */
  #instantsUpTo(are: (instant: { readonly atMs: number; readonly first: number }) => boolean): number {
    let low = 0, high = this.#instants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (are(this.#instants[middle]!)) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** All keys and values, in a stable order: what an etcd snapshot holds. */
  snapshot(): StoreSnapshot {
    const tables = [...this.#tables.values()].filter((t) => t.size > 0).sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
    return {
      revision: this.#revision,
      tables: tables.map((t) => ({ prefix: t.prefix, entries: t.sorted().map((entry) => ({ ...entry })) })),
    };
  }

  /** Replaces everything. The log is forgotten: watchers must list again. */
  restore(snapshot: StoreSnapshot): void {
    for (const table of this.#tables.values()) table.clear();
    for (const { prefix, entries } of snapshot.tables) {
      const table = this.table(prefix);
      for (const { id, value, revision, createRevision, beside } of entries) table.add(id, value, revision, createRevision, beside);
    }
    this.#revision = Math.max(this.#revision, snapshot.revision) + 1;
    this.#log = [];
    this.#instants = [];
    this.#compacted = this.#revision;
    for (const listener of this.#onRestore) listener();
  }

  #append(type: LogRecord['type'], table: Table, id: string, value: unknown, previous: unknown, beside: unknown, createRevision: number, previousRevision: number): void {
    const revision = this.#revision;
    const record: LogRecord = {
      revision, type, table, id, value, previous, beside, createRevision, previousRevision,
      cause: this.hooks.trace(type, table.prefix, id, revision),
    };
    const atMs = this.hooks.now();
    if (this.#instants[this.#instants.length - 1]?.atMs !== atMs) this.#instants.push({ atMs, first: revision });
    this.#log.push(record);
    const listeners = this.#listenersTo(table);
    for (let i = 0; i < listeners.length; i++) listeners[i]!(record);
  }

  /** Index of the first record after `revision`. The log has one record a revision, so no search is needed. */
  #indexAfter(revision: number): number {
    if (this.#log.length === 0) return 0;
    return Math.max(0, Math.min(this.#log.length, revision - this.#log[0]!.revision + 1));
  }
}

function expectThere(table: Table, { id, revision }: Entry): void {
  if (revision === REMOVED) throw new RevisionMismatch(table.prefix, id, table.get(id)?.revision ?? 0);
}

export interface StoreSnapshot {
  readonly revision: number;
  readonly tables: readonly { readonly prefix: string; readonly entries: readonly Entry[] }[];
}
