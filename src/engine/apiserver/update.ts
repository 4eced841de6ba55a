/** The verb update, also of `status`, and the end of every patch: from an object as it should be to the store. */
import type { ApiRequest, ApiResponse } from '../api/api.ts';
import { badRequest, conflict, MODIFIED, notFound, StatusError } from '../api/errors.ts';
import { copyGiven } from '../api/schema/given-empty.ts';
import type { AnyObject, ObjectMeta } from '../api/types.ts';
import { invalid, invalidObject } from '../api/validation/field.ts';
import { validateChanged } from '../api/validation/object.ts';
import type { Entry } from '../store/table.ts';
import { admit, validateAdmission, type AdmissionAttributes, type AdmissionRequest } from './admission/admission.ts';
import { changedFields, changesNothing } from './changed-fields.ts';
import { present } from './convert.ts';
import { create, settle, stamp } from './create.ts';
import { isComponents, managedChanged, noteComponent, noteManaged } from './managed-fields.ts';
import { decodeBody } from './decode.ts';
import { typedObject } from './object-shape.ts';
import { storageConflict } from './preconditions.ts';
import { nameMissing, otherNamespace } from './misnamed.ts';
import { deepEqual } from '../api/deep-equal.ts';
import type { Registration } from './registry.ts';
import type { ApiServer } from './server.ts';

export function update(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const { kind, table } = registration;
  const { resource } = kind;
  const body = request.body as AnyObject;
  const namespace = resource.namespaced ? request.namespace ?? body.metadata?.namespace ?? '' : '';
  const name = request.name ?? '';
  if (request.untyped) checkNames(body, name, namespace);
  const entry = table.get(namespace ? `${namespace}/${name}` : name);
  if (!entry) {
    if (kind.createOnUpdate && !request.subresource) return create(server, registration, { ...request, verb: 'create', namespace });
    throw notFound(resource, name);
  }
  const old = entry.value as AnyObject;
  if (sharesAllButMetadataAndStatus(request, body, old)) return replace(server, registration, request, entry, body, []);
  const { object, warnings } = decodeBody(registration, request, body);
  return replace(server, registration, request, entry, object, warnings);
}

/**
 * Puts `object` (decoded, the caller's own) in the place of `entry`: metadata that clients may not change is kept, the
 * kind's rules and admission are asked, an update that changes nothing writes nothing. `besideOfApply` is the state that a
 * server-side apply worked out.
 */
export function replace(
  server: ApiServer, registration: Registration, request: ApiRequest, entry: Entry, object: AnyObject, warnings: string[],
  besideOfApply?: unknown,
): ApiResponse {
  try {
    return replaceDecoded(server, registration, request, entry, object, warnings, besideOfApply);
  } catch (error) {
    if (warnings.length && error instanceof StatusError) error.warnings = warnings;
    throw error;
  }
}

function replaceDecoded(
  server: ApiServer, registration: Registration, request: ApiRequest, entry: Entry, object: AnyObject, warnings: string[], besideOfApply: unknown,
): ApiResponse {
  const { kind } = registration;
  const { resource } = kind;
  const old = entry.value as AnyObject;
  const { name = '', namespace = '' } = old.metadata;
  const status = request.subresource === 'status';
  let next: AnyObject = typedObject(registration.apiVersion, resource.kind, object.metadata, object);
  const expected = next.metadata.resourceVersion;
  if (next.metadata.uid && next.metadata.uid !== old.metadata.uid) {
    throw storageConflict(resource, old.metadata, 'UID', next.metadata.uid);
  }
  if (expected && expected !== '0' && expected !== old.metadata.resourceVersion) throw conflict(resource, name, MODIFIED);
  const attributes: AdmissionRequest = {
    verb: request.verb === 'patch' ? 'update' : request.verb, resource, subresource: request.subresource, namespace, name, object: next, old, user: request.user,
    options: request.options, warn: (text) => { if (!warnings.includes(text)) warnings.push(text); },
  };
  const chain = server.admissionOf(registration);
  next = admit(chain.admit, attributes)!;
  // Most writes change a status or a spec, and hand over the metadata that they read.
  const sharesMetadata = next.metadata === old.metadata;
  next.metadata = sharesMetadata ? { ...old.metadata } : keepSystemMetadata(next.metadata, old.metadata);
  if ((!expected || expected === '0') && kind.requiresResourceVersion && request.verb === 'update') {
    throw invalidObject(resource, name, [invalid('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  if (status) keepAllButStatus(next, old, kind.resource.resource, registration.decode !== undefined); else keepStatus(next, old, kind);
  let changed = changedFields(next, old);
  const specUntouched = status || changed.length === 0;
  const prepared = !status && kind.prepareForUpdate !== undefined;
  if (prepared) {
    kind.prepareForUpdate!(next as never, old as never);
    changed = changedFields(next, old);
  }
  const counted = !status && kind.generationCounts;
  if (kind.hasGeneration && ((counted && !deepEqual(next.metadata[counted] ?? {}, old.metadata[counted] ?? {})) || (!specUntouched && !sameDesired(next, old, changed, kind.subresources?.includes('status') ?? false)))) {
    next.metadata.generation = (old.metadata.generation ?? 0) + 1;
  }
  if (!sharesMetadata || prepared || next.metadata.generation !== old.metadata.generation) changed.push('metadata');
  // The cluster's own components write statuses by the thousand, and write them right.
  if (request.untyped || !specUntouched) {
    const errors = validateChanged(kind, next, old, request.subresource, request.version);
    if (errors.length) throw invalidObject(resource, name, errors);
  }
  if (!status && kind.warnings && request.untyped) for (const text of kind.warnings(next as never, old as never)) attributes.warn(text);
  attributes.object = next;
  validateAdmission(chain.validate, attributes);

  const beside = besideOfApply !== undefined ? besideOfApply : besideAfter(server, registration, request, entry, object, next, changed);
  return commit(server, registration, request, entry, next, beside, attributes, warnings, changed);
}

/** Who manages what once `next` is stored, for which `object` was asked. */
function besideAfter(server: ApiServer, registration: Registration, request: ApiRequest, entry: Entry, object: AnyObject, next: AnyObject, changed: readonly string[]): unknown {
  const old = entry.value as AnyObject;
  const nowMs = server.kernel.now;
  const { managedFields: sent } = object.metadata;
  if (sent === undefined && isComponents(registration, request)) return noteComponent(registration, request, nowMs, request.subresource ?? '', old, next, entry.beside, changed);
  const asked = !request.untyped ? next : sent === undefined ? object : copyGiven(object, { ...object, metadata: { ...object.metadata, managedFields: undefined } });
  return noteManaged({ registration, request, nowMs, old, asked, beside: entry.beside, sent });
}

/**
 * Writes `next` (the caller's own) over `entry`, unless nothing changed or it is a dry run; removes it when it is finished. `changed` names
 * the fields that may differ from the stored ones.
 */
export function commit(
  server: ApiServer, registration: Registration, request: ApiRequest, entry: Entry, next: AnyObject, beside: unknown,
  attributes: AdmissionAttributes | undefined, warnings: readonly string[] = [], changed: readonly string[] = [...changedFields(next, entry.value as AnyObject), 'metadata'],
): ApiResponse {
  const old = entry.value as AnyObject;
  if (changesNothing(next, old, changed) && !managedChanged(registration, entry.beside, beside, old)) {
    if (attributes) settle(server, attributes, false);
    return answer(present(registration, request, old, entry.beside), warnings);
  }
  const { dryRun } = request.options;
  if (!dryRun) {
    stamp(next, server.store.nextRevision);
    if (isFinished(next)) server.store.delete(registration.table, entry, next);
    else server.store.update(registration.table, entry, next, beside);
  }
  if (attributes) settle(server, attributes, !dryRun);
  return answer(present(registration, request, next, beside), warnings);
}

const answer = (object: AnyObject, warnings: readonly string[]): ApiResponse => (warnings.length ? { code: 200, object, warnings } : { code: 200, object });

/** Deletion was asked for, and nothing holds the object any more. */
export function isFinished(object: AnyObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (!deletionTimestamp || finalizers?.length) return false;
  if (deletionGracePeriodSeconds) return false;
  return !(object as { spec?: { finalizers?: unknown[] } }).spec?.finalizers?.length || object.kind !== 'Namespace';
}

/** True for in-process updates that changed only metadata or status: nothing to decode or default again. */
function sharesAllButMetadataAndStatus(request: ApiRequest, body: AnyObject, old: AnyObject): boolean {
  if (request.untyped) return false;
  for (const field in body) if (field !== 'metadata' && field !== 'status' && body[field] !== old[field]) return false;
  return true;
}

function checkNames(body: AnyObject, name: string, namespace: string): void {
  const meta: Partial<ObjectMeta> = typeof body === 'object' && body !== null && typeof body.metadata === 'object' && body.metadata !== null ? body.metadata : {};
  if (namespace && meta.namespace && meta.namespace !== namespace) {
    throw otherNamespace();
  }
  if (!meta.name) throw meta.name === undefined || meta.name === '' ? nameMissing(name) : badRequest('name must be a string');
  if (meta.name !== name) throw badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${name})`);
}

/** What an update keeps from the stored metadata, whatever the client sent. */
function keepSystemMetadata(next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const metadata: ObjectMeta = { ...next };
  setOrDelete(metadata, 'name', old.name);
  setOrDelete(metadata, 'uid', old.uid);
  setOrDelete(metadata, 'creationTimestamp', old.creationTimestamp);
  setOrDelete(metadata, 'managedFields', undefined);
  setOrDelete(metadata, 'selfLink', undefined);
  setOrDelete(metadata, 'namespace', old.namespace);
  setOrDelete(metadata, 'generateName', next.generateName ?? old.generateName);
  setOrDelete(metadata, 'generation', old.generation);
  setOrDelete(metadata, 'deletionTimestamp', old.deletionTimestamp);
  setOrDelete(metadata, 'deletionGracePeriodSeconds', old.deletionGracePeriodSeconds);
  // An object that is being deleted takes no new finalizers: the extra ones are refused by validation of the kind.
  return metadata;
}

/** Touches nothing that is right already: a deletion, even of what is not there, costs more than all the rest. */
function setOrDelete<K extends keyof ObjectMeta>(metadata: ObjectMeta, key: K, value: ObjectMeta[K]): void {
  if (metadata[key] === value) return;
  if (value === undefined) delete metadata[key]; else metadata[key] = value;
}

const OTHERS = new Set(['status', 'metadata', 'apiVersion', 'kind']);

/** For `<resource>/status`: everything but status and metadata is as stored. */
function keepAllButStatus(next: AnyObject, old: AnyObject, resource: string, custom: boolean): void {
  if (custom) next.metadata = { ...old.metadata };
  for (const field in old) if (!OTHERS.has(field) && next[field] !== old[field]) next[field] = old[field];
  for (const field in next) if (!OTHERS.has(field) && old[field] === undefined) delete next[field];
  if (resource === 'deployments') setOrDelete(next.metadata, 'labels', old.metadata.labels);
}

/** For the resource itself: a status that has a subresource of its own stays. */
function keepStatus(next: AnyObject, old: AnyObject, kind: { subresources?: readonly string[] }): void {
  if (!kind.subresources?.includes('status') || next.status === old.status) return;
  if (old.status === undefined) delete next.status; else next.status = old.status;
}

/** True when nothing outside metadata and (when it is a thing of its own) status differs: what `generation` counts. */
function sameDesired(next: AnyObject, old: AnyObject, changed: readonly string[], ownStatus: boolean): boolean {
  return changed.every((field) => (field === 'status' && ownStatus) || deepEqual(next[field], old[field]));
}
