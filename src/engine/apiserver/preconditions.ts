/** What storage and deletion answer when an object is not the one that the client meant. */
import { conflict, type StatusError } from '../api/errors.ts';
import type { AnyResource } from '../api/resource.ts';
import type { ObjectMeta } from '../api/types.ts';

/** Names under etcd's `/registry` that are not the resource's. */
const PREFIXES: Readonly<Record<string, string>> = {
  nodes: 'minions', services: 'services/specs', endpoints: 'services/endpoints', replicationcontrollers: 'controllers', ingresses: 'ingress',
};
/** Groups whose name stands in the key. */
const GROUP_IN_KEY = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

function keyOf({ group, resource }: AnyResource, { namespace, name }: ObjectMeta): string {
  const custom = group.includes('.') && !group.endsWith('.k8s.io');
  const prefix = custom || GROUP_IN_KEY.has(group) ? `${group}/${resource}` : (group === '' || group === 'networking.k8s.io' ? PREFIXES[resource] : undefined) ?? resource;
  return `/registry/${prefix}/${namespace ? `${namespace}/` : ''}${name}`;
}

/** A write of an object that was deleted and made again since. */
export function storageConflict(resource: AnyResource, stored: ObjectMeta, what: 'UID' | 'ResourceVersion', given: string): StatusError {
  const actual = what === 'UID' ? stored.uid : stored.resourceVersion;
  return conflict(resource, stored.name!, `StorageError: invalid object, Code: 4, Key: ${keyOf(resource, stored)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${what} in precondition: ${given}, ${what} in object meta: ${actual}`);
}

/** A delete whose preconditions do not hold. */
export function checkDeletePreconditions({ group, kind }: AnyResource, stored: ObjectMeta, preconditions: { uid?: string; resourceVersion?: string } | undefined): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const refuse = (why: string): StatusError => conflict({ group, resource: kind }, stored.name!, why);
  if (uid !== undefined && uid !== null && uid !== stored.uid) {
    throw refuse(`the UID in the precondition (${uid}) does not match the UID in record (${stored.uid}). The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== null && resourceVersion !== stored.resourceVersion) {
    throw refuse(`the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${stored.resourceVersion}). The object might have been modified`);
  }
}
