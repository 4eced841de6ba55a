/** The ReplicationController controller: a ReplicaSet of the core group with a plain map as its selector. */
import { REPLICATION_CONTROLLERS } from '../api/resource.ts';
import { defineController } from '../client/controller.ts';
import { startReplicaController } from './support/replica-controller.ts';
import { mapSelectorOf } from './support/selector.ts';

export const replicationcontroller = defineController({
  name: 'replicationcontroller',
  component: 'replication-controller',
  start: (context) => startReplicaController(context, {
    resource: REPLICATION_CONTROLLERS,
    selector: (controller) => mapSelectorOf(controller.spec?.selector),
    reportsTerminating: false,
  }),
});
