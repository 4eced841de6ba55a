/**
 * What an etcd snapshot holds, as plain JSON: every object at its revision, with its managed fields, which stand beside objects
 * in the store. `saveSnapshot` (or `snapshotText`, piece by piece) and `loadSnapshot` are each other's inverse.
 */
import { decodeManagedFields, type ManagedState } from '../api/apply/managed-fields.ts';
import { badRequest, expired } from '../api/errors.ts';
import type { AnyObject, ManagedFieldsEntry } from '../api/types.ts';
import { withManagedFields } from './managed-fields.ts';
import type { StoreSnapshot } from '../store/store.ts';
import type { ApiServer } from './server.ts';

export interface SavedEntry { readonly id: string; readonly revision: number; readonly createRevision: number; readonly object: AnyObject; readonly managedFields?: readonly ManagedFieldsEntry[] }
export interface SavedSnapshot { readonly format: 'bottleship-etcd-snapshot/1'; readonly revision: number; readonly tables: readonly { readonly prefix: string; readonly entries: readonly SavedEntry[] }[] }

const FORMAT = 'bottleship-etcd-snapshot/1';

export function saveSnapshot(server: ApiServer): SavedSnapshot {
  const { revision, tables } = server.store.snapshot();
  return { format: FORMAT, revision, tables: tables.map(({ prefix, entries }) => ({ prefix, entries: entries.map((entry) => savedEntry(server, prefix, entry)) })) };
}

/** The JSON of `saveSnapshot` in pieces, one an object: of what is stored now, however long the reader takes over it. */
export function snapshotText(server: ApiServer): Iterable<string> {
  const { revision, tables } = server.store.snapshot();
  return pieces();
  function* pieces(): Iterable<string> {
    yield `{"format":"${FORMAT}","revision":${revision},"tables":[`;
    for (const [t, { prefix, entries }] of tables.entries()) {
      yield `${t ? ',' : ''}{"prefix":${JSON.stringify(prefix)},"entries":[`;
      for (const [e, entry] of entries.entries()) yield `${e ? ',' : ''}${JSON.stringify(savedEntry(server, prefix, entry))}`;
      yield ']}';
    }
    yield ']}';
  }
}

function savedEntry(server: ApiServer, prefix: string, { id, revision, createRevision, value, beside }: StoreSnapshot['tables'][number]['entries'][number]): SavedEntry {
  const registration = server.registry.find(prefix);
  const managedFields = registration && withManagedFields(registration, value as AnyObject, beside).metadata.managedFields;
  return { id, revision, createRevision, object: value as AnyObject, ...(managedFields ? { managedFields } : {}) };
}

/** Puts a snapshot in the place of everything. Watches must start anew. Throws 400 for what is none. */
export function loadSnapshot(server: ApiServer, saved: unknown): void {
  const snapshot = saved as Partial<SavedSnapshot> | null;
  if (typeof snapshot !== 'object' || snapshot?.format !== FORMAT || typeof snapshot.revision !== 'number' || !Array.isArray(snapshot.tables)) {
    throw badRequest(`no snapshot: its format must be "${FORMAT}"`);
  }
  server.store.restore({
    revision: snapshot.revision,
    tables: (snapshot as SavedSnapshot).tables.map(({ prefix, entries }) => ({
      prefix,
      entries: entries.map(({ id, revision, createRevision, object, managedFields }) => {
        const state: ManagedState | undefined = managedFields && { entries: decodeManagedFields(managedFields) ?? [], pending: [] };
        return { id, value: object, revision, createRevision, beside: state };
      }),
    })),
  });
  server.podSpecs.invalidate();
  const gone = expired('The resourceVersion for the provided watch is too old.').status as unknown as AnyObject;
  for (const { hub } of server.registry.all()) hub.expireAll(gone);
}
