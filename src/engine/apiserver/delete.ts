/**
 * The verbs delete and deletecollection: at once, gracefully (pods), or when the last finalizer is gone.
 * (https://kubernetes.io/docs/concepts/architecture/garbage-collection/, KEP-1040 of propagation policies)
 */
import type { ApiRequest, ApiResponse, RequestOptions } from '../api/api.ts';
import { failure, notFound } from '../api/errors.ts';
import type { AnyObject, Pod } from '../api/types.ts';
import { formatTime } from '../kernel/time.ts';
import type { Entry } from '../store/table.ts';
import { validateAdmission, type AdmissionAttributes } from './admission/admission.ts';
import { present } from './convert.ts';
import { settle, stamp } from './create.ts';
import { checkDeletePreconditions } from './preconditions.ts';
import { list } from './read.ts';
import type { Registration } from './registry.ts';
import type { ApiServer } from './server.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

export function deleteObject(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const { kind, table } = registration;
  const { resource } = kind;
  const name = request.name ?? '';
  const namespace = resource.namespaced ? request.namespace ?? '' : '';
  const entry = table.get(namespace ? `${namespace}/${name}` : name);
  if (!entry) throw notFound(resource, name);
  const object = entry.value as AnyObject;
  checkOptions(request.options);
  checkDeletePreconditions(resource, object.metadata, request.options.preconditions);
  const attributes: AdmissionAttributes = {
    verb: 'delete', resource, namespace, name, object: undefined, old: object, user: request.user, options: request.options, warn: () => {},
  };
  validateAdmission(server.admissionOf(registration).validate, attributes);

  const { next, gone } = outcome(server, registration, object, request.options);
  if (next === object && !gone) {
    settle(server, attributes, false);
    return { code: 200, object: present(registration, request, object, entry.beside) };
  }
  if (!request.options.dryRun) {
    if (next !== object) server.store.update(table, entry, stamp(next, server.store.nextRevision), entry.beside);
    if (gone) removeEntry(server, registration, table.get(entry.id)!);
  }
  settle(server, attributes, gone && !request.options.dryRun);
  if (!gone) return { code: 200, object: present(registration, request, next, table.get(entry.id)?.beside) };
  return { code: 200, object: success(resource, object) as unknown as AnyObject };
}

/** What a list with the same options gives is deleted and handed back: with a limit, that page and where the rest begins. */
export function deleteCollection(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const { resource } = registration.kind;
  const { items, ...metadata } = list(server, registration, request);
  for (const item of items) {
    deleteObject(server, registration, { ...request, verb: 'delete', name: item.metadata.name, namespace: item.metadata.namespace, options: { ...request.options, preconditions: undefined } });
  }
  return { code: 200, object: { kind: `${resource.kind}List`, apiVersion: resource.group ? `${resource.group}/${resource.version}` : resource.version, metadata, items } };
}

/** Takes an object out of the store at once. */
export function removeEntry(server: ApiServer, registration: Registration, entry: Entry): void {
  const object = entry.value as AnyObject;
  server.store.delete(registration.table, entry, stamp({ ...object, metadata: { ...object.metadata } }, server.store.nextRevision));
}

interface Outcome { readonly next: AnyObject; readonly gone: boolean }

/**
 * What a delete makes of the object: `next` is written when it differs, then, if `gone`, the object is removed. A pod is
 * always marked first, also when its grace is nought, so its watchers see both.
 */
function outcome(server: ApiServer, registration: Registration, stored: AnyObject, options: RequestOptions): Outcome {
  const { kind } = registration;
  const object = kind.prepareForDelete && !stored.metadata.deletionTimestamp ? kind.prepareForDelete(stored, formatTime(server.kernel.now)) : stored;
  const { metadata } = object;
  const finalizers = finalizersAfter(metadata.finalizers ?? [], registration, options);
  const grace = graceSeconds(registration, object, options);
  const held = finalizers.length > 0 || (object.kind === 'Namespace' && ((object as { spec?: { finalizers?: unknown[] } }).spec?.finalizers?.length ?? 0) > 0);
  if (metadata.deletionTimestamp) {
    const current = metadata.deletionGracePeriodSeconds ?? 0;
    if (grace !== undefined && grace < current) {
      return { next: withDeletion(server, object, grace, finalizers, metadata.deletionTimestamp), gone: grace === 0 && !held };
    }
    const next = sameList(finalizers, metadata.finalizers ?? []) ? object : { ...object, metadata: { ...metadata, finalizers } };
    return { next, gone: !held && current === 0 };
  }
  if (!held && grace === undefined) return { next: object, gone: true };
  // Namespaces and definitions are marked by handlers of their own, which leave grace and generation alone.
  const marked = object.kind === 'Namespace' || kind.prepareForDelete
    ? withMetadata(object, { deletionTimestamp: formatTime(server.kernel.now) }, finalizers)
    : withDeletion(server, object, grace ?? 0, finalizers);
  const next = object.kind === 'Namespace' ? { ...marked, status: { ...(marked.status as object), phase: 'Terminating' } } : marked;
  return { next, gone: !held && !grace };
}

function withDeletion(server: ApiServer, object: AnyObject, grace: number, finalizers: string[], before?: string): AnyObject {
  const { generation } = object.metadata;
  const counted = !before && generation !== undefined && generation > 0 ? { generation: generation + 1 } : undefined;
  return withMetadata(object, { ...counted, deletionGracePeriodSeconds: grace, deletionTimestamp: formatTime(server.kernel.now + grace * 1000) }, finalizers);
}

function withMetadata(object: AnyObject, changed: Partial<AnyObject['metadata']>, finalizers: string[]): AnyObject {
  const metadata = { ...object.metadata, ...changed };
  if (finalizers.length) metadata.finalizers = finalizers; else delete metadata.finalizers;
  return { ...object, metadata };
}

/** Seconds a pod gets to end; undefined for kinds that end at once. */
function graceSeconds(registration: Registration, object: AnyObject, options: RequestOptions): number | undefined {
  const { resource } = registration.kind;
  if (resource.group !== '' || resource.resource !== 'pods') return undefined;
  const pod = object as unknown as Pod;
  let seconds = options.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
  if (!pod.spec?.nodeName) seconds = 0;
  if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') seconds = 0;
  return seconds < 0 ? 1 : seconds;
}

/** Which finalizers stand once the propagation policy is known (default: what is there already, else background). */
function finalizersAfter(current: readonly string[], registration: Registration, options: RequestOptions): string[] {
  const policy = options.propagationPolicy ?? (options.orphanDependents === true ? 'Orphan' : options.orphanDependents === false ? 'Background' : undefined);
  if (policy === undefined) {
    if (current.includes(ORPHAN) || current.includes(FOREGROUND)) return [...current];
    return [...current];
  }
  const kept = current.filter((f) => f !== ORPHAN && f !== FOREGROUND);
  if (registration.kind.resource.resource === 'events') return kept;
  if (policy === 'Orphan') kept.push(ORPHAN);
  if (policy === 'Foreground') kept.push(FOREGROUND);
  return kept;
}

function checkOptions(options: RequestOptions): void {
  const { propagationPolicy, orphanDependents } = options;
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    throw failure(422, 'Invalid', 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "' + propagationPolicy + '": orphanDependents and deletionPropagation cannot be both set', {
      group: 'meta.k8s.io', kind: 'DeleteOptions',
      causes: [{ reason: 'FieldValueInvalid', message: `Invalid value: "${propagationPolicy}": orphanDependents and deletionPropagation cannot be both set`, field: 'propagationPolicy' }],
    });
  }
  if (propagationPolicy !== undefined && !['Orphan', 'Background', 'Foreground'].includes(propagationPolicy)) {
    const message = `Unsupported value: "${propagationPolicy}": supported values: "Background", "Foreground", "Orphan"`;
    throw failure(422, 'Invalid', `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: ${message}`, {
      group: 'meta.k8s.io', kind: 'DeleteOptions', causes: [{ reason: 'FieldValueNotSupported', message, field: 'propagationPolicy' }],
    });
  }
}

function success(resource: { group: string; resource: string }, object: AnyObject): object {
  return {
    kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success',
    details: { name: object.metadata.name, ...(resource.group ? { group: resource.group } : {}), kind: resource.resource, uid: object.metadata.uid },
  };
}

const sameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((x, i) => x === b[i]);
