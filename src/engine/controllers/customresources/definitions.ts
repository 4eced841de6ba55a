/** What the loops over CustomResourceDefinitions share: setting a condition and writing the status. */
import { findCondition } from '../../api/conditions.ts';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../api/resource.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import type { Client } from '../../client/client.ts';

export type DefinitionStatus = NonNullable<CustomResourceDefinition['status']>;
export type DefinitionCondition = NonNullable<DefinitionStatus['conditions']>[number];

export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** The status with `condition` in it; its `lastTransitionTime` becomes `now` when `status` changes. */
export function withCondition(crd: CustomResourceDefinition, condition: Omit<DefinitionCondition, 'lastTransitionTime'>, now: string): CustomResourceDefinition {
  const conditions = crd.status?.conditions ?? [];
  const old = findCondition(conditions, condition.type) as DefinitionCondition | undefined;
  if (old && old.status === condition.status && old.reason === condition.reason && old.message === condition.message) return crd;
  const { type, status, reason, message } = condition;
  const next = { lastTransitionTime: old?.status === status ? old.lastTransitionTime : now, message, reason, status, type } as DefinitionCondition;
  const list = old ? conditions.map((one) => (one === old ? next : one)) : [...conditions, next];
  return { ...crd, status: { ...crd.status, conditions: list } as DefinitionStatus };
}

export const writeStatus = (client: Client, crd: CustomResourceDefinition): CustomResourceDefinition => client.updateStatus(CUSTOM_RESOURCE_DEFINITIONS, crd);
