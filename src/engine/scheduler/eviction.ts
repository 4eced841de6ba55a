/** Carries a preemption out: victims are told why, deleted, and the pods whose place was taken lose their nomination. */
import { StatusError } from '../api/errors.ts';
import { PODS } from '../api/resource.ts';
import type { Client } from '../client/client.ts';
import type { EventRecorder } from '../client/events.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Candidate } from './plugins/default-preemption.ts';
import type { PodInfo } from './pod-info.ts';
import type { PodStatusWriter } from './pod-status-writer.ts';

/** Virtual ms between the decision and the deletes; the scheduler goes on meanwhile (KEP-4832). */
const PREEMPT_MS = 1;

export class Eviction {
  constructor(private readonly client: Client, private readonly status: PodStatusWriter, private readonly kernel: Kernel) {}

  start(preemptor: PodInfo, candidate: Candidate, nodeName: string, events: EventRecorder, rivals: readonly PodInfo[]): void {
    this.kernel.after(PREEMPT_MS, () => {
      for (const rival of rivals) this.status.write(rival.pod, undefined, null);
      for (const victim of candidate.victims) this.#evict(victim, preemptor, nodeName, events);
    });
  }

  #evict(victim: PodInfo, preemptor: PodInfo, nodeName: string, events: EventRecorder): void {
    const { pod } = victim;
    if (pod.metadata.deletionTimestamp !== undefined) return;
    this.status.write(pod, {
      type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler',
      message: `${preemptor.pod.spec!.schedulerName}: preempting to accommodate a higher priority pod`,
    });
    try {
      this.client.delete(PODS, pod.metadata.name!, pod.metadata.namespace);
    } catch (error) {
      if (error instanceof StatusError) return;
      throw error;
    }
    events.event(pod.kind ? pod : { ...pod, apiVersion: 'v1', kind: 'Pod' }, 'Normal', 'Preempted',
      `Preempted by pod ${preemptor.uid} on node ${nodeName}`, { action: 'Preempting' });
  }
}
