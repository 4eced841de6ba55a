/** What a Job's `podFailurePolicy` says of a failed pod. https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy */
import type { ContainerStatus, Job, Pod } from '../../api/types.ts';

export interface Verdict { countFailed: boolean; action?: string; message?: string }

type Rule = NonNullable<NonNullable<Job['spec']>['podFailurePolicy']>['rules'][number];

export function judge(job: Job, pod: Pod): Verdict {
  const rules = job.spec!.podFailurePolicy?.rules ?? [];
  for (let i = 0; i < rules.length; i++) {
    const message = matches(rules[i], pod, i);
    if (message === undefined) continue;
    const { action } = rules[i];
    if (action === 'Ignore') return { countFailed: false, action };
    return { countFailed: true, action, message };
  }
  return { countFailed: true };
}

function matches(rule: Rule, pod: Pod, index: number): string | undefined {
  const { namespace, name } = pod.metadata;
  if (rule.onExitCodes) {
    const { containerName, operator, values } = rule.onExitCodes;
    const statuses: ContainerStatus[] = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
    for (const status of statuses) {
      const code = status.state?.terminated?.exitCode;
      if (!code || (containerName && status.name !== containerName)) continue;
      if (values.includes(code) === (operator === 'In')) return `Container ${status.name} for pod ${namespace}/${name} failed with exit code ${code} matching ${rule.action} rule at index ${index}`;
    }
    return undefined;
  }
  for (const pattern of rule.onPodConditions ?? []) {
    if (pod.status?.conditions?.some((c) => c.type === pattern.type && c.status === pattern.status)) {
      return `Pod ${namespace}/${name} has condition ${pattern.type} matching ${rule.action} rule at index ${index}`;
    }
  }
  return undefined;
}
