/** From a fault's target to the things it strikes. */
import { NODES, PODS } from '../api/resource.ts';
import type { Node, Pod } from '../api/types.ts';
import type { Component } from '../client/component.ts';
import type { FaultWorld } from './world.ts';
import type { Kubelet } from '../node/kubelet.ts';
import type { PodWorker } from '../node/pod-worker.ts';
import type { FaultTarget } from './fault.ts';

/**
 * Components that a fault can stop or slow. One replica of several is `kube-scheduler-2`, the one that leads `kube-scheduler-leader`;
 * what runs on every node is `kube-proxy-node-1` on one.
 */
export const COMPONENTS = ['kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager', 'cloud-controller-manager', 'kubelet', 'kube-proxy', 'coredns'] as const;

/** The names of what runs on a node. */
export const componentsOn = (node: string): readonly string[] => [`kubelet-${node}`, `kube-proxy-${node}`];

/** The processes that a target names: one replica, the leader, or all of that name. Throws an Error when there is none. */
export function componentsOf(cluster: FaultWorld, target: string): Component[] {
  const one = cluster.components.get(target);
  if (one) return [one];
  const all = [...cluster.components.values()];
  const leaders = /^(.+)-leader$/.exec(target)?.[1];
  const found = leaders === undefined ? all.filter((component) => component.name === target) : all.filter((component) => component.name === leaders && component.running);
  if (found.length > 0) return found;
  if (leaders !== undefined && all.some((component) => component.name === leaders)) throw new Error(`no "${leaders}" leads now`);
  throw new Error(`no component "${target}"; there are ${[...cluster.components.keys(), 'etcd', 'kubelet', 'kube-proxy', 'coredns'].join(', ')}`);
}

/** Of `kubelet` every machine's, of `kubelet-node-1` that of one; undefined for another component. Throws an Error when there is no such machine. */
export function kubeletsNamed(cluster: FaultWorld, target: string): Kubelet[] | undefined {
  if (target === 'kubelet') return [...cluster.machines.all()];
  const machine = /^kubelet-(.+)$/.exec(target)?.[1];
  return machine === undefined ? undefined : [kubeletOf(cluster, machine)];
}

/** Of `kube-proxy` no node, of `kube-proxy-node-1` that one; undefined for another component. Throws an Error when there is no such machine. */
export function proxyNamed(cluster: FaultWorld, target: string): { readonly node?: string } | undefined {
  if (target === 'kube-proxy') return {};
  const node = /^kube-proxy-(.+)$/.exec(target)?.[1];
  return node === undefined ? undefined : { node: kubeletOf(cluster, node).machine.name };
}

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

/** Takes a running pod away at once, so that its owner makes another that meets what is broken. */
export function replace(cluster: FaultWorld, target: FaultTarget): void {
  if (target.pod?.status?.phase === 'Running') cluster.client('bottleship-faults').delete(PODS, target.name, target.namespace, { gracePeriodSeconds: 0 });
}

/** The pod itself. */
export const samePods = (target: FaultTarget) => (pod: Pod): boolean => pod.metadata.uid === target.pod?.metadata.uid;

/** The pod and all that its owner makes. */
export function sameApp(target: FaultTarget): (pod: Pod) => boolean {
  const owner = target.pod?.metadata.ownerReferences?.find((reference) => reference.controller)?.uid;
  return (pod) => pod.metadata.uid === target.pod?.metadata.uid
    || (owner !== undefined && pod.metadata.ownerReferences?.some((reference) => reference.uid === owner) === true);
}
