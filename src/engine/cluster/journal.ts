/** The journal: everything that came from outside, and between which events of the run it came. */
import type { ApiRequest } from '../api/api.ts';
import type { MachineOptions } from '../node/machines.ts';
import type { HttpRequest } from '../workloads/http.ts';

/** Somebody outside asked a program something. */
export interface Visit { readonly act: 'visit'; readonly host: string; readonly port: number; readonly request: HttpRequest; readonly namespace: string }

/** Somebody outside ran a command in a container. */
export interface Exec { readonly act: 'exec'; readonly namespace: string; readonly pod: string; readonly container: string; readonly command: readonly string[]; readonly stdin?: string }

export type JournalEntry = {
  /** Events that had run when it came. */
  readonly event: number;
  readonly atMs: number;
} & (
  | { readonly act: 'request'; readonly request: ApiRequest }
  | { readonly act: 'addMachine'; readonly machine: MachineOptions }
  | { readonly act: 'removeMachine'; readonly name: string }
  /** An etcd snapshot (`apiserver/snapshot.ts`) took the place of everything. */
  | { readonly act: 'restore'; readonly snapshot: unknown }
  | Visit
  | Exec
);
