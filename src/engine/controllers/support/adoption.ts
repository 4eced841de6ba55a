/**
 * Adoption and release: a controller takes matching orphans and lets go of objects whose labels no longer match.
 * The rules and the patches are those of k8s.io/kubernetes/pkg/controller/controller_ref_manager.go.
 */
import { failure, isNotFound, StatusError } from '../../api/errors.ts';
import { apiVersionOf, type Resource } from '../../api/resource.ts';
import type { ObjectMeta } from '../../api/types.ts';
import type { Client } from '../../client/client.ts';
import { controllerOf } from './owners.ts';
import type { Labels } from './selector.ts';

interface Named { metadata: ObjectMeta }

export interface Claim<O extends Named, T extends Named> {
  client: Client;
  ownerResource: Resource<O>;
  owner: O;
  resource: Resource<T>;
  matches(labels: Labels | undefined, object: T): boolean;
  /** Finalizers that adopting adds. */
  finalizers?: readonly string[];
}

/** Of `objects` (owned ones and orphans) those that belong to the owner now. Adopts and releases as it goes. */
export function claim<O extends Named, T extends Named>(c: Claim<O, T>, objects: Iterable<T>): T[] {
  const claimed: T[] = [];
  const errors: unknown[] = [];
  let mayAdopt: boolean | undefined;
  const { owner } = c;
  for (const object of objects) {
    const ref = controllerOf(object);
    try {
      if (ref) {
        if (ref.uid !== owner.metadata.uid) continue;
        if (c.matches(object.metadata.labels, object)) { claimed.push(object); continue; }
        if (!owner.metadata.deletionTimestamp) release(c, object);
        continue;
      }
      if (owner.metadata.deletionTimestamp || !c.matches(object.metadata.labels, object)) continue;
      if (object.metadata.deletionTimestamp || object.metadata.namespace !== owner.metadata.namespace) continue;
      mayAdopt ??= checkAdoption(c);
      if (!mayAdopt) continue;
      claimed.push(adopt(c, object));
    } catch (error) {
      if (isNotFound(error)) continue;
      errors.push(error);
    }
  }
  if (errors.length) throw errors[0];
  return claimed;
}

/** A fresh look at the owner: its cached copy may be of an object deleted or replaced meanwhile. */
function checkAdoption<O extends Named, T extends Named>(c: Claim<O, T>): boolean {
  const { ownerResource, owner } = c;
  const fresh = c.client.get(ownerResource, owner.metadata.name!, owner.metadata.namespace);
  const label = `${owner.metadata.namespace}/${owner.metadata.name}`;
  if (fresh.metadata.uid !== owner.metadata.uid) {
    throw failure(500, 'InternalError', `can't adopt: original ${ownerResource.kind} ${label} is gone: got uid ${fresh.metadata.uid}, wanted ${owner.metadata.uid}`);
  }
  if (fresh.metadata.deletionTimestamp) {
    throw failure(500, 'InternalError', `can't adopt: ${label} has just been deleted at ${fresh.metadata.deletionTimestamp}`);
  }
  return true;
}

function adopt<O extends Named, T extends Named>(c: Claim<O, T>, object: T): T {
  const reference = {
    apiVersion: apiVersionOf(c.ownerResource), kind: c.ownerResource.kind, name: c.owner.metadata.name, uid: c.owner.metadata.uid,
    controller: true, blockOwnerDeletion: true,
  };
  const metadata: Record<string, unknown> = { ownerReferences: [reference], uid: object.metadata.uid };
  if (c.finalizers) metadata['finalizers'] = c.finalizers;
  return c.client.patch(c.resource, object.metadata.name!, object.metadata.namespace, 'application/strategic-merge-patch+json', { metadata });
}

function release<O extends Named, T extends Named>(c: Claim<O, T>, object: T): void {
  const metadata: Record<string, unknown> = { ownerReferences: [{ $patch: 'delete', uid: c.owner.metadata.uid }], uid: object.metadata.uid };
  if (c.finalizers) metadata['$deleteFromPrimitiveList/finalizers'] = c.finalizers;
  try {
    c.client.patch(c.resource, object.metadata.name!, object.metadata.namespace, 'application/strategic-merge-patch+json', { metadata });
  } catch (error) {
    // Gone, or no longer ours: either way there is nothing to release. Invalid: the uid does not match or was released already.
    if (error instanceof StatusError && (error.reason === 'NotFound' || error.reason === 'Invalid')) return;
    throw error;
  }
}
