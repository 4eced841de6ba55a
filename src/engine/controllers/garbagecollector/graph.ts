/**
 * Who owns whom, over every resource. There is no graph of its own: each informer has an index by owner uid, and an
 * owner is found by the kind, namespace and name its reference gives. So the memory it costs is that of the indexes, and
 * only objects that have owners are in them.
 */
import { groupResource, type AnyResource } from '../../api/resource.ts';
import type { AnyObject, OwnerReference } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import type { Index, Informer } from '../../client/informer.ts';
import type { ServedResources } from '../support/served-resources.ts';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

export interface Dependent { resource: AnyResource; object: AnyObject }

export const isDeletingDependents = (o: AnyObject): boolean => !!o.metadata.deletionTimestamp && !!o.metadata.finalizers?.includes(FOREGROUND);
export const isOrphaningDependents = (o: AnyObject): boolean => !!o.metadata.deletionTimestamp && !!o.metadata.finalizers?.includes(ORPHAN);

export const identityOf = (resource: AnyResource, o: AnyObject): string =>
  `${groupResource(resource)}|${o.metadata.namespace ?? ''}|${o.metadata.name}|${o.metadata.uid}`;

export class OwnerGraph {
  #informers = new Map<string, { resource: AnyResource; informer: Informer<AnyObject>; byOwner: Index<AnyObject> }>();

  constructor(private readonly context: ControllerContext, private readonly served: ServedResources) {}

  /** Starts to follow a resource. */
  add(resource: AnyResource): Informer<AnyObject> {
    const informer = this.context.informer<AnyObject>(resource);
    const byOwner = informer.index('owner', (o) => {
      const owners = o.metadata.ownerReferences;
      return owners?.length ? (owners.length === 1 ? owners[0].uid : owners.map((r) => r.uid)) : undefined;
    }, (o) => o.metadata.ownerReferences);
    this.#informers.set(groupResource(resource), { resource, informer, byOwner });
    return informer;
  }

  *dependents(uid: string): Iterable<Dependent> {
    for (const { resource, byOwner } of this.#informers.values()) for (const object of byOwner.get(uid)) yield { resource, object };
  }

  hasDependents(uid: string): boolean {
    for (const { byOwner } of this.#informers.values()) if (byOwner.count(uid) > 0) return true;
    return false;
  }

  resourceOf(ref: OwnerReference): AnyResource | undefined {
    const slash = ref.apiVersion.indexOf('/');
    return this.served.find(slash < 0 ? '' : ref.apiVersion.slice(0, slash), ref.kind);
  }

  /** The cached owner, if it is where the reference says. */
  owner(ref: OwnerReference, namespace: string | undefined): AnyObject | undefined {
    const resource = this.resourceOf(ref);
    if (!resource) return undefined;
    const entry = this.#informers.get(groupResource(resource));
    const object = entry?.informer.get(resource.namespaced ? `${namespace ?? ''}/${ref.name}` : ref.name);
    return object?.metadata.uid === ref.uid ? object : undefined;
  }

  /** An object of that uid, wherever it is. Costs an index by uid of that resource from the first question on. */
  anywhere(ref: OwnerReference): AnyObject | undefined {
    const resource = this.resourceOf(ref);
    const entry = resource && this.#informers.get(groupResource(resource));
    if (!entry) return undefined;
    for (const object of entry.informer.index('uid', (o) => o.metadata.uid, (o) => o.metadata.uid).get(ref.uid)) return object;
    return undefined;
  }

  object(identity: string): Dependent | undefined {
    const [id, namespace, name, uid] = identity.split('|');
    const entry = this.#informers.get(id);
    const object = entry?.informer.get(namespace ? `${namespace}/${name}` : name);
    return entry && object?.metadata.uid === uid ? { resource: entry.resource, object } : undefined;
  }
}
