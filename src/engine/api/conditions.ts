/**
 * Conditions in a status: find, compare, set. For metav1.Condition and for the older kinds of condition alike (Pod, Node,
 * Deployment): all have `type`, `status`, mostly `reason`, `message` and `lastTransitionTime`.
 */
export interface AnyCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

export const findCondition = <C extends AnyCondition>(conditions: readonly C[] | undefined, type: string): C | undefined =>
  conditions?.find((condition) => condition.type === type);

export const isConditionTrue = (conditions: readonly AnyCondition[] | undefined, type: string): boolean => findCondition(conditions, type)?.status === 'True';
export const isConditionFalse = (conditions: readonly AnyCondition[] | undefined, type: string): boolean => findCondition(conditions, type)?.status === 'False';

/**
 * The list with `condition` in it, as apimachinery's SetStatusCondition leaves it: `lastTransitionTime` becomes `now` (RFC 3339)
 * only when `status` changes. The same list comes back when nothing changes, so callers can skip the write.
 */
export function setCondition<C extends AnyCondition>(conditions: readonly C[] | undefined, condition: C, now: string): readonly C[] {
  const list = conditions ?? [];
  const at = list.findIndex(({ type }) => type === condition.type);
  const old = list[at];
  if (!old) return [...list, { ...condition, lastTransitionTime: condition.lastTransitionTime ?? now }];
  const lastTransitionTime = old.status === condition.status ? old.lastTransitionTime : condition.lastTransitionTime ?? now;
  const next: C = { ...old, ...condition, lastTransitionTime };
  if (sameCondition(old, next)) return list;
  return list.map((item, i) => (i === at ? next : item));
}

export const removeCondition = <C extends AnyCondition>(conditions: readonly C[] | undefined, type: string): readonly C[] =>
  (conditions?.some((condition) => condition.type === type) ? conditions.filter((condition) => condition.type !== type) : conditions ?? []);

function sameCondition(a: AnyCondition, b: AnyCondition): boolean {
  const x = a as unknown as Record<string, unknown>, y = b as unknown as Record<string, unknown>;
  for (const key in y) if (x[key] !== y[key]) return false;
  return true;
}
