/**
 * The numbers of a rollout: surge and unavailability, counts over ReplicaSets, orders of ReplicaSets. Pure.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../api/types.ts';
import { semanticEqual } from '../support/equal.ts';

export const HASH_LABEL = 'pod-template-hash';

export const wanted = (set: ReplicaSet): number => set.spec?.replicas ?? 0;
export const replicasOf = (d: Deployment): number => d.spec!.replicas ?? 1;
export const isRollingUpdate = (d: Deployment): boolean => d.spec!.strategy?.type === 'RollingUpdate';
/** 2147483647 is how v1 says "no deadline". */
export const progressDeadline = (d: Deployment): number | undefined => {
  const seconds = d.spec!.progressDeadlineSeconds;
  return seconds === undefined || seconds === 2147483647 ? undefined : seconds;
};

/** A count, or a percentage of `total`. */
export function scaledValue(value: string | number | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  if (!value.endsWith('%')) return 0;
  const exact = (Number(value.slice(0, -1)) * total) / 100;
  return roundUp ? Math.ceil(exact) : Math.floor(exact);
}

function fenceposts(d: Deployment): { surge: number; unavailable: number } {
  const { maxSurge, maxUnavailable } = d.spec!.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, replicasOf(d), true);
  const unavailable = scaledValue(maxUnavailable, replicasOf(d), false);
  // Both zero would never move: percentages of few replicas may round to that.
  return surge === 0 && unavailable === 0 ? { surge: 0, unavailable: 1 } : { surge, unavailable };
}

export const maxSurge = (d: Deployment): number => (isRollingUpdate(d) ? fenceposts(d).surge : 0);
export const maxUnavailable = (d: Deployment): number =>
  (!isRollingUpdate(d) || replicasOf(d) === 0 ? 0 : Math.min(fenceposts(d).unavailable, replicasOf(d)));

export const wantedReplicas = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, s) => sum + wanted(s), 0);
export const actualReplicas = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, s) => sum + (s.status?.replicas ?? 0), 0);
export const readyReplicas = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, s) => sum + (s.status?.readyReplicas ?? 0), 0);
export const availableReplicas = (sets: readonly ReplicaSet[]): number => sets.reduce((sum, s) => sum + (s.status?.availableReplicas ?? 0), 0);

/** Undefined when a set that was reconciled does not report it. */
export function terminatingReplicas(sets: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const { status } of sets) {
    if (status?.terminatingReplicas !== undefined) sum += status.terminatingReplicas;
    else if (status?.observedGeneration) return undefined;
  }
  return sum;
}

/** Replicas the new set should have now, given what the others take. */
export function newSetReplicas(d: Deployment, sets: readonly ReplicaSet[], newSetWants: number): number {
  if (!isRollingUpdate(d)) return replicasOf(d);
  const total = wantedReplicas(sets);
  const limit = replicasOf(d) + maxSurge(d);
  if (total >= limit) return newSetWants;
  return newSetWants + Math.min(limit - total, replicasOf(d) - newSetWants);
}

export const active = (sets: readonly ReplicaSet[]): ReplicaSet[] => sets.filter((s) => wanted(s) > 0);

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const created = (s: ReplicaSet): string => s.metadata.creationTimestamp ?? '';
export const byCreation = (a: ReplicaSet, b: ReplicaSet): number => text(created(a), created(b)) || text(a.metadata.name!, b.metadata.name!);
/** Larger first, and of equal ones the older. */
export const bySizeOlder = (a: ReplicaSet, b: ReplicaSet): number => wanted(b) - wanted(a) || byCreation(a, b);
export const bySizeNewer = (a: ReplicaSet, b: ReplicaSet): number => wanted(b) - wanted(a) || byCreation(b, a);

const compared = new WeakMap<PodTemplateSpec, WeakMap<PodTemplateSpec, boolean>>();

/** Same template but for the hash label, which the controller itself adds. Remembered: objects keep their template while only their status changes. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  if (!a || !b) return a === b;
  let known = compared.get(a);
  if (!known) compared.set(a, (known = new WeakMap()));
  let same = known.get(b);
  if (same === undefined) known.set(b, (same = compareTemplates(a, b)));
  return same;
}

function compareTemplates(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  if (!semanticEqual(a.spec, b.spec)) return false;
  const { labels: left, ...restA } = a.metadata ?? {}, { labels: right, ...restB } = b.metadata ?? {};
  return semanticEqual(restA, restB) && semanticEqual(withoutHash(left as Record<string, string>), withoutHash(right as Record<string, string>));
}

function withoutHash(labels: Record<string, string> | undefined): Record<string, string> | undefined {
  if (!labels || !(HASH_LABEL in labels)) return labels;
  const { [HASH_LABEL]: _, ...rest } = labels;
  return rest;
}

/** The set of the present template: the oldest, should there be several. */
export function findNewSet(d: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(byCreation).find((s) => sameTemplate(s.spec?.template, d.spec!.template));
}
