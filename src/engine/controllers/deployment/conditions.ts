/** Conditions and status of a Deployment: complete, progressing, timed out. Pure. */
import type { Deployment, DeploymentCondition, ReplicaSet } from '../../api/types.ts';
import { formatTime, parseTime } from '../../kernel/time.ts';
import { omitEmpty } from '../support/equal.ts';
import {
  actualReplicas, availableReplicas, maxUnavailable, progressDeadline, readyReplicas, replicasOf, terminatingReplicas, wantedReplicas,
} from './arithmetic.ts';

export type DeploymentStatus = NonNullable<Deployment['status']>;

export const conditionOf = (status: DeploymentStatus | undefined, type: string): DeploymentCondition | undefined =>
  status?.conditions?.find((c) => c.type === type);

export function newCondition(type: string, status: 'True' | 'False' | 'Unknown', reason: string, message: string, nowMs: number): DeploymentCondition {
  const at = formatTime(nowMs);
  return { type, status, lastUpdateTime: at, lastTransitionTime: at, reason, message } as DeploymentCondition;
}

/** Keeps what is there when status and reason are the same: the message alone is no news. */
export function withCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = conditionOf(status, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return status;
  const next = current?.status === condition.status ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition;
  return { ...status, conditions: [...(status.conditions ?? []).filter((c) => c.type !== condition.type), next] };
}

export function withoutCondition(status: DeploymentStatus, type: string): DeploymentStatus {
  return conditionOf(status, type) ? { ...status, conditions: status.conditions!.filter((c) => c.type !== type) } : status;
}

export function calculateStatus(d: Deployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined, nowMs: number): DeploymentStatus {
  const available = availableReplicas(sets);
  const status: DeploymentStatus = omitEmpty({
    observedGeneration: d.metadata.generation, replicas: actualReplicas(sets), updatedReplicas: newSet ? actualReplicas([newSet]) : 0,
    readyReplicas: readyReplicas(sets), availableReplicas: available, unavailableReplicas: Math.max(0, wantedReplicas(sets) - available),
    terminatingReplicas: terminatingReplicas(sets), collisionCount: d.status?.collisionCount, conditions: d.status?.conditions,
  }, 'terminatingReplicas', 'collisionCount');
  return withCondition(status, available >= replicasOf(d) - maxUnavailable(d)
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', nowMs)
    : newCondition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', nowMs));
}

export function isComplete(d: Deployment, status: DeploymentStatus | undefined): boolean {
  const wants = replicasOf(d);
  return (status?.updatedReplicas ?? 0) === wants && (status?.replicas ?? 0) === wants && (status?.availableReplicas ?? 0) === wants
    && (status?.observedGeneration ?? 0) >= (d.metadata.generation ?? 0);
}

function isProgressing(old: DeploymentStatus | undefined, next: DeploymentStatus): boolean {
  const outdated = (s: DeploymentStatus | undefined): number => (s?.replicas ?? 0) - (s?.updatedReplicas ?? 0);
  return (next.updatedReplicas ?? 0) > (old?.updatedReplicas ?? 0) || outdated(next) < outdated(old)
    || (next.readyReplicas ?? 0) > (old?.readyReplicas ?? 0) || (next.availableReplicas ?? 0) > (old?.availableReplicas ?? 0);
}

function isTimedOut(d: Deployment, status: DeploymentStatus, nowMs: number): boolean {
  const condition = conditionOf(status, 'Progressing');
  const deadline = progressDeadline(d);
  if (!condition || deadline === undefined || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return parseTime(condition.lastUpdateTime!) + deadline * 1000 < nowMs;
}

/** The status of a rollout under way: `calculateStatus` and what it means for the Progressing condition. */
export function rolloutStatus(d: Deployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined, nowMs: number): DeploymentStatus {
  let status = calculateStatus(d, sets, newSet, nowMs);
  const current = conditionOf(d.status, 'Progressing');
  const hasDeadline = progressDeadline(d) !== undefined;
  if (!hasDeadline) status = withoutCondition(status, 'Progressing');
  const isDone = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (hasDeadline && !isDone) {
    const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${d.metadata.name}"`;
    if (isComplete(d, status)) {
      status = withCondition(status, newCondition('Progressing', 'True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`, nowMs));
    } else if (isProgressing(d.status, status)) {
      const condition = newCondition('Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`, nowMs);
      // Set anew even when status and reason stay: its lastUpdateTime is what the deadline counts from.
      status = withCondition(withoutCondition(status, 'Progressing'),
        current?.status === 'True' ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition);
    } else if (isTimedOut(d, status, nowMs)) {
      status = withCondition(status, newCondition('Progressing', 'False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`, nowMs));
    }
  }
  const failure = replicaFailure(sets, newSet);
  return failure ? withCondition(status, failure) : withoutCondition(status, 'ReplicaFailure');
}

/** The ReplicaFailure of the new set, else of any. */
function replicaFailure(sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined): DeploymentCondition | undefined {
  const of = (set: ReplicaSet) => set.status?.conditions?.find((c) => c.type === 'ReplicaFailure');
  let condition = newSet && of(newSet);
  for (const set of sets) condition ??= of(set);
  if (!condition) return undefined;
  return {
    type: 'ReplicaFailure', status: condition.status, lastUpdateTime: condition.lastTransitionTime,
    lastTransitionTime: condition.lastTransitionTime, reason: condition.reason, message: condition.message,
  } as DeploymentCondition;
}

/** Ms until the deadline is worth a look, or undefined. */
export function deadlineInMs(d: Deployment, status: DeploymentStatus, nowMs: number): number | undefined {
  const deadline = progressDeadline(d);
  const condition = conditionOf(status, 'Progressing');
  if (deadline === undefined || !condition || isComplete(d, status) || condition.reason === 'ProgressDeadlineExceeded') return undefined;
  return parseTime(condition.lastUpdateTime!) + deadline * 1000 - nowMs;
}
