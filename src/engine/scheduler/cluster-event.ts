/** What happens in the cluster that may make an unschedulable pod schedulable, in the words of the scheduling framework. */
export type EventResource =
  | 'Node' | 'AssignedPod' | 'UnschedulablePod' | 'PersistentVolume' | 'PersistentVolumeClaim' | 'StorageClass' | 'CSINode'
  | 'CSIDriver' | 'CSIStorageCapacity' | 'Namespace' | 'Service';

export const ADD = 1;
export const DELETE = 2;
export const UPDATE_NODE_ALLOCATABLE = 4;
export const UPDATE_NODE_LABEL = 8;
export const UPDATE_NODE_TAINT = 16;
export const UPDATE_NODE_CONDITION = 32;
export const UPDATE_POD_LABEL = 64;
export const UPDATE_POD_SCALE_DOWN = 128;
export const UPDATE_POD_TOLERATIONS = 256;
export const UPDATE_POD_SCHEDULING_GATES_ELIMINATED = 512;
export const UPDATE_OTHER = 1024;
export const UPDATE = UPDATE_NODE_ALLOCATABLE | UPDATE_NODE_LABEL | UPDATE_NODE_TAINT | UPDATE_NODE_CONDITION | UPDATE_POD_LABEL |
  UPDATE_POD_SCALE_DOWN | UPDATE_POD_TOLERATIONS | UPDATE_POD_SCHEDULING_GATES_ELIMINATED | UPDATE_OTHER;

export interface ClusterEvent {
  readonly resource: EventResource;
  /** Bits of the constants above: of an event those that happened, of a registration those that are of interest. */
  readonly actions: number;
}

export type QueueingHint = 'Queue' | 'Skip';

export const eventMatches = (registered: ClusterEvent, happened: ClusterEvent): boolean =>
  registered.resource === happened.resource && (registered.actions & happened.actions) !== 0;
