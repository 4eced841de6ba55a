/** Deletes the objects of a CustomResourceDefinition that is being deleted, then lets the definition go. */
import { isNotFound } from '../../api/errors.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, type AnyResource } from '../../api/resource.ts';
import type { AnyObject, CustomResourceDefinition } from '../../api/types.ts';
import { isConditionTrue } from '../../api/conditions.ts';
import { defineController } from '../../client/controller.ts';
import { formatTime } from '../../kernel/time.ts';
import { CLEANUP_FINALIZER, withCondition, writeStatus } from './definitions.ts';

/** How often it looks whether objects that are held by finalizers are gone. */
const POLL_MS = 5000;

const isEnding = ({ metadata }: CustomResourceDefinition): boolean => metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(CLEANUP_FINALIZER) ?? false);

function resourceOf({ spec, status }: CustomResourceDefinition): AnyResource {
  const { plural, kind } = status?.acceptedNames?.plural ? status.acceptedNames : spec.names;
  return { group: spec.group, version: spec.versions.find(({ storage }) => storage)!.name, resource: plural, kind, namespaced: spec.scope === 'Namespaced' };
}

export const finalizing = defineController({
  name: 'crdFinalizer',
  component: 'crd-finalizer-controller',
  start({ client, queue, informer, now }) {
    const definitions = informer(CUSTOM_RESOURCE_DEFINITIONS);
    const consider = (crd: CustomResourceDefinition): void => { if (isEnding(crd)) queue.add(crd.metadata.name!); };
    definitions.addHandler({ onAdd: consider, onUpdate: consider });

    /** Asks for the deletion of every object and returns how many are still there. */
    const deleteObjects = (resource: AnyResource): number => {
      for (const { metadata } of client.list<AnyObject>(resource).items) {
        if (metadata.deletionTimestamp) continue;
        try { client.delete(resource, metadata.name!, metadata.namespace); } catch (error) { if (!isNotFound(error)) throw error; }
      }
      return client.list<AnyObject>(resource).items.length;
    };

    return {
      reconcile(key) {
        let crd = definitions.get(key);
        if (!crd || !isEnding(crd)) return;
        const time = (): string => formatTime(now());
        if (isConditionTrue(crd.status?.conditions, 'Established')) {
          const begun = withCondition(crd, { type: 'Terminating', status: 'True', reason: 'InstanceDeletionInProgress', message: 'CustomResource deletion is in progress' }, time());
          if (begun !== crd) crd = writeStatus(client, begun);
          if (deleteObjects(resourceOf(crd)) > 0) {
            queue.addAfter(key, POLL_MS);
            return;
          }
          crd = writeStatus(client, withCondition(crd, { type: 'Terminating', status: 'False', reason: 'InstanceDeletionCompleted', message: 'removed all instances' }, time()));
        } else {
          crd = writeStatus(client, withCondition(crd, { type: 'Terminating', status: 'False', reason: 'NeverEstablished', message: 'resource was never established' }, time()));
        }
        client.update(CUSTOM_RESOURCE_DEFINITIONS, { ...crd, metadata: { ...crd.metadata, finalizers: crd.metadata.finalizers!.filter((name) => name !== CLEANUP_FINALIZER) } });
      },
    };
  },
});
