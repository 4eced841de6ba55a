/** Defaults of autoscaling/v2, in place. */
import type { HorizontalPodAutoscaler } from '../../types.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Behavior = NonNullable<Spec['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;

const UTILIZATION = 80;

export function setScalerDefaults(scaler: HorizontalPodAutoscaler): void {
  const spec = (scaler.spec ??= {} as Spec);
  spec.minReplicas ??= 1;
  if (!spec.metrics?.length) spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: UTILIZATION } } }];
  setBehaviorDefaults(spec.behavior);
}

/** Directions that are not given stay away; with a behaviour at all both are filled in. */
export function setBehaviorDefaults(behavior: Behavior | undefined): void {
  if (!behavior) return;
  behavior.scaleUp = withDefaults(behavior.scaleUp, { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] });
  behavior.scaleDown = withDefaults(behavior.scaleDown, { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] });
}

function withDefaults(rules: Rules | undefined, defaults: Rules): Rules {
  const merged: Rules = { ...defaults };
  if (!rules) return merged;
  for (const [field, value] of Object.entries(rules)) if (value !== undefined && value !== null) (merged as Record<string, unknown>)[field] = value;
  return merged;
}
