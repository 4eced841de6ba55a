/** The stored object that a subresource request is about. */
import type { ApiRequest } from '../../api/api.ts';
import { notFound } from '../../api/errors.ts';
import type { AnyObject } from '../../api/types.ts';
import type { Entry } from '../../store/table.ts';
import { storageConflict } from '../preconditions.ts';
import type { Registration } from '../registry.ts';

/** Throws 404 when it is not there. */
export function found(registration: Registration, request: ApiRequest): Entry {
  const { resource } = registration.kind;
  const name = request.name ?? '';
  const entry = registration.table.get(resource.namespaced ? `${request.namespace ?? ''}/${name}` : name);
  if (!entry) throw notFound(resource, name);
  return entry;
}

/** Throws 409 when `given` names another uid or revision than the stored object's. */
export function checkSame(registration: Registration, entry: Entry, given: { uid?: string; resourceVersion?: string } | undefined): void {
  const { metadata } = entry.value as AnyObject;
  const { resource } = registration.kind;
  if (given?.uid && given.uid !== metadata.uid) {
    throw storageConflict(resource, metadata, 'UID', given.uid);
  }
  if (given?.resourceVersion && given.resourceVersion !== metadata.resourceVersion) {
    throw storageConflict(resource, metadata, 'ResourceVersion', given.resourceVersion);
  }
}
