import { HORIZONTAL_POD_AUTOSCALERS } from '../../api/resource.ts';
import type { HorizontalPodAutoscaler } from '../../api/types.ts';
import { age, NONE, UNSET, withMore } from './format.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];
type MetricStatus = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];
type MetricTarget = NonNullable<Metric['pods']>['target'];
type MetricValue = NonNullable<MetricStatus['pods']>['current'];

/** `autoscaling/v1` keeps the CPU target in fields of its own. */
interface V1Fields { spec?: { targetCPUUtilizationPercentage?: number }; status?: { currentCPUUtilizationPercentage?: number } }

const MAX_METRICS = 2;
const UNKNOWN = '<unknown>';

const horizontalPodAutoscalers = defineTable<HorizontalPodAutoscaler>({
  columns: [
    NAME,
    column('Reference', 'string', 'scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually change the replica count.'),
    column('Targets', 'string', 'metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be used).  The desired replica count is calculated multiplying the ratio between the target value and the current value by the current number of pods.  Ergo, metrics used must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for more information about how each type of metric must respond. If not set, the default metric will be set to 80% average CPU utilization.'),
    column('MinPods', 'string', 'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is enabled and at least one Object or External metric is configured.  Scaling is active as long as at least one metric value is available.'),
    column('MaxPods', 'string', 'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be less that minReplicas.'),
    column('Replicas', 'string', 'currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.'),
    AGE,
  ],
  cells: (hpa, nowMs) => [
    hpa.metadata.name!, `${hpa.spec?.scaleTargetRef.kind}/${hpa.spec?.scaleTargetRef.name}`, targets(hpa), String(hpa.spec?.minReplicas ?? UNSET),
    hpa.spec?.maxReplicas ?? 0, hpa.status?.currentReplicas ?? 0, age(hpa, nowMs),
  ],
});

function targets(hpa: HorizontalPodAutoscaler): string {
  const v1 = hpa as V1Fields;
  const target = v1.spec?.targetCPUUtilizationPercentage;
  if (target !== undefined) {
    const current = v1.status?.currentCPUUtilizationPercentage;
    return `cpu: ${current === undefined ? UNKNOWN : `${current}%`}/${target}%`;
  }
  const metrics = hpa.spec?.metrics ?? [];
  if (!metrics.length) return NONE;
  const texts = metrics.map((metric, i) => metricText(metric, hpa.status?.currentMetrics?.[i]));
  return withMore(texts.slice(0, MAX_METRICS), texts.length, ', ');
}

function metricText(metric: Metric, status: MetricStatus | undefined): string {
  switch (metric.type) {
    case 'External': return valueText(metric.external!.target, status?.external?.current);
    case 'Object': return valueText(metric.object!.target, status?.object?.current);
    case 'Pods': return `${status?.pods?.current.averageValue ?? UNKNOWN}/${metric.pods!.target.averageValue ?? '0'}`;
    case 'Resource': return `${metric.resource!.name}: ${resourceText(metric.resource!.target, status?.resource?.current)}`;
    case 'ContainerResource': return `${metric.containerResource!.name}: ${resourceText(metric.containerResource!.target, status?.containerResource?.current)}`;
    default: return '<unknown type>';
  }
}

function valueText(target: MetricTarget, current: MetricValue | undefined): string {
  return target.averageValue !== undefined
    ? `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`
    : `${current?.value ?? UNKNOWN}/${target.value ?? '0'}`;
}

function resourceText(target: MetricTarget, current: MetricValue | undefined): string {
  if (target.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  const now = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`;
  return `${now}/${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}

export const autoscalingTables = [[HORIZONTAL_POD_AUTOSCALERS, horizontalPodAutoscalers]] as const;
