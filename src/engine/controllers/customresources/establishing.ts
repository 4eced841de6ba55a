/** Establishes each CustomResourceDefinition whose names are accepted: from then on its resource is served. */
import { isConditionTrue } from '../../api/conditions.ts';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../api/resource.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { formatTime } from '../../kernel/time.ts';
import { withCondition, writeStatus } from './definitions.ts';

const isWaiting = ({ status }: CustomResourceDefinition): boolean => isConditionTrue(status?.conditions, 'NamesAccepted') && !isConditionTrue(status?.conditions, 'Established');

export const establishing = defineController({
  name: 'crdEstablishing',
  component: 'crd-establishing-controller',
  start({ client, queue, informer, now }) {
    const definitions = informer(CUSTOM_RESOURCE_DEFINITIONS);
    const consider = (crd: CustomResourceDefinition): void => { if (isWaiting(crd)) queue.add(crd.metadata.name!); };
    definitions.addHandler({ onAdd: consider, onUpdate: consider });
    return {
      reconcile(key) {
        const crd = definitions.get(key);
        if (!crd || !isWaiting(crd)) return;
        writeStatus(client, withCondition(crd, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }, formatTime(now())));
      },
    };
  },
});
