/** An invariant: what must hold of a cluster, always or once it is at rest. One file each, listed in `index.ts`. */
import type { Pod } from '../../engine/api/types.ts';
import type { Cluster } from '../../engine/cluster/cluster.ts';
import { groupResource, PODS, type Resource } from '../../engine/api/resource.ts';

export interface Checker {
  readonly name: string;
  /** `always`: after every slice of a run. `rest`: once faults are healed and the cluster has settled. */
  readonly when: 'always' | 'rest';
  /** What is wrong, one text each; nothing when all is well. */
  check(cluster: Cluster): string[];
}

/** What is stored of a resource: read past the API server, which a fault may have stopped. */
export const stored = <T>(cluster: Cluster, resource: Resource<T>): T[] => cluster.server.store.table(groupResource(resource)).sorted().map((entry) => entry.value as T);
export const podsOf = (cluster: Cluster): readonly Pod[] => stored(cluster, PODS);
export const nameOf = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;
export const hasEnded = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
export const isReady = (pod: Pod): boolean => pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
