/** One metric of an autoscaler: how many replicas it asks for, and what to show of it in the status. */
import { formatQuantity } from './quantity-text.ts';
import type { HorizontalPodAutoscaler, Pod } from '../../api/types.ts';
import { milliOf, type MetricsClient } from './metrics.ts';
import { byAverage, byShare, byTotal, byUtilization, type Tolerances } from './replicas.ts';

export type MetricSpec = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];
export type MetricStatus = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];

export interface Evaluation { replicas: number; name: string; status: MetricStatus }

/** Carries the condition's reason and the text that condition and Event show; its message is what the caller wraps. */
export class MetricError extends Error {
  constructor(readonly reason: string, readonly why: Error, message: string) { super(message); }
}

export interface Target { pods: readonly Pod[]; namespace: string; selector: string; specReplicas: number; statusReplicas: number; readyPods: number }

export function evaluate(spec: MetricSpec, target: Target, metrics: MetricsClient, tolerances: Tolerances, nowMs: number): Evaluation {
  switch (spec.type) {
    case 'Resource': return attempt('FailedGetResourceMetric', `failed to get ${spec.resource!.name} resource metric value`, () => resource(spec.resource!, undefined, target, metrics, tolerances, nowMs));
    case 'ContainerResource': return attempt('FailedGetContainerResourceMetric', `failed to get ${spec.containerResource!.name} container metric value`,
      () => resource(spec.containerResource!, spec.containerResource!.container, target, metrics, tolerances, nowMs));
    case 'Pods': return attempt('FailedGetPodsMetric', 'failed to get pods metric value', () => {
      const { metric, target: t } = spec.pods!;
      const values = tell(`unable to get metric ${metric.name}`, () => metrics.pods(metric.name, target.namespace, target.selector));
      const p = byAverage(target.pods, values, '', milliOf(t.averageValue), target.specReplicas, tolerances, nowMs);
      return { replicas: p.replicas, name: `pods metric ${metric.name}`, status: { type: 'Pods', pods: { metric, current: { averageValue: formatQuantity(p.averageMilli) } } } };
    });
    case 'Object': return attempt('FailedGetObjectMetric', 'failed to get object metric value', () => {
      const { metric, target: t, describedObject } = spec.object!;
      const usage = tell(`unable to get metric ${metric.name}: ${describedObject.kind} on ${target.namespace} ${describedObject.name}`,
        () => metrics.object(metric.name, target.namespace, `${describedObject.kind.toLowerCase()}s`, describedObject.name));
      const isValue = t.type === 'Value';
      const replicas = isValue ? byTotal(usage, milliOf(t.value), target.specReplicas, target.readyPods, tolerances) : byShare(usage, milliOf(t.averageValue), target.statusReplicas, tolerances);
      const current = isValue ? { value: formatQuantity(usage) } : { averageValue: formatQuantity(Math.ceil(usage / Math.max(1, target.statusReplicas))) };
      return { replicas, name: `${describedObject.kind} metric ${metric.name}`, status: { type: 'Object', object: { describedObject, metric, current } } };
    });
    case 'External': return attempt('FailedGetExternalMetric', 'failed to get external metric value', () => {
      const { metric, target: t } = spec.external!;
      const selector = Object.entries(metric.selector?.matchLabels ?? {}).map(([k, v]) => `${k}=${v}`).join(',');
      const usage = tell(`unable to get external metric ${target.namespace}/${metric.name}/${selectorText(metric.selector)}`,
        () => metrics.external(metric.name, target.namespace, selector).reduce((a, b) => a + b, 0));
      const perPod = t.averageValue !== undefined;
      const replicas = perPod ? byShare(usage, milliOf(t.averageValue), target.statusReplicas, tolerances) : byTotal(usage, milliOf(t.value), target.specReplicas, target.readyPods, tolerances);
      const current = perPod ? { averageValue: formatQuantity(Math.ceil(usage / Math.max(1, target.statusReplicas))) } : { value: formatQuantity(usage) };
      return { replicas, name: `external metric ${metric.name}(${selectorText(metric.selector)})`, status: { type: 'External', external: { metric, current } } };
    });
    default: throw new MetricError('InvalidMetricSourceType', new Error(`unknown metric source type "${spec.type}"`), `unknown metric source type "${spec.type}"`);
  }
}

function attempt(reason: string, prefix: string, run: () => Evaluation): Evaluation {
  try { return run(); } catch (error) { throw new MetricError(reason, error as Error, `${prefix}: ${(error as Error).message}`); }
}

function tell<T>(prefix: string, run: () => T): T {
  try { return run(); } catch (error) { throw new Error(`${prefix}: ${(error as Error).message}`); }
}

function selectorText(selector: { matchLabels?: Record<string, string> } | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort().map(([k, v]) => `${k}: ${v},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{},}`;
}

function resource(spec: NonNullable<MetricSpec['resource']>, container: string | undefined, target: Target, metrics: MetricsClient, tolerances: Tolerances, nowMs: number): Evaluation {
  const { name, target: wanted } = spec;
  const get = () => tell(`unable to get metrics for resource ${name}`, () => metrics.resource(name, target.namespace, target.selector, container));
  const key = container === undefined ? 'resource' : 'containerResource';
  const type = container === undefined ? 'Resource' : 'ContainerResource';
  const shown = (current: object): MetricStatus => ({ type, [key]: { name, ...(container === undefined ? {} : { container }), current } }) as unknown as MetricStatus;
  if (wanted.averageValue !== undefined) {
    const p = tell(`failed to get ${name} usage`, () => byAverage(target.pods, get(), name, milliOf(wanted.averageValue), target.specReplicas, tolerances, nowMs));
    return { replicas: p.replicas, name: `${name} ${container === undefined ? '' : 'container '}resource`, status: shown({ averageValue: formatQuantity(p.averageMilli) }) };
  }
  if (wanted.averageUtilization === undefined) throw new Error('invalid resource metric source: neither an average utilization target nor an average value (usage) target was set');
  const p = tell(`failed to get ${name} utilization`, () => byUtilization(target.pods, get(), name, container, wanted.averageUtilization!, target.specReplicas, tolerances, nowMs));
  return {
    replicas: p.replicas, name: `${name} ${container === undefined ? '' : 'container '}resource utilization (percentage of request)`,
    status: shown({ averageUtilization: p.utilization, averageValue: formatQuantity(p.averageMilli) }),
  };
}
