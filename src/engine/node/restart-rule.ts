/** Whether a container that ended is started again (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy; KEP-5307 for rules). */
import type { ContainerRuntime, Ended } from './container.ts';

export function mayRestart({ role, spec }: ContainerRuntime, ended: Ended, podPolicy = 'Always'): boolean {
  if (role === 'ephemeral') return false;
  const rule = spec.restartPolicyRules?.find(({ exitCodes }) => (exitCodes?.operator === 'In' ? exitCodes.values?.includes(ended.exitCode) : exitCodes?.operator === 'NotIn' && !exitCodes.values?.includes(ended.exitCode)));
  if (rule?.action === 'Restart') return true;
  const policy = spec.restartPolicy ?? (role === 'init' ? (podPolicy === 'Never' ? 'Never' : 'OnFailure') : podPolicy);
  return policy === 'Always' || (policy === 'OnFailure' && ended.exitCode !== 0);
}

/** What is left of a container when its machine rebooted: one that ran counts as a restart, one that was done stays so. */
export function afterReboot(container: ContainerRuntime, before: ContainerRuntime, nowMs: number, restarts: boolean): void {
  container.restarts = before.restarts;
  container.last = before.last;
  if (before.state === 'terminated' && (container.role === 'init' || !restarts)) {
    container.state = 'terminated';
    container.ended = before.ended;
    container.id = before.id;
  } else if (before.state !== 'waiting') {
    container.last = before.state === 'running' ? { exitCode: 255, reason: 'Unknown', startedMs: before.startedMs, finishedMs: nowMs, id: before.id } : before.ended;
    container.restarts = before.restarts + 1;
  }
}
