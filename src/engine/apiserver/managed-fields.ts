/**
 * Keeps managed fields beside the stored objects: an ordinary write only notes who wrote what, the field sets are worked
 * out when a REST client reads them or a server-side apply needs them. The rules stand in `api/apply/`.
 */
import type { ApiRequest } from '../api/api.ts';
import { encodeManagedFields, fold, MAX_PENDING, noteWrite, sameEntries, stateFromClient, UNMANAGED, type ManagedState, type Manager, type ManagedTypes, type PendingWrite } from '../api/apply/managed-fields.ts';
import { goesOn, mayJoin } from '../api/apply/join-writes.ts';
import { managedTypesOf as managedTypesOfKind } from '../api/apply/managed-types.ts';
import type { JsonObject } from '../api/patch/json-value.ts';
import { apiVersionOf } from '../api/resource.ts';
import { schemaOf } from '../api/schema/types.ts';
import type { AnyObject, ManagedFieldsEntry, ObjectMeta } from '../api/types.ts';
import { formatTime } from '../kernel/time.ts';
import type { Registration } from './registry.ts';

const typesOfRegistration = new WeakMap<Registration, ManagedTypes>();

/** A state with what was worked out of it. Kept in the state itself: a WeakMap would cost each collection a visit to each of its entries. */
interface Known extends ManagedState {
  /** The state with nothing pending, and as it stands in `metadata.managedFields`. */
  folded?: { readonly state: ManagedState; readonly encoded: ManagedFieldsEntry[] };
  /** The object of that state as REST clients see it. */
  view?: { readonly object: AnyObject; readonly view: AnyObject };
}

/**
 * The state of an object that one component made as it stands and nobody wrote since (most objects: Events). One shared
 * value a component says it all.
 */
class CreatedBy {
  constructor(readonly manager: string, readonly apiVersion: string) {}
}

const creators = new Map<string, CreatedBy>();
const expanded = new WeakMap<AnyObject, Known>();

/**
 * The state of an object whose last write was a component's: `earlier`, and that write pending. Writes of one component in a row are
 * one, so most states differ from the one before in what is here, and share the rest: 72 bytes a write, where a state with its list
 * of writes took 170.
 */
class LastWrite {
  /** The same with the write among the pending ones, once somebody asked. */
  state: Known | undefined;
  constructor(readonly earlier: ManagedState, readonly by: Manager, readonly time: string, readonly old: AnyObject, readonly next: AnyObject) {}
}

function createdBy(manager: string, apiVersion: string): CreatedBy {
  const id = `${manager} ${apiVersion}`;
  let creator = creators.get(id);
  if (!creator) creators.set(id, (creator = new CreatedBy(manager, apiVersion)));
  return creator;
}

const components = new Map<string, Manager>();

function componentOf(manager: string, subresource: string, apiVersion: string): Manager {
  const id = `${manager} ${subresource} ${apiVersion}`;
  let component = components.get(id);
  if (!component) components.set(id, (component = { manager, operation: 'Update', subresource, apiVersion }));
  return component;
}

/** What stands beside a stored object, as a state. */
export function stateOf(beside: unknown, object: AnyObject | undefined): Known {
  if (beside instanceof LastWrite) return stateAfter(beside);
  if (!(beside instanceof CreatedBy)) return (beside as ManagedState | undefined) ?? UNMANAGED;
  let state = expanded.get(object!);
  if (!state) {
    const { manager, apiVersion } = beside;
    const write: PendingWrite = { manager, operation: 'Update', subresource: '', apiVersion, time: object!.metadata.creationTimestamp!, old: undefined, next: object as unknown as JsonObject };
    expanded.set(object!, (state = { entries: [], pending: [write] }));
  }
  return state;
}

function stateAfter(write: LastWrite): Known {
  let { state } = write;
  if (!state) {
    const { earlier: { entries, pending }, by: { manager, operation, subresource, apiVersion }, time } = write;
    const last: PendingWrite = { manager, operation, subresource, apiVersion, time, old: write.old as unknown as JsonObject, next: write.next as unknown as JsonObject };
    write.state = state = { entries, pending: [...pending, last] };
  }
  return state;
}

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

/** What stands beside an object that a component creates; `stored` is what will be stored. */
export function noteCreated(write: ManagedWrite, stored: AnyObject): unknown {
  const { request, registration: { kind: { resource } }, asked } = write;
  if (request.untyped || asked !== stored) return noteManaged(write);
  return createdBy(request.options.fieldManager || 'unknown', apiVersionOf(resource));
}

/** The state after an ordinary write. */
export function noteManaged({ registration, request, nowMs, subresource = request.subresource ?? '', old, asked, beside, sent }: ManagedWrite): unknown {
  if (old !== undefined && sent === undefined && isComponents(registration, request)) return noteComponent(registration, request, nowMs, subresource, old, asked, beside);
  const types = managedTypesOf(registration);
  const noted = stateOf(beside, old);
  // What somebody read has been worked out: it is not worked out again with the next write.
  const stored = noted.folded?.state ?? noted;
  const state = sent !== undefined && subresource === '' ? stateFromClient(stored, sent, types) : stored;
  const { resource } = registration.kind;
  return noteWrite(state, {
    manager: request.options.fieldManager || 'unknown', operation: 'Update', subresource,
    apiVersion: apiVersionOf({ group: resource.group, version: request.version ?? resource.version }),
    time: formatTime(nowMs), old: old as unknown as JsonObject | undefined, next: asked as unknown as JsonObject,
  }, types);
}

/** A component's own request, in the stored version. */
export const isComponents = ({ kind }: Registration, { untyped, version }: ApiRequest): boolean => !untyped && (version === undefined || version === kind.resource.version);

/**
 * `noteManaged` for a component's write (`isComponents`) that sends no managed fields. `changed` names the fields that may differ from
 * `old`, where that is known (`changed-fields.ts`).
 */
export function noteComponent(registration: Registration, request: ApiRequest, nowMs: number, subresource: string, old: AnyObject, asked: AnyObject, beside: unknown, changed?: readonly string[]): unknown {
  const manager = request.options.fieldManager || 'unknown';
  const { apiVersion } = registration;
  const time = formatTime(nowMs);
  // What somebody read is folded, and nothing is pending any more.
  const last = beside instanceof LastWrite && !beside.state?.folded ? beside : undefined;
  if (last && last.by.manager === manager && last.by.subresource === subresource && last.by.apiVersion === apiVersion && isOneWith(last, old, asked, changed)) {
    return new LastWrite(last.earlier, last.by, time, last.old, asked);
  }
  const noted = stateOf(beside, old);
  const state = noted.folded?.state ?? noted;
  return new LastWrite(state.pending.length < MAX_PENDING ? state : fold(state, managedTypesOf(registration)), componentOf(manager, subresource, apiVersion), time, old, asked);
}

/** Whether one write from before `last` to after the next one has the same effect as the two. */
function isOneWith(last: LastWrite, old: AnyObject, asked: AnyObject, changed: readonly string[] | undefined): boolean {
  // A component that writes the status again: nothing of it goes and comes back. Not across a deletion, though, which is nobody's write.
  if (last.by.subresource !== '') return sameDeletion(last.old.metadata, old.metadata);
  return mayJoin(last.earlier, last.by) && goesOn(last.old as unknown as JsonObject, last.next as unknown as JsonObject, old as unknown as JsonObject, asked as unknown as JsonObject, changed);
}

const sameDeletion = (a: ObjectMeta, b: ObjectMeta): boolean => a.deletionTimestamp === b.deletionTimestamp && a.deletionGracePeriodSeconds === b.deletionGracePeriodSeconds;

/** Worked out once a state. */
const foldOnce = (registration: Registration, state: Known): NonNullable<Known['folded']> => (state.folded ??= folded(registration, state));

function folded(registration: Registration, state: ManagedState): NonNullable<Known['folded']> {
  const done = fold(state, managedTypesOf(registration));
  return { state: done, encoded: encodeManagedFields(done.entries) };
}

/** True when a write changed nothing but who manages what. */
export function managedChanged(registration: Registration, before: unknown, after: unknown, old: AnyObject): boolean {
  const from = stateOf(before, old), to = stateOf(after, old);
  if (from.entries === to.entries && to.pending.length > 0) return false;
  // What a client sends back has been folded: so must be what it is compared with.
  return !sameEntries(foldOnce(registration, from).state.entries, to.entries);
}

/** The object as REST clients see it: with managed fields. */
export function withManagedFields(registration: Registration, object: AnyObject, beside: unknown): AnyObject {
  if (beside === undefined) return object;
  const state = stateOf(beside, object);
  if (state.view?.object === object) return state.view.view;
  const { encoded } = foldOnce(registration, state);
  const view = encoded.length ? withMetadata(object, encoded) : object;
  state.view = { object, view };
  return view;
}

/** Field by field, see `object-shape.ts`. */
function withMetadata(object: AnyObject, managedFields: ManagedFieldsEntry[]): AnyObject {
  const metadata: Record<string, unknown> = {};
  for (const field in object.metadata) metadata[field] = object.metadata[field as keyof AnyObject['metadata']];
  metadata['managedFields'] = managedFields;
  const view = { ...object };
  view.metadata = metadata;
  return view;
}
