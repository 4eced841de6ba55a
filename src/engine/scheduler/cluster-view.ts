/**
 * What plugins see of the cluster: the node table, and look-ups of the objects that are not in it. In the running
 * scheduler these read informer caches (and what was assumed since); in tests, plain lists.
 */
import type {
  CSIDriver, CSINode, CSIStorageCapacity, LabelSelector, PersistentVolume, PersistentVolumeClaim, Pod, PodDisruptionBudget, StorageClass,
} from '../api/types.ts';
import type { NodeTable } from './node-table.ts';

export interface ClusterView {
  readonly table: NodeTable;
  /** Virtual ms since 1970. */
  now(): number;
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  /** Volumes of a storage class ('' = of none), bound or not. */
  volumesOfClass(className: string): Iterable<PersistentVolume>;
  storageClass(name: string): StorageClass | undefined;
  csiNode(name: string): CSINode | undefined;
  csiDriver(name: string): CSIDriver | undefined;
  csiStorageCapacities(): Iterable<CSIStorageCapacity>;
  disruptionBudgets(): Iterable<PodDisruptionBudget>;
  /** Labels of a namespace, undefined when there is no such namespace. */
  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined;
  /** The selectors of the Services and of the workload that own the pod: system default spreading counts by them. */
  defaultSelectors(pod: Pod): readonly LabelSelector[];
  /** Changes when `defaultSelectors` may answer otherwise. */
  readonly selectorsVersion: number;
  /** Changes when a namespace or its labels changed. */
  readonly namespacesVersion: number;
  /** Changes when a disruption budget changed. */
  readonly budgetsVersion: number;
}

/** A view of nothing but the table, to build on. */
export function bareView(table: NodeTable, more: Partial<ClusterView> = {}): ClusterView {
  return {
    table, now: () => 0, claim: () => undefined, volume: () => undefined, volumesOfClass: () => [], storageClass: () => undefined, csiNode: () => undefined,
    csiDriver: () => undefined, csiStorageCapacities: () => [], disruptionBudgets: () => [], namespaceLabels: () => ({}),
    defaultSelectors: () => [], selectorsVersion: 0, namespacesVersion: 0, budgetsVersion: 0, ...more,
  };
}
