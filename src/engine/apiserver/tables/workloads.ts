import { CONTROLLER_REVISIONS, DAEMON_SETS, DEPLOYMENTS, POD_TEMPLATES, REPLICA_SETS, REPLICATION_CONTROLLERS, STATEFUL_SETS } from '../../api/resource.ts';
import type { ControllerRevision, DaemonSet, Deployment, ObjectMeta, PodTemplate, ReplicaSet, ReplicationController, StatefulSet } from '../../api/types.ts';
import { age, containerImages, containerNames, formatLabels, formatLabelSelector, NONE } from './format.ts';
import { AGE, column, CONTAINERS, defineTable, IMAGES, NAME, wide } from './table.ts';

const deployments = defineTable<Deployment>({
  columns: [
    NAME,
    column('Ready', 'string', 'Number of the pod with ready state'),
    column('Up-to-date', 'string', 'Total number of non-terminating pods targeted by this deployment that have the desired template spec.'),
    column('Available', 'string', 'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.'),
    AGE,
    CONTAINERS,
    IMAGES,
    wide('Selector', 'string', "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels."),
  ],
  cells: (object, nowMs) => [
    object.metadata.name!, `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 0}`, object.status?.updatedReplicas ?? 0, object.status?.availableReplicas ?? 0,
    age(object, nowMs), containerNames(object.spec?.template.spec?.containers), containerImages(object.spec?.template.spec?.containers), formatLabelSelector(object.spec?.selector),
  ],
});

const replicaSets = defineTable<ReplicaSet>({
  columns: [
    NAME,
    column('Desired', 'integer', 'Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset'),
    column('Current', 'integer', 'Replicas is the most recently observed number of non-terminating pods. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset'),
    column('Ready', 'integer', 'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.'),
    AGE,
    CONTAINERS,
    IMAGES,
    wide('Selector', 'string', "Selector is a label query over pods that should match the replica count. Label keys and values that must match in order to be controlled by this replica set. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"),
  ],
  cells: (object, nowMs) => [
    object.metadata.name!, object.spec?.replicas ?? 0, object.status?.replicas ?? 0, object.status?.readyReplicas ?? 0,
    age(object, nowMs), containerNames(object.spec?.template?.spec?.containers), containerImages(object.spec?.template?.spec?.containers), formatLabelSelector(object.spec?.selector),
  ],
});

const replicationControllers = defineTable<ReplicationController>({
  columns: [
    NAME,
    column('Desired', 'integer', 'Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller'),
    column('Current', 'integer', 'Replicas is the most recently observed number of replicas. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller'),
    column('Ready', 'integer', 'The number of ready replicas for this replication controller.'),
    AGE,
    CONTAINERS,
    IMAGES,
    wide('Selector', 'string', 'Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors'),
  ],
  cells: (object, nowMs) => [
    object.metadata.name!, object.spec?.replicas ?? 0, object.status?.replicas ?? 0, object.status?.readyReplicas ?? 0,
    age(object, nowMs), containerNames(object.spec?.template?.spec?.containers), containerImages(object.spec?.template?.spec?.containers), formatLabels(object.spec?.selector),
  ],
});

const statefulSets = defineTable<StatefulSet>({
  columns: [
    NAME,
    column('Ready', 'string', 'Number of the pod with ready state'),
    AGE,
    CONTAINERS,
    IMAGES,
  ],
  cells: (object, nowMs) => [
    object.metadata.name!, `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 0}`, age(object, nowMs),
    containerNames(object.spec?.template.spec?.containers), containerImages(object.spec?.template.spec?.containers),
  ],
});

const daemonSets = defineTable<DaemonSet>({
  columns: [
    NAME,
    column('Desired', 'integer', 'The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/'),
    column('Current', 'integer', 'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/'),
    column('Ready', 'integer', 'numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.'),
    column('Up-to-date', 'integer', 'The total number of nodes that are running updated daemon pod'),
    column('Available', 'integer', 'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)'),
    column('Node Selector', 'string', "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/"),
    AGE,
    CONTAINERS,
    IMAGES,
    wide('Selector', 'string', "A label query over pods that are managed by the daemon set. Must match in order to be controlled. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors"),
  ],
  cells: (object, nowMs) => [
    object.metadata.name!, object.status?.desiredNumberScheduled ?? 0, object.status?.currentNumberScheduled ?? 0, object.status?.numberReady ?? 0,
    object.status?.updatedNumberScheduled ?? 0, object.status?.numberAvailable ?? 0, formatLabels(object.spec?.template.spec?.nodeSelector), age(object, nowMs),
    containerNames(object.spec?.template.spec?.containers), containerImages(object.spec?.template.spec?.containers), formatLabelSelector(object.spec?.selector),
  ],
});

const controllerRevisions = defineTable<ControllerRevision>({
  columns: [
    NAME,
    column('Controller', 'string', 'Controller of the object'),
    column('Revision', 'string', 'Revision indicates the revision of the state represented by Data.'),
    AGE,
  ],
  cells: (object, nowMs) => [object.metadata.name!, controllerOf(object.metadata), object.revision ?? 0, age(object, nowMs)],
});

/** `daemonset.apps/web` */
function controllerOf(metadata: ObjectMeta): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller);
  if (!owner) return NONE;
  const slash = owner.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : `.${owner.apiVersion.slice(0, slash)}`;
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}

const podTemplates = defineTable<PodTemplate>({
  columns: [
    NAME,
    column('Containers', 'string', 'Names of each container in the template.'),
    column('Images', 'string', 'Images referenced by each container in the template.'),
    column('Pod Labels', 'string', 'The labels for the pod template.'),
  ],
  cells: (object) => [
    object.metadata.name!, containerNames(object.template?.spec?.containers), containerImages(object.template?.spec?.containers), formatLabels(object.template?.metadata?.labels),
  ],
});

export const workloadTables = [
  [DEPLOYMENTS, deployments], [REPLICA_SETS, replicaSets], [REPLICATION_CONTROLLERS, replicationControllers], [STATEFUL_SETS, statefulSets],
  [DAEMON_SETS, daemonSets], [CONTROLLER_REVISIONS, controllerRevisions], [POD_TEMPLATES, podTemplates],
] as const;
