/** How a workload is, in a word and a state, with the counts that are shown. */
import type { AnyObject } from '../../engine/api/types.ts';
import { STATE, type State } from '../protocol.ts';

export interface WorkloadState { readonly status: string; readonly state: State; readonly desired: number; readonly ready: number; readonly updated: number }

interface Loose {
  spec?: { replicas?: number; completions?: number; parallelism?: number; paused?: boolean; suspend?: boolean };
  status?: {
    replicas?: number; readyReplicas?: number; updatedReplicas?: number; desiredNumberScheduled?: number; numberReady?: number; updatedNumberScheduled?: number;
    succeeded?: number; active?: unknown; failed?: number; conditions?: { type: string; status: string; reason?: string }[];
  };
}

export function workloadState(kind: string, object: AnyObject): WorkloadState {
  const { spec = {}, status = {} } = object as Loose;
  const conditions = status.conditions ?? [];
  const holds = (type: string): boolean => conditions.some((c) => c.type === type && c.status === 'True');
  if (object.metadata.deletionTimestamp) return { status: 'Terminating', state: STATE.terminating, desired: spec.replicas ?? 0, ready: status.readyReplicas ?? 0, updated: 0 };
  if (kind === 'Job') {
    const desired = spec.completions ?? spec.parallelism ?? 1, ready = status.succeeded ?? 0;
    if (holds('Complete')) return { status: 'Complete', state: STATE.succeeded, desired, ready, updated: 0 };
    if (holds('Failed')) return { status: 'Failed', state: STATE.failing, desired, ready, updated: 0 };
    return { status: spec.suspend ? 'Suspended' : 'Running', state: spec.suspend ? STATE.pending : STATE.starting, desired, ready, updated: 0 };
  }
  if (kind === 'CronJob') {
    const active = Array.isArray(status.active) ? status.active.length : 0;
    return { status: spec.suspend ? 'Suspended' : active ? 'Active' : 'Scheduled', state: spec.suspend ? STATE.pending : STATE.ready, desired: active, ready: active, updated: 0 };
  }
  const daemon = kind === 'DaemonSet';
  const desired = daemon ? status.desiredNumberScheduled ?? 0 : spec.replicas ?? 1;
  const ready = (daemon ? status.numberReady : status.readyReplicas) ?? 0;
  const updated = (daemon ? status.updatedNumberScheduled : status.updatedReplicas) ?? 0;
  if (conditions.some((c) => c.type === 'Progressing' && c.reason === 'ProgressDeadlineExceeded')) return { status: 'Stalled', state: STATE.failing, desired, ready, updated };
  if (holds('ReplicaFailure')) return { status: 'ReplicaFailure', state: STATE.failing, desired, ready, updated };
  if (desired === 0) return { status: 'Scaled to 0', state: STATE.succeeded, desired, ready, updated };
  const rolling = kind !== 'ReplicaSet' && kind !== 'ReplicationController' && updated < desired;
  if (rolling) return { status: spec.paused ? 'Paused' : 'Rolling out', state: STATE.starting, desired, ready, updated };
  if (ready >= desired) return { status: 'Ready', state: STATE.ready, desired, ready, updated };
  return { status: ready === 0 ? 'Not ready' : 'Partly ready', state: STATE.notReady, desired, ready, updated };
}
