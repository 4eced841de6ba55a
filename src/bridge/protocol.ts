/**
 * What the page and the worker say to each other. The page sends commands; the worker answers requests and sends at
 * most one batch a frame, and the next only after the page said that it took the last (`taken`).
 *
 * Rows are columns in transferable typed arrays; texts are interned once and named by number. Objects travel only when
 * the page asks for one (`request`).
 */
import type { JournalEntry } from '../engine/cluster/journal.ts';
import type { MachineOptions } from '../engine/node/machines.ts';
import type { ColumnSchema, PackedRows } from './columns.ts';

export type { JournalEntry };

/** `state` 0 = the slot is free. Texts are numbers of interned strings; slots are rows of the other tables, -1 = none. */
export const POD_SCHEMA = {
  state: 'u8', name: 'u32', namespace: 'u32', status: 'u32', node: 'i32', owner: 'i32', ready: 'u8', containers: 'u8', restarts: 'u32', createdMs: 'f64',
} as const satisfies ColumnSchema;
export const NODE_SCHEMA = {
  state: 'u8', name: 'u32', zone: 'u32', status: 'u32', roles: 'u32', cpuUsedMillis: 'f64', cpuMillis: 'f64', memoryUsedMi: 'f64', memoryMi: 'f64',
  pods: 'u32', podLimit: 'u32', createdMs: 'f64',
} as const satisfies ColumnSchema;
export const WORKLOAD_SCHEMA = {
  state: 'u8', kind: 'u8', name: 'u32', namespace: 'u32', status: 'u32', owner: 'i32', desired: 'u32', ready: 'u32', updated: 'u32', revision: 'u32', createdMs: 'f64',
} as const satisfies ColumnSchema;
export const SERVICE_SCHEMA = {
  state: 'u8', name: 'u32', namespace: 'u32', status: 'u32', type: 'u32', address: 'u32', ports: 'u32', ready: 'u32', total: 'u32', createdMs: 'f64',
} as const satisfies ColumnSchema;

export const SCHEMAS = { pods: POD_SCHEMA, nodes: NODE_SCHEMA, workloads: WORKLOAD_SCHEMA, services: SERVICE_SCHEMA } as const;
export type TableName = keyof typeof SCHEMAS;
/** Columns whose numbers are those of texts. */
export const TEXT_COLUMNS: ReadonlySet<string> = new Set(['name', 'namespace', 'status', 'zone', 'roles', 'type', 'address', 'ports']);
export const TABLE_NAMES: readonly TableName[] = ['pods', 'nodes', 'workloads', 'services'];

/** The states that things are drawn in; words and shapes in `ui/design/states.ts`. */
export const STATE = { none: 0, ready: 1, starting: 2, notReady: 3, pending: 4, failing: 5, terminating: 6, succeeded: 7, unknown: 8 } as const;
export type State = (typeof STATE)[keyof typeof STATE];

export const WORKLOAD_KINDS = ['', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController'] as const;

export interface EventRow {
  readonly key: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly source: string;
  readonly count: number;
  /** Virtual time of its last occurrence, ms. */
  readonly atMs: number;
}

export interface FaultRow {
  readonly name: string;
  readonly type: string;
  readonly targetKind: string;
  readonly targetNamespace: string;
  readonly targetName: string;
  /** What it struck: several where a selector chose. */
  readonly targets: readonly string[];
  readonly phase: string;
  readonly message: string;
  /** When it struck, or will (phase Pending). */
  readonly startMs: number;
  /** Virtual time at which it ends of itself or ended; 0 = when healed. */
  readonly endMs: number;
}

/** A write seen on its way, for the control-plane view. */
export interface MessageRow {
  readonly atMs: number;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly revision: number;
  /** The write that woke who acts, as the trace knows it: `create deployments.apps/default/web`; absent where nothing did. */
  readonly because?: string;
}

export interface Batch {
  readonly type: 'batch';
  readonly nowMs: number;
  readonly playing: boolean;
  /** Virtual seconds a second; Infinity = as fast as it goes. */
  readonly speed: number;
  readonly eventCount: number;
  readonly revision: number;
  /** Texts that the rows of this batch name and the page has not got yet: `texts[i]` is number `ids[i]`. */
  readonly strings?: { readonly ids: readonly number[]; readonly texts: readonly string[] };
  readonly tables: { readonly [T in TableName]?: PackedRows };
  /** Which pods a service's endpoints name, for services where that changed: [service slot, pod slots]. */
  readonly ties?: readonly (readonly [number, Uint32Array<ArrayBuffer>])[];
  readonly events?: readonly EventRow[];
  readonly goneEvents?: readonly string[];
  /** All of them, when any changed. */
  readonly faults?: readonly FaultRow[];
  readonly messages?: readonly MessageRow[];
  readonly journalSize: number;
}

export interface StartOptions {
  readonly seed: number;
  readonly nodes: number;
  /** A run to be run again, up to where it was recorded. */
  readonly recording?: Recording;
}

/** A whole run: the same seed, machines and inputs give the same cluster. */
export interface Recording {
  readonly seed: number;
  readonly nodes: number;
  /** Where its clock begins, ms since 1970; absent = where every clock does. */
  readonly epochMs?: number;
  /** Where the cluster's time began for the person: earlier than `epochMs` when the run goes on from a checkpoint. */
  readonly startMs?: number;
  readonly journal: readonly JournalEntry[];
  readonly nowMs: number;
  readonly eventCount: number;
}

/** A recording that begins with what is stored now: what it is besides its inputs, how many those are, and all of it as JSON. */
export interface Checkpoint<Text = string> {
  readonly head: Omit<Recording, 'journal'>;
  readonly entries: number;
  readonly text: Text;
}

export type Command =
  | { readonly type: 'start'; readonly options: StartOptions }
  | { readonly type: 'taken' }
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string }
  /** As `request`, for a body without an end yet: `head`, then `chunk`s, then `end`. */
  | { readonly type: 'open'; readonly id: number; readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string }
  /** The reader of an open body goes away. */
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  /** Runs the next event and stays paused. */
  | { readonly type: 'step' }
  | { readonly type: 'speed'; readonly speed: number }
  /** Runs that far as fast as it goes, whether paused or not. */
  | { readonly type: 'advance'; readonly id: number; readonly seconds: number }
  | { readonly type: 'messages'; readonly on: boolean }
  | { readonly type: 'addMachines'; readonly id: number; readonly count: number; readonly machine: MachineOptions }
  | { readonly type: 'recording'; readonly id: number }
  /** A short recording that begins with what is stored now: its objects come back, its containers start anew. As JSON, which costs the page nothing to pass on. */
  | { readonly type: 'checkpoint'; readonly id: number }
  /** Slots of the pods that a label selector matches. */
  | { readonly type: 'matching'; readonly id: number; readonly selector: string }
  /** Answered at once: a worker that does not is dead. */
  | { readonly type: 'ping'; readonly id: number };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Message =
  /** `startMs`: where the cluster's time began. */
  | { readonly type: 'started'; readonly seed: number; readonly startMs: number }
  | Batch
  /** What came into the journal, told before the answer to it: who keeps the run loses none. */
  | { readonly type: 'inputs'; readonly entries: readonly JournalEntry[] }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'head'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'chunk'; readonly id: number; readonly text: string }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'advanced'; readonly id: number; readonly nowMs: number }
  | { readonly type: 'done'; readonly id: number; readonly result: unknown; readonly error?: string }
  | { readonly type: 'failed'; readonly message: string; readonly fatal: boolean };
