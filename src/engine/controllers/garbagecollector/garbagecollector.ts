/**
 * The garbage collector: deletes what has lost its last owner; keeps an owner that is deleted in the foreground until
 * its dependents are gone; lets dependents go when the owner is deleted with `orphan`. Works by owner references alone.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
import { isConflict, isNotFound } from '../../api/errors.ts';
import { EVENTS, type AnyResource } from '../../api/resource.ts';
import type { AnyObject, OwnerReference } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { servedResources } from '../support/served-resources.ts';
import { FOREGROUND, identityOf, isDeletingDependents, isOrphaningDependents, ORPHAN, OwnerGraph } from './graph.ts';

const MERGE = 'application/merge-patch+json';
const CONFLICT_RETRIES = 5;

export const garbagecollector = defineController({
  name: 'garbage-collector',
  component: 'garbage-collector-controller',
  start(context) {
    const { client, queue } = context;
    const served = servedResources(context);
    const graph = new OwnerGraph(context, served);

    const deleteLater = (resource: AnyResource, object: AnyObject): void => queue.add(identityOf(resource, object));
    const dependentsLater = (uid: string): void => { for (const { resource, object } of graph.dependents(uid)) deleteLater(resource, object); };
    /** Owners that wait for their dependents may be able to go now. */
    const ownersLater = (refs: readonly OwnerReference[] | undefined, namespace: string | undefined): void => {
      for (const ref of refs ?? []) {
        const owner = graph.owner(ref, namespace);
        if (owner && isDeletingDependents(owner)) deleteLater(graph.resourceOf(ref)!, owner);
      }
    };

    const follow = (resource: AnyResource, object: AnyObject, old?: AnyObject): void => {
      const refs = object.metadata.ownerReferences, before = old?.metadata.ownerReferences;
      if (refs !== before) {
        for (const ref of refs ?? []) {
          if (before?.some((b) => b.uid === ref.uid)) continue;
          if (!graph.owner(ref, object.metadata.namespace)) { deleteLater(resource, object); break; }
        }
        if (before && before.some((b) => b.blockOwnerDeletion)) ownersLater(before, object.metadata.namespace);
      }
      if (!object.metadata.deletionTimestamp) return;
      if (isOrphaningDependents(object) && !(old && isOrphaningDependents(old))) orphaning.add(identityOf(resource, object));
      if (isDeletingDependents(object) && !(old && isDeletingDependents(old))) {
        dependentsLater(object.metadata.uid!);
        deleteLater(resource, object);
      }
    };

    served.onAdd((resource) => {
      if (resource.resource === EVENTS.resource) return;
      graph.add(resource).addHandler({
        onAdd: (object) => follow(resource, object),
        onUpdate(object, old) {
          const a = object.metadata, b = old.metadata;
          if (a.ownerReferences === b.ownerReferences && a.deletionTimestamp === b.deletionTimestamp && a.finalizers === b.finalizers) return;
          follow(resource, object, old);
        },
        onDelete(object) {
          dependentsLater(object.metadata.uid!);
          ownersLater(object.metadata.ownerReferences, object.metadata.namespace);
        },
      });
    });

    /** The object as the server has it, or undefined when it is gone or another of that name. */
    const latest = (resource: AnyResource, object: AnyObject): AnyObject | undefined => {
      try {
        const fresh = client.get<AnyObject>(resource, object.metadata.name!, object.metadata.namespace);
        return fresh.metadata.uid === object.metadata.uid ? fresh : undefined;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    };

    const removeFinalizer = (resource: AnyResource, object: AnyObject, finalizer: string): void => {
      for (let tries = 1; ; tries++) {
        const fresh = latest(resource, object);
        if (!fresh?.metadata.finalizers?.includes(finalizer)) return;
        const finalizers = fresh.metadata.finalizers.filter((f) => f !== finalizer);
        try {
          client.patch(resource, fresh.metadata.name!, fresh.metadata.namespace, MERGE, { metadata: { resourceVersion: fresh.metadata.resourceVersion, finalizers } });
          return;
        } catch (error) {
          if (isNotFound(error)) return;
          if (!isConflict(error) || tries >= CONFLICT_RETRIES) throw error;
        }
      }
    };

    // --- orphaning: let go of every dependent, then let the owner go ---

    const orphaning = context.addQueue('orphan', (identity) => {
      const found = graph.object(identity);
      if (!found) return;
      const owner = found.object;
      for (const { resource, object } of graph.dependents(owner.metadata.uid!)) dropOwners(resource, object, [owner.metadata.uid!]);
      removeFinalizer(found.resource, owner, ORPHAN);
    });

    const dropOwners = (resource: AnyResource, object: AnyObject, uids: readonly string[]): void => {
      const fresh = latest(resource, object);
      const refs = fresh?.metadata.ownerReferences;
      if (!fresh || !refs?.some((r) => uids.includes(r.uid))) return;
      const ownerReferences = refs.filter((r) => !uids.includes(r.uid));
      try {
        client.patch(resource, fresh.metadata.name!, fresh.metadata.namespace, MERGE, {
          metadata: { uid: fresh.metadata.uid, resourceVersion: fresh.metadata.resourceVersion, ownerReferences: ownerReferences.length ? ownerReferences : null },
        });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    };

    // --- deleting ---

    const deleteObject = (resource: AnyResource, object: AnyObject, propagationPolicy: string): void => {
      const { name, namespace, uid, resourceVersion } = object.metadata;
      try {
        client.delete(resource, name!, namespace, { propagationPolicy, preconditions: { uid, resourceVersion } });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    };

    const finishForeground = (resource: AnyResource, owner: AnyObject): void => {
      let blocked = false;
      for (const dependent of graph.dependents(owner.metadata.uid!)) {
        if (!dependent.object.metadata.ownerReferences!.find((r) => r.uid === owner.metadata.uid)!.blockOwnerDeletion) continue;
        blocked = true;
        if (!isDeletingDependents(dependent.object)) deleteLater(dependent.resource, dependent.object);
      }
      if (!blocked) removeFinalizer(resource, owner, FOREGROUND);
    };

    /** Whether the owner stands, is gone, or waits for its dependents to go. */
    const stateOf = (ref: OwnerReference, dependent: AnyObject): 'solid' | 'dangling' | 'waiting' => {
      const resource = graph.resourceOf(ref);
      // A kind that is not served (yet): deleting on that ground could be wrong for ever.
      if (!resource) return 'solid';
      let owner: AnyObject;
      try {
        owner = client.get<AnyObject>(resource, ref.name, resource.namespaced ? dependent.metadata.namespace : undefined);
      } catch (error) {
        if (isNotFound(error)) return 'dangling';
        throw error;
      }
      if (owner.metadata.uid !== ref.uid) return 'dangling';
      return isDeletingDependents(owner) ? 'waiting' : 'solid';
    };

    const warnOfNamespace = (ref: OwnerReference, dependent: AnyObject): void => {
      const elsewhere = graph.anywhere(ref);
      const resource = graph.resourceOf(ref);
      const namespace = dependent.metadata.namespace ?? '';
      if (!elsewhere || !resource?.namespaced || elsewhere.metadata.namespace === namespace) return;
      context.events.event(dependent, 'Warning', 'OwnerRefInvalidNamespace',
        `ownerRef [${ref.apiVersion}/${ref.kind}, namespace: ${namespace}, name: ${ref.name}, uid: ${ref.uid}] does not exist in namespace "${namespace}"`);
    };

    return {
      reconcile(identity) {
        const found = graph.object(identity);
        if (!found) return;
        const { resource, object: cached } = found;
        if (cached.metadata.deletionTimestamp && !isDeletingDependents(cached)) return;
        const object = latest(resource, cached);
        if (!object) return;
        if (isDeletingDependents(object)) return finishForeground(resource, object);
        const refs = object.metadata.ownerReferences;
        if (!refs?.length || object.metadata.deletionTimestamp) return;

        const states = refs.map((ref) => stateOf(ref, object));
        if (states.includes('dangling')) refs.forEach((ref, i) => { if (states[i] === 'dangling') warnOfNamespace(ref, object); });
        const gone = refs.filter((_, i) => states[i] !== 'solid').map((r) => r.uid);
        if (states.includes('solid')) {
          if (gone.length) dropOwners(resource, object, gone);
          return;
        }
        if (states.includes('waiting') && graph.hasDependents(object.metadata.uid!)) {
          // A cycle of objects that wait for one another would never end: let none of them block.
          for (const dependent of graph.dependents(object.metadata.uid!)) {
            if (!isDeletingDependents(dependent.object) || !refs.some((r) => r.blockOwnerDeletion)) continue;
            client.patch(resource, object.metadata.name!, object.metadata.namespace, MERGE, {
              metadata: { uid: object.metadata.uid, ownerReferences: refs.map((r) => (r.blockOwnerDeletion ? { ...r, blockOwnerDeletion: false } : r)) },
            });
            break;
          }
          const fresh = latest(resource, object);
          if (fresh) deleteObject(resource, fresh, 'Foreground');
          return;
        }
        const finalizers = object.metadata.finalizers ?? [];
        deleteObject(resource, object, finalizers.includes(ORPHAN) ? 'Orphan' : finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background');
      },
    };
  },
});
