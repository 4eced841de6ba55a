/** Writes what the scheduler has to say on a pod's status: conditions, and the node it is nominated to. */
import { isConflict, isNotFound } from '../api/errors.ts';
import { PODS } from '../api/resource.ts';
import type { Pod, PodCondition, PodStatus } from '../api/types.ts';
import type { Client } from '../client/client.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { formatTime } from '../kernel/time.ts';

export class PodStatusWriter {
  constructor(private readonly client: Client, private readonly kernel: Kernel) {}

  /** `nomination`: a node's name, null to clear it, undefined to leave it. */
  unscheduled(pod: Pod, reason: string, message: string, nomination?: string | null): void {
    this.write(pod, { type: 'PodScheduled', status: 'False', reason, message }, nomination);
  }

  /** Writes only what differs. A pod that is gone, or was replaced, is left alone. */
  write(pod: Pod, condition: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'> | undefined, nomination?: string | null): void {
    const { name, namespace, uid } = pod.metadata;
    try {
      const current = this.client.get(PODS, name!, namespace);
      if (current.metadata.uid !== uid) return;
      let status: PodStatus = current.status ?? {};
      if (condition) status = this.#withCondition(current, status, condition);
      if (nomination !== undefined && (status.nominatedNodeName ?? null) !== nomination) {
        const { nominatedNodeName: _, ...rest } = status;
        status = nomination === null ? rest : { ...status, nominatedNodeName: nomination };
      }
      if (status !== current.status) this.client.updateStatus(PODS, { ...current, status });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  #withCondition(pod: Pod, status: PodStatus, wanted: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>): PodStatus {
    const conditions = status.conditions ?? [];
    const at = conditions.findIndex((c) => c.type === wanted.type);
    const old = at >= 0 ? conditions[at]! : undefined;
    const { generation } = pod.metadata;
    if (old && old.status === wanted.status && old.reason === wanted.reason && old.message === wanted.message && old.observedGeneration === generation) return status;
    const next = {
      type: wanted.type, ...(generation ? { observedGeneration: generation } : {}), status: wanted.status, lastProbeTime: null as never,
      lastTransitionTime: old?.status === wanted.status && old.lastTransitionTime ? old.lastTransitionTime : formatTime(this.kernel.now),
      reason: wanted.reason, message: wanted.message,
    } satisfies PodCondition;
    return { ...status, conditions: at >= 0 ? conditions.with(at, next) : [...conditions, next] };
  }
}
