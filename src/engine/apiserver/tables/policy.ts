import { POD_DISRUPTION_BUDGETS, PRIORITY_CLASSES, RESOURCE_QUOTAS, RUNTIME_CLASSES } from '../../api/resource.ts';
import type { PodDisruptionBudget, PriorityClass, ResourceQuota, RuntimeClass } from '../../api/types.ts';
import { age, byText } from './format.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

const podDisruptionBudgets = defineTable<PodDisruptionBudget>({
  columns: [
    NAME,
    column('Min Available', 'string', 'The minimum number of pods that must be available.'),
    column('Max Unavailable', 'string', 'The maximum number of pods that may be unavailable.'),
    column('Allowed Disruptions', 'integer', 'Calculated number of pods that may be disrupted at this time.'),
    AGE,
  ],
  cells: (budget, nowMs) => [
    budget.metadata.name!, String(budget.spec?.minAvailable ?? 'N/A'), String(budget.spec?.maxUnavailable ?? 'N/A'), budget.status?.disruptionsAllowed ?? 0, age(budget, nowMs),
  ],
});

const resourceQuotas = defineTable<ResourceQuota>({
  columns: [
    NAME,
    column('Request', 'string', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
    column('Limit', 'string', 'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.'),
    AGE,
  ],
  cells: (quota, nowMs) => {
    const requests: string[] = [];
    const limits: string[] = [];
    for (const resource of Object.keys(quota.status?.hard ?? {}).sort(byText)) {
      const text = `${resource}: ${quota.status?.used?.[resource] ?? '0'}/${quota.status?.hard?.[resource] ?? '0'}`;
      (resource.startsWith('limits.') ? limits : requests).push(text);
    }
    return [quota.metadata.name!, requests.join(', '), limits.join(', '), age(quota, nowMs)];
  },
});

const priorityClasses = defineTable<PriorityClass>({
  columns: [
    NAME,
    column('Value', 'integer', 'value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.'),
    column('Global-Default', 'boolean', 'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.'),
    AGE,
    column('PreemptionPolicy', 'string', 'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.'),
  ],
  cells: (object, nowMs) => [object.metadata.name!, object.value ?? 0, object.globalDefault ?? false, age(object, nowMs), object.preemptionPolicy ?? ''],
});

const runtimeClasses = defineTable<RuntimeClass>({
  columns: [
    NAME,
    column('Handler', 'string', ''),
    AGE,
  ],
  cells: (object, nowMs) => [object.metadata.name!, object.handler, age(object, nowMs)],
});

export const policyTables = [
  [POD_DISRUPTION_BUDGETS, podDisruptionBudgets], [RESOURCE_QUOTAS, resourceQuotas], [PRIORITY_CLASSES, priorityClasses], [RUNTIME_CLASSES, runtimeClasses],
] as const;
