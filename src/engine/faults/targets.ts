/** From a fault's target to the things it strikes. */
import { NODES } from '../api/resource.ts';
import type { Node, Pod } from '../api/types.ts';
import type { FaultWorld } from './world.ts';
import type { Kubelet } from '../node/kubelet.ts';
import type { PodWorker } from '../node/pod-worker.ts';
import type { FaultTarget } from './fault.ts';

/** Components that a fault can stop or slow. */
export const CONTROL_PLANE = ['kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager'] as const;

export function kubeletOf(cluster: FaultWorld, name: string): Kubelet {
  const kubelet = cluster.machines.get(name);
  if (!kubelet) throw new Error(`no machine "${name}"`);
  return kubelet;
}

export function kubeletsOfZone(cluster: FaultWorld, zone: string): Kubelet[] {
  const kubelets = [...cluster.machines.all()].filter((kubelet) => kubelet.machine.labels['topology.kubernetes.io/zone'] === zone);
  if (kubelets.length === 0) throw new Error(`no machine in zone "${zone}"`);
  return kubelets;
}

export const nodeOf = (cluster: FaultWorld, name: string): Node => cluster.client('bottleship-faults').get(NODES, name);

export function workerOf(cluster: FaultWorld, target: FaultTarget): PodWorker {
  const node = target.pod?.spec?.nodeName;
  const worker = node === undefined ? undefined : cluster.machines.get(node)?.workers.get(target.pod!.metadata.uid!);
  if (!worker) throw new Error(`pod ${target.namespace}/${target.name} runs on no machine`);
  return worker;
}

/** The pod itself. */
export const samePods = (target: FaultTarget) => (pod: Pod): boolean => pod.metadata.uid === target.pod?.metadata.uid;

/** The pod and all that its owner makes. */
export function sameApp(target: FaultTarget): (pod: Pod) => boolean {
  const owner = target.pod?.metadata.ownerReferences?.find((reference) => reference.controller)?.uid;
  return (pod) => pod.metadata.uid === target.pod?.metadata.uid
    || (owner !== undefined && pod.metadata.ownerReferences?.some((reference) => reference.uid === owner) === true);
}
