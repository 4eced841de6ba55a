/** The scheduler's view of the cluster over informer caches, with what it wrote itself and has not seen come back yet. */
import {
  CSI_DRIVERS, CSI_NODES, CSI_STORAGE_CAPACITIES, NAMESPACES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, POD_DISRUPTION_BUDGETS,
  REPLICA_SETS, REPLICATION_CONTROLLERS, SERVICES, STATEFUL_SETS, STORAGE_CLASSES,
} from '../api/resource.ts';
import type {
  CSIDriver, CSINode, CSIStorageCapacity, LabelSelector, PersistentVolume, PersistentVolumeClaim, Pod, PodDisruptionBudget, Service, StorageClass,
} from '../api/types.ts';
import type { Component } from '../client/component.ts';
import { keyOf, type Index } from '../client/informer.ts';
import { ADD, DELETE, UPDATE, type ClusterEvent, type EventResource } from './cluster-event.ts';
import type { ClusterView } from './cluster-view.ts';
import { defaultSelectors, type Workloads } from './default-selectors.ts';
import type { NodeTable } from './node-table.ts';
import { volumeClass } from './volume-matching.ts';

type Stored = PersistentVolume | PersistentVolumeClaim;

/** Objects as this scheduler wrote them, until the cache has them or something newer. */
class Assumed<T extends Stored> {
  #objects = new Map<string, T>();
  set(object: T): void { this.#objects.set(keyOf(object), object); }
  over(key: string, cached: T | undefined): T | undefined { return this.#objects.get(key) ?? cached; }
  seen(object: T): void {
    const key = keyOf(object);
    const mine = this.#objects.get(key);
    if (mine && Number(object.metadata.resourceVersion) >= Number(mine.metadata.resourceVersion)) this.#objects.delete(key);
  }
  gone(object: T): void { this.#objects.delete(keyOf(object)); }
}

export class InformerView implements ClusterView {
  selectorsVersion = 0;
  namespacesVersion = 0;
  budgetsVersion = 0;

  readonly #component: Component;
  readonly #workloads: Workloads;
  readonly #claims = new Assumed<PersistentVolumeClaim>();
  readonly #volumes = new Assumed<PersistentVolume>();
  readonly #byClass: Index<PersistentVolume>;

  constructor(component: Component, readonly table: NodeTable, onEvent: (event: ClusterEvent, old: unknown, current: unknown) => void) {
    this.#component = component;
    const { informer } = { informer: component.informer.bind(component) };
    const follow = <T extends { metadata: object }>(resource: Parameters<typeof component.informer<T & { metadata: object }>>[0], kind: EventResource | undefined, bump?: () => void): void => {
      informer(resource).addHandler({
        onAdd: (object) => { bump?.(); if (kind) onEvent({ resource: kind, actions: ADD }, undefined, object); },
        onUpdate: (object, old) => { bump?.(); if (kind) onEvent({ resource: kind, actions: UPDATE }, old, object); },
        onDelete: (object) => { bump?.(); if (kind) onEvent({ resource: kind, actions: DELETE }, object, undefined); },
      });
    };
    informer(PERSISTENT_VOLUME_CLAIMS).addHandler({ onAdd: (o) => this.#claims.seen(o), onUpdate: (o) => this.#claims.seen(o), onDelete: (o) => this.#claims.gone(o) });
    informer(PERSISTENT_VOLUMES).addHandler({ onAdd: (o) => this.#volumes.seen(o), onUpdate: (o) => this.#volumes.seen(o), onDelete: (o) => this.#volumes.gone(o) });
    this.#byClass = informer(PERSISTENT_VOLUMES).index('class', (v) => `class/${volumeClass(v)}`);
    follow(PERSISTENT_VOLUME_CLAIMS, 'PersistentVolumeClaim');
    follow(PERSISTENT_VOLUMES, 'PersistentVolume');
    follow(STORAGE_CLASSES, 'StorageClass');
    follow(CSI_NODES, 'CSINode');
    follow(CSI_DRIVERS, 'CSIDriver');
    follow(CSI_STORAGE_CAPACITIES, 'CSIStorageCapacity');
    follow(SERVICES, undefined, () => { this.selectorsVersion++; });
    informer(NAMESPACES).addHandler({
      onAdd: () => { this.namespacesVersion++; },
      onUpdate: (ns, old) => { if (ns.metadata.labels !== old.metadata.labels) this.namespacesVersion++; },
      onDelete: () => { this.namespacesVersion++; },
    });
    follow(POD_DISRUPTION_BUDGETS, undefined, () => { this.budgetsVersion++; });
    const services = informer(SERVICES).byNamespace();
    const replicaSets = informer(REPLICA_SETS), statefulSets = informer(STATEFUL_SETS), controllers = informer(REPLICATION_CONTROLLERS);
    this.#workloads = {
      services: (namespace): Iterable<Service> => services.get(namespace),
      replicaSet: (key) => replicaSets.get(key), statefulSet: (key) => statefulSets.get(key), replicationController: (key) => controllers.get(key),
    };
  }

  now(): number { return this.#component.kernel.now; }

  claim(namespace: string, name: string): PersistentVolumeClaim | undefined {
    const key = `${namespace}/${name}`;
    return this.#claims.over(key, this.#component.informer(PERSISTENT_VOLUME_CLAIMS).get(key));
  }

  volume(name: string): PersistentVolume | undefined { return this.#volumes.over(name, this.#component.informer(PERSISTENT_VOLUMES).get(name)); }

  *volumesOfClass(className: string): Iterable<PersistentVolume> {
    for (const volume of this.#byClass.get(`class/${className}`)) yield this.#volumes.over(volume.metadata.name!, volume)!;
  }

  storageClass(name: string): StorageClass | undefined { return this.#component.informer(STORAGE_CLASSES).get(name); }
  csiNode(name: string): CSINode | undefined { return this.#component.informer(CSI_NODES).get(name); }
  csiDriver(name: string): CSIDriver | undefined { return this.#component.informer(CSI_DRIVERS).get(name); }
  csiStorageCapacities(): Iterable<CSIStorageCapacity> { return this.#component.informer(CSI_STORAGE_CAPACITIES).list(); }
  disruptionBudgets(): Iterable<PodDisruptionBudget> { return this.#component.informer(POD_DISRUPTION_BUDGETS).list(); }
  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined {
    return this.#component.informer(NAMESPACES).get(name)?.metadata.labels as Record<string, string> | undefined;
  }
  defaultSelectors(pod: Pod): readonly LabelSelector[] { return defaultSelectors(pod, this.#workloads); }

  assumeClaim(claim: PersistentVolumeClaim): void { this.#claims.set(claim); }
  assumeVolume(volume: PersistentVolume): void { this.#volumes.set(volume); }
}
