/** The ReplicaSet controller. https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/ */
import { REPLICA_SETS } from '../api/resource.ts';
import { defineController } from '../client/controller.ts';
import { startReplicaController } from './support/replica-controller.ts';
import { selectorOf } from './support/selector.ts';

export const replicaset = defineController({
  name: 'replicaset',
  component: 'replicaset-controller',
  start: (context) => startReplicaController(context, {
    resource: REPLICA_SETS,
    selector: (set) => selectorOf(set.spec?.selector),
    reportsTerminating: true,
  }),
});
