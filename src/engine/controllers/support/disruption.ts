/** The DisruptionTarget condition: says on a pod why it is about to be taken away. */
import { PODS } from '../../api/resource.ts';
import type { Pod, PodCondition } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { formatTime } from '../../kernel/time.ts';
import { podCondition } from './pods.ts';

/** Writes the condition (and `phase`, if given) on a fresh copy of the pod, unless it is there already. */
export function disrupt(context: ControllerContext, pod: Pod, reason: string, message: string, phase?: 'Failed'): void {
  const current = podCondition(pod, 'DisruptionTarget');
  const same = current?.status === 'True' && current.reason === reason && current.message === message;
  if (same && (!phase || pod.status?.phase === phase)) return;
  const condition = {
    type: 'DisruptionTarget', status: 'True', reason, message, lastProbeTime: null,
    lastTransitionTime: current?.status === 'True' ? current.lastTransitionTime : formatTime(context.now()),
    ...(pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {}),
  } as unknown as PodCondition;
  const conditions = pod.status?.conditions ?? [];
  context.client.updateStatus(PODS, {
    ...pod,
    status: { ...pod.status, ...(phase ? { phase } : {}), conditions: current ? conditions.map((c) => (c === current ? condition : c)) : [...conditions, condition] },
  });
}
