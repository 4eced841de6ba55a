/**
 * Keeps managed fields beside the stored objects: an ordinary write only notes who wrote what, the field sets are worked
 * out when a REST client reads them or a server-side apply needs them. The rules stand in `api/apply/`.
 */
import type { ApiRequest } from '../api/api.ts';
import { encodeManagedFields, fold, noteWrite, sameEntries, stateFromClient, UNMANAGED, type ManagedState, type ManagedTypes, type PendingWrite } from '../api/apply/managed-fields.ts';
import { managedTypesOf as managedTypesOfKind } from '../api/apply/managed-types.ts';
import type { JsonObject } from '../api/patch/json-value.ts';
import { apiVersionOf } from '../api/resource.ts';
import { schemaOf } from '../api/schema/types.ts';
import type { AnyObject, ManagedFieldsEntry } from '../api/types.ts';
import { formatTime } from '../kernel/time.ts';
import type { Registration } from './registry.ts';

const typesOfRegistration = new WeakMap<Registration, ManagedTypes>();
const folded = new WeakMap<ManagedState, { state: ManagedState; encoded: ManagedFieldsEntry[] }>();
const views = new WeakMap<AnyObject, { beside: unknown; view: AnyObject }>();

export const stateOf = (beside: unknown): ManagedState => (beside as ManagedState | undefined) ?? UNMANAGED;

/** What folding has to know of a registered kind. */
export function managedTypesOf(registration: Registration): ManagedTypes {
  let types = typesOfRegistration.get(registration);
  if (types) return types;
  const { kind, schemaOf: customSchema } = registration;
  const schema = (apiVersion: string) => customSchema?.(apiVersion.slice(apiVersion.indexOf('/') + 1)) ?? kind.schema ?? schemaOf(apiVersion, kind.resource.kind);
  types = managedTypesOfKind(kind, schema, customSchema !== undefined);
  typesOfRegistration.set(registration, types);
  return types;
}

export interface ManagedWrite {
  readonly registration: Registration;
  readonly request: ApiRequest;
  readonly nowMs: number;
  /** Default: the request's own subresource. */
  readonly subresource?: string;
  readonly old: AnyObject | undefined;
  /** What the client asked for, with defaults, before admission. */
  readonly asked: AnyObject;
  /** The state of the old object. */
  readonly beside: unknown;
  /** `metadata.managedFields` as the client sent it. */
  readonly sent?: ManagedFieldsEntry[] | undefined;
}

/** The state after an ordinary write. */
export function noteManaged({ registration, request, nowMs, subresource = request.subresource ?? '', old, asked, beside, sent }: ManagedWrite): ManagedState {
  const { resource } = registration.kind;
  const types = managedTypesOf(registration);
  const state = sent !== undefined && subresource === '' ? stateFromClient(stateOf(beside), sent, types) : stateOf(beside);
  const write: PendingWrite = {
    manager: request.options.fieldManager || 'unknown', operation: 'Update', subresource,
    apiVersion: apiVersionOf({ group: resource.group, version: request.version ?? resource.version }),
    time: formatTime(nowMs), old: old as unknown as JsonObject | undefined, next: asked as unknown as JsonObject,
  };
  // A component that writes again what it wrote last (a kubelet's statuses) is one write from before to after.
  const last = state.pending[state.pending.length - 1];
  if (!request.untyped && last && last.old && last.manager === write.manager && last.subresource === write.subresource && last.operation === 'Update') {
    return { entries: state.entries, pending: [...state.pending.slice(0, -1), { ...write, old: last.old }] };
  }
  return noteWrite(state, write, types);
}

/** The state with nothing pending, and as it stands in `metadata.managedFields`. Worked out once a state. */
function foldOnce(registration: Registration, beside: unknown): { state: ManagedState; encoded: ManagedFieldsEntry[] } {
  const state = stateOf(beside);
  let known = folded.get(state);
  if (!known) {
    const done = fold(state, managedTypesOf(registration));
    folded.set(state, (known = { state: done, encoded: encodeManagedFields(done.entries) }));
  }
  return known;
}

/** True when a write changed nothing but who manages what. */
export function managedChanged(registration: Registration, before: unknown, after: unknown): boolean {
  const from = stateOf(before), to = stateOf(after);
  if (to.pending.length > 0) return from.entries !== to.entries && !sameEntries(from.entries, to.entries);
  return !sameEntries(foldOnce(registration, before).state.entries, to.entries);
}

/** The object as REST clients see it: with managed fields. */
export function withManagedFields(registration: Registration, object: AnyObject, beside: unknown): AnyObject {
  if (beside === undefined) return object;
  const known = views.get(object);
  if (known && known.beside === beside) return known.view;
  const { encoded } = foldOnce(registration, beside);
  const view = encoded.length ? { ...object, metadata: { ...object.metadata, managedFields: encoded } } : object;
  views.set(object, { beside, view });
  return view;
}
