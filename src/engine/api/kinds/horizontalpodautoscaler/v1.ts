/**
 * autoscaling/v1: one target for CPU. What it has no field for travels in annotations, so that nothing is lost on the way
 * from v2 to v1 and back.
 */
import type { AnyObject, HorizontalPodAutoscaler } from '../../types.ts';
import type { KindVersion } from '../kind.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Metric = NonNullable<Spec['metrics']>[number];

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const ALL = [METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR];
const UTILIZATION = 80;

interface V1 extends AnyObject {
  spec?: { scaleTargetRef: Spec['scaleTargetRef']; minReplicas?: number; maxReplicas: number; targetCPUUtilizationPercentage?: number };
  status?: { observedGeneration?: number; lastScaleTime?: string; currentReplicas: number; desiredReplicas: number; currentCPUUtilizationPercentage?: number };
}

const isCPU = (metric: Metric): boolean => metric.type === 'Resource' && metric.resource?.name === 'cpu' && metric.resource.target?.averageUtilization !== undefined;

function read<T>(text: string | undefined): T | undefined {
  if (!text) return undefined;
  try { return JSON.parse(text) as T; } catch { return undefined; }
}

function toStored(object: AnyObject): AnyObject {
  const { spec, status, metadata } = object as V1;
  const annotations = { ...metadata.annotations };
  const others = read<V1Metric[]>(annotations[METRICS])?.map(fromV1Metric) ?? [];
  const behavior = lowerCased(read<object>(annotations[BEHAVIOR])) as Spec['behavior'];
  const conditions = read<unknown[]>(annotations[CONDITIONS]);
  const current = read<unknown[]>(annotations[CURRENT_METRICS]);
  for (const key of ALL) delete annotations[key];
  const percentage = spec?.targetCPUUtilizationPercentage ?? (others.length ? undefined : UTILIZATION);
  const metrics: Metric[] = [...others, ...(percentage === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percentage } } }])];
  const meta = { ...metadata };
  if (Object.keys(annotations).length) meta.annotations = annotations; else delete meta.annotations;
  const { targetCPUUtilizationPercentage: _target, ...rest } = spec ?? ({} as NonNullable<V1['spec']>);
  const { currentCPUUtilizationPercentage: _current, ...kept } = status ?? ({ currentReplicas: 0, desiredReplicas: 0 } as NonNullable<V1['status']>);
  return {
    ...object, apiVersion: 'autoscaling/v2', metadata: meta, spec: { ...rest, metrics, ...(behavior ? { behavior } : {}) },
    status: { ...kept, currentMetrics: current ?? null, ...(conditions ? { conditions } : {}) },
  };
}

function fromStored(object: AnyObject): AnyObject {
  const { spec, status, metadata } = object as unknown as HorizontalPodAutoscaler;
  const { metrics = [], behavior, ...rest } = spec!;
  const cpu = metrics.find(isCPU);
  const others = metrics.filter((metric) => metric !== cpu);
  const current = ((status?.currentMetrics ?? []) as { type: string; resource?: { name: string; current: { averageUtilization?: number } } }[]);
  const currentCPU = current.find((m) => m.type === 'Resource' && m.resource?.name === 'cpu' && m.resource.current.averageUtilization !== undefined);
  const added: Record<string, string> = {};
  if (others.length) added[METRICS] = JSON.stringify(others.map(toV1Metric));
  const otherCurrent = current.filter((metric) => metric !== currentCPU);
  if (otherCurrent.length || (current.length > 0 && currentCPU === undefined)) added[CURRENT_METRICS] = JSON.stringify(current.map(toV1Status));
  if (status?.conditions?.length) added[CONDITIONS] = JSON.stringify(status.conditions);
  if (behavior) added[BEHAVIOR] = JSON.stringify(goBehavior(behavior));
  const meta = { ...metadata };
  if (Object.keys(added).length) meta.annotations = { ...meta.annotations, ...added };
  const { currentMetrics: _metrics, conditions: _conditions, ...kept } = status ?? ({} as NonNullable<HorizontalPodAutoscaler['status']>);
  return {
    ...object, apiVersion: 'autoscaling/v1', metadata: meta as AnyObject['metadata'],
    spec: { ...rest, ...(cpu ? { targetCPUUtilizationPercentage: cpu.resource!.target.averageUtilization } : {}) },
    status: { ...kept, currentReplicas: kept.currentReplicas ?? 0, desiredReplicas: kept.desiredReplicas ?? 0,
      ...(currentCPU ? { currentCPUUtilizationPercentage: currentCPU.resource!.current.averageUtilization } : {}) },
  };
}

/** Metrics as the annotations hold them: names of v1's own types. */
interface V1Metric {
  type: string;
  object?: { target: Ref; metricName: string; targetValue: string; selector?: unknown; averageValue?: string };
  pods?: { metricName: string; targetAverageValue: string; selector?: unknown };
  resource?: { name: string; targetAverageUtilization?: number; targetAverageValue?: string };
  containerResource?: { name: string; container: string; targetAverageUtilization?: number; targetAverageValue?: string };
  external?: { metricName: string; metricSelector?: unknown; targetValue?: string; targetAverageValue?: string };
}
interface Ref { kind: string; name: string; apiVersion?: string }

const defined = <T extends object>(object: T): T => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

function toV1Metric(metric: Metric): V1Metric {
  const { type, object, pods, resource, containerResource, external } = metric;
  const of = (target: { averageUtilization?: number; averageValue?: string } | undefined): object => ({ targetAverageUtilization: target?.averageUtilization, targetAverageValue: target?.averageValue });
  return defined({
    type,
    object: object && defined({ target: object.describedObject, metricName: object.metric.name, targetValue: object.target.value ?? '0', selector: object.metric.selector, averageValue: object.target.averageValue }),
    pods: pods && defined({ metricName: pods.metric.name, targetAverageValue: pods.target.averageValue ?? '0', selector: pods.metric.selector }),
    resource: resource && defined({ name: resource.name, ...of(resource.target) }),
    containerResource: containerResource && defined({ name: containerResource.name, ...of(containerResource.target), container: containerResource.container }),
    external: external && defined({ metricName: external.metric.name, metricSelector: external.metric.selector, targetValue: external.target.value, targetAverageValue: external.target.averageValue }),
  });
}

function fromV1Metric(metric: V1Metric): Metric {
  const { type, object, pods, resource, containerResource, external } = metric;
  const target = (r: { targetAverageUtilization?: number; targetAverageValue?: string }): object => defined({
    type: r.targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization', averageUtilization: r.targetAverageUtilization, averageValue: r.targetAverageValue,
  });
  return defined({
    type,
    object: object && { describedObject: object.target, metric: defined({ name: object.metricName, selector: object.selector }),
      target: object.averageValue === undefined ? { type: 'Value', value: object.targetValue } : { type: 'AverageValue', averageValue: object.averageValue } },
    pods: pods && { metric: defined({ name: pods.metricName, selector: pods.selector }), target: { type: 'AverageValue', averageValue: pods.targetAverageValue } },
    resource: resource && { name: resource.name, target: target(resource) },
    containerResource: containerResource && { name: containerResource.name, container: containerResource.container, target: target(containerResource) },
    external: external && { metric: defined({ name: external.metricName, selector: external.metricSelector }),
      target: external.targetValue === undefined ? { type: 'AverageValue', averageValue: external.targetAverageValue } : { type: 'Value', value: external.targetValue } },
  }) as Metric;
}

function toV1Status(metric: { type: string; resource?: { name: string; current: { averageUtilization?: number; averageValue?: string } } }): object {
  const { resource } = metric;
  if (!resource) return metric;
  return { type: metric.type, resource: defined({ name: resource.name, currentAverageUtilization: resource.current.averageUtilization, currentAverageValue: resource.current.averageValue ?? '0' }) };
}

/** Names of fields with a small first letter, nulls left out, all the way down. */
function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null).map(([key, v]) => [key[0]!.toLowerCase() + key.slice(1), lowerCased(v)]));
}

/** The annotation holds the internal struct, whose fields have Go's names. */
function goBehavior(behavior: NonNullable<Spec['behavior']>): object {
  const rules = (given: NonNullable<Spec['behavior']>['scaleUp']): object | null => (given ? {
    StabilizationWindowSeconds: given.stabilizationWindowSeconds ?? null, SelectPolicy: given.selectPolicy ?? null,
    Policies: given.policies?.map((p) => ({ Type: p.type, Value: p.value, PeriodSeconds: p.periodSeconds })) ?? null, Tolerance: given.tolerance ?? null,
  } : null);
  return { ScaleUp: rules(behavior.scaleUp), ScaleDown: rules(behavior.scaleDown) };
}

export const AUTOSCALING_V1: KindVersion = {
  version: 'v1',
  setDefaults(object) { ((object as V1).spec ??= {} as NonNullable<V1['spec']>).minReplicas ??= 1; },
  toStored,
  fromStored,
};
