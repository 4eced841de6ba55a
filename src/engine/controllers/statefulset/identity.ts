/** The fixed identity of a StatefulSet's pods: ordinal, name, host name, claims. Pure. */
import type { ControllerRevision, PersistentVolumeClaim, Pod, PodTemplateSpec, StatefulSet, Volume } from '../../api/types.ts';
import { STATEFUL_SETS } from '../../api/resource.ts';
import { controllerRef } from '../support/owners.ts';
import { podFromTemplate } from '../support/pod-control.ts';
import { isPodAvailable, isPodReady } from '../support/pods.ts';

export const POD_NAME = 'statefulset.kubernetes.io/pod-name';
export const POD_INDEX = 'apps.kubernetes.io/pod-index';
export const REVISION_HASH = 'controller-revision-hash';

const MEMBER = /^(.*)-([0-9]+)$/;

/** -1 for names that are none of a StatefulSet's. */
export function ordinalOf(pod: Pod): number {
  const m = MEMBER.exec(pod.metadata.name!);
  return m && Number(m[2]) < 2 ** 31 ? Number(m[2]) : -1;
}
export const isMember = (set: StatefulSet, pod: Pod): boolean => MEMBER.exec(pod.metadata.name!)?.[1] === set.metadata.name;

export const replicasOf = (set: StatefulSet): number => set.spec!.replicas ?? 1;
export const startOf = (set: StatefulSet): number => set.spec!.ordinals?.start ?? 0;
export const inRange = (set: StatefulSet, ordinal: number): boolean => ordinal >= startOf(set) && ordinal < startOf(set) + replicasOf(set);
export const isMonotonic = (set: StatefulSet): boolean => set.spec!.podManagementPolicy !== 'Parallel';

export const podRevision = (pod: Pod): string => pod.metadata.labels?.[REVISION_HASH] ?? '';
export const isCreated = (pod: Pod): boolean => !!pod.metadata.uid;
export const isTerminating = (pod: Pod): boolean => !!pod.metadata.deletionTimestamp;
export const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);
export const isRunningAndAvailable = (pod: Pod, minReadySeconds: number, nowMs: number): boolean =>
  pod.status?.phase === 'Running' && isPodAvailable(pod, minReadySeconds, nowMs);
export const isHealthy = (pod: Pod): boolean => isRunningAndReady(pod) && !isTerminating(pod);

export const claimName = (set: StatefulSet, template: string, ordinal: number): string => `${template}-${set.metadata.name}-${ordinal}`;

export function claimsOf(set: StatefulSet, ordinal: number): PersistentVolumeClaim[] {
  return (set.spec!.volumeClaimTemplates ?? []).map((template) => ({
    ...template, apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: undefined,
    metadata: {
      ...template.metadata, name: claimName(set, template.metadata!.name!, ordinal), namespace: set.metadata.namespace,
      labels: { ...template.metadata?.labels, ...set.spec!.selector.matchLabels },
    },
  } as PersistentVolumeClaim));
}

export function newPod(set: StatefulSet, template: PodTemplateSpec, revision: ControllerRevision, ordinal: number): Pod {
  const name = `${set.metadata.name}-${ordinal}`;
  const { generateName: _, ...pod } = podFromTemplate(template, set, controllerRef(STATEFUL_SETS, set)).metadata;
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      ...pod, name, generateName: `${set.metadata.name}-`,
      labels: { ...template.metadata?.labels, [POD_NAME]: name, [POD_INDEX]: String(ordinal), [REVISION_HASH]: revision.metadata.name! },
    },
    spec: { ...template.spec!, hostname: name, ...(set.spec!.serviceName ? { subdomain: set.spec!.serviceName } : {}), volumes: volumesOf(set, template, ordinal) },
  };
}

function volumesOf(set: StatefulSet, template: PodTemplateSpec, ordinal: number): Volume[] | undefined {
  const own = (set.spec!.volumeClaimTemplates ?? []).map((c) => ({
    name: c.metadata!.name!, persistentVolumeClaim: { claimName: claimName(set, c.metadata!.name!, ordinal) },
  }));
  const names = new Set(own.map((v) => v.name));
  const volumes = [...own, ...(template.spec?.volumes ?? []).filter((v) => !names.has(v.name))];
  return volumes.length ? volumes : undefined;
}

export const identityMatches = (set: StatefulSet, pod: Pod): boolean =>
  ordinalOf(pod) >= 0 && isMember(set, pod) && pod.metadata.labels?.[POD_NAME] === pod.metadata.name;

export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod);
  return (set.spec!.volumeClaimTemplates ?? []).every((c) => pod.spec?.volumes?.some((v) =>
    v.name === c.metadata!.name && v.persistentVolumeClaim?.claimName === claimName(set, c.metadata!.name!, ordinal)));
}

/** The pod with the identity its set gives it. */
export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  const wanted = volumesOf(set, { spec: pod.spec }, ordinal);
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [POD_NAME]: pod.metadata.name!, [POD_INDEX]: String(ordinal) } },
    spec: { ...pod.spec!, volumes: wanted },
  };
}
