/** What the cluster autoscaler asks of pods: do they wait for a machine, what do they take, may they be moved? */
import { quantityMilliValue, quantityValue } from '../../api/quantity.ts';
import type { Node, Pod } from '../../api/types.ts';

/** Pods of lower priority never make the cluster grow nor keep a node (--expendable-pods-priority-cutoff). */
const EXPENDABLE_BELOW = -10;
const SAFE_TO_EVICT = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
const MIRROR = 'kubernetes.io/config.mirror';

export const isDone = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
export const isExpendable = (pod: Pod): boolean => (pod.spec?.priority ?? 0) < EXPENDABLE_BELOW;

export const isUnschedulable = (pod: Pod): boolean => !pod.spec?.nodeName && !pod.metadata.deletionTimestamp && !isDone(pod)
  && pod.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.status === 'False' && c.reason === 'Unschedulable') === true;

const controllerOf = (pod: Pod): string | undefined => pod.metadata.ownerReferences?.find((reference) => reference.controller)?.kind;
/** Goes with its node: nobody needs to move it. */
export const isOfNode = (pod: Pod): boolean => controllerOf(pod) === 'DaemonSet' || pod.metadata.annotations?.[MIRROR] !== undefined;

/** Why the pod keeps its node alive, or undefined. https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md */
export function blocksRemoval(pod: Pod, hasBudget: (pod: Pod) => boolean): string | undefined {
  if (isDone(pod) || isOfNode(pod)) return undefined;
  const safe = pod.metadata.annotations?.[SAFE_TO_EVICT];
  if (safe === 'true') return undefined;
  if (safe === 'false') return 'NotSafeToEvictAnnotation';
  if (controllerOf(pod) === undefined) return 'NotReplicated';
  if (pod.metadata.namespace === 'kube-system' && !hasBudget(pod)) return 'UnmovableKubeSystemPod';
  if (pod.spec?.volumes?.some((volume) => volume.hostPath || (volume.emptyDir && volume.emptyDir.medium !== 'Memory'))) return 'LocalStorageRequested';
  return undefined;
}

const requested = (pod: Pod, resource: 'cpu' | 'memory'): number => {
  let sum = 0;
  for (const container of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? []).filter((c) => c.restartPolicy === 'Always')]) {
    const text = container.resources?.requests?.[resource];
    if (text !== undefined) sum += resource === 'cpu' ? quantityMilliValue(text) : quantityValue(text);
  }
  return sum;
};

export interface Utilization { readonly cpu: number; readonly memory: number }

/** Requested parts of what the node can give. */
export function utilization(node: Node, pods: Iterable<Pod>): Utilization {
  let cpu = 0, memory = 0;
  for (const pod of pods) {
    if (isDone(pod)) continue;
    cpu += requested(pod, 'cpu');
    memory += requested(pod, 'memory');
  }
  const { cpu: allCpu = '0', memory: allMemory = '0' } = node.status?.allocatable ?? {};
  return { cpu: cpu / Math.max(1, quantityMilliValue(allCpu)), memory: memory / Math.max(1, quantityValue(allMemory)) };
}
