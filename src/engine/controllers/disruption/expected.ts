/** How many pods a budget counts on: its own number, or the sizes of the controllers behind its pods. */
import { isNotFound } from '../../api/errors.ts';
import { DEPLOYMENTS, REPLICA_SETS, REPLICATION_CONTROLLERS, STATEFUL_SETS } from '../../api/resource.ts';
import type { OwnerReference, Pod, PodDisruptionBudget } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { scaledValue } from '../deployment/arithmetic.ts';
import { controllerOf, resolveController } from '../support/owners.ts';
import type { ServedResources } from '../support/served-resources.ts';

export interface Expected { expected: number; desired: number; unmanaged: string[] }

export class Scales {
  constructor(private readonly context: ControllerContext, private readonly served: ServedResources) {}

  expected(pdb: PodDisruptionBudget, pods: readonly Pod[]): Expected {
    const { maxUnavailable, minAvailable } = pdb.spec!;
    if (maxUnavailable !== undefined) {
      const { expected, unmanaged } = this.#sum(pods);
      return { expected, desired: Math.max(0, expected - scaledValue(maxUnavailable, expected, true)), unmanaged };
    }
    if (typeof minAvailable === 'string') {
      const { expected, unmanaged } = this.#sum(pods);
      return { expected, desired: scaledValue(minAvailable, expected, true), unmanaged };
    }
    return { expected: pods.length, desired: minAvailable ?? 0, unmanaged: [] };
  }

  #sum(pods: readonly Pod[]): { expected: number; unmanaged: string[] } {
    const scales = new Map<string, number>();
    const unmanaged: string[] = [];
    for (const pod of pods) {
      const ref = controllerOf(pod);
      if (!ref) { unmanaged.push(pod.metadata.name!); continue; }
      if (scales.has(ref.uid)) continue;
      const found = this.#scaleOf(ref, pod.metadata.namespace!);
      if (!found) throw new Error(`found no controllers for pod "${pod.metadata.name}"`);
      scales.set(ref.uid, 0);
      scales.set(found.uid, found.replicas);
    }
    return { expected: [...scales.values()].reduce((sum, n) => sum + n, 0), unmanaged };
  }

  #scaleOf(ref: OwnerReference, namespace: string): { uid: string; replicas: number } | undefined {
    const { context } = this;
    const set = resolveController(context.informer(REPLICA_SETS), namespace, ref);
    if (set) {
      const deployment = resolveController(context.informer(DEPLOYMENTS), namespace, controllerOf(set));
      const owner = deployment ?? set;
      return { uid: owner.metadata.uid!, replicas: owner.spec?.replicas ?? 1 };
    }
    const other = resolveController(context.informer(STATEFUL_SETS), namespace, ref) ?? resolveController(context.informer(REPLICATION_CONTROLLERS), namespace, ref);
    if (other) return { uid: ref.uid, replicas: other.spec?.replicas ?? 1 };
    return this.#scaleSubresource(ref, namespace);
  }

  /** Any other controller counts by its scale subresource, as custom resources may have. */
  #scaleSubresource(ref: OwnerReference, namespace: string): { uid: string; replicas: number } | undefined {
    const slash = ref.apiVersion.indexOf('/');
    const resource = this.served.find(slash < 0 ? '' : ref.apiVersion.slice(0, slash), ref.kind);
    if (!resource) return undefined;
    const { client } = this.context;
    try {
      const scale = client.api.handle<{ metadata: { uid?: string }; spec?: { replicas?: number } }>({
        verb: 'get', resource, name: ref.name, namespace, subresource: 'scale', options: {}, user: client.user,
      }).object;
      return scale.metadata.uid === ref.uid ? { uid: ref.uid, replicas: scale.spec?.replicas ?? 0 } : undefined;
    } catch (error) {
      if (isNotFound(error)) throw new Error(`${groupKind(ref)} does not implement the scale subresource`);
      throw error;
    }
  }
}

const groupKind = (ref: OwnerReference): string => {
  const slash = ref.apiVersion.indexOf('/');
  return slash < 0 ? ref.kind : `${ref.kind}.${ref.apiVersion.slice(0, slash)}`;
};
