import { canonicalQuantity } from '../../engine/api/quantity.ts';
import type { HorizontalPodAutoscaler } from '../../engine/api/types.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { orUnset, quoted, rfc1123 } from './go-values.ts';
import { eventsOf, metadataLines } from './parts.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Metric = NonNullable<Spec['metrics']>[number];
type Current = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];
interface Value { readonly value?: string; readonly averageValue?: string; readonly averageUtilization?: number }

export const horizontalPodAutoscalerDescriber: Describer = {
  group: 'autoscaling', kind: 'HorizontalPodAutoscaler',
  *describe(context, object, out) {
    const { metadata, spec = {} as Spec, status } = object as HorizontalPodAutoscaler;
    metadataLines(out, object);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    out.line(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
    out.line(0, 'Metrics:\t( current / target )');
    (spec.metrics ?? []).forEach((metric, i) => out.line(1, metricText(metric, status?.currentMetrics?.[i])));
    out.line(0, `Min replicas:\t${orUnset(spec.minReplicas)}`);
    out.line(0, `Max replicas:\t${spec.maxReplicas}`);
    if (spec.behavior) {
      out.line(0, 'Behavior:');
      ruleLines(out, 'Scale Up', spec.behavior.scaleUp);
      ruleLines(out, 'Scale Down', spec.behavior.scaleDown);
    }
    out.line(0, `${spec.scaleTargetRef.kind} pods:\t${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`);
    const conditions = status?.conditions ?? [];
    if (conditions.length > 0) {
      out.line(0, 'Conditions:');
      out.line(1, 'Type\tStatus\tReason\tMessage');
      out.line(1, '----\t------\t------\t-------');
      for (const c of conditions) out.line(1, `${c.type}\t${c.status}\t${c.reason ?? ''}\t${c.message ?? ''}`);
    }
    yield* eventsOf(context, object, out);
  },
};

/** A Go quantity by pointer: absent prints as a nil. */
const quantity = (text: string | undefined): string => (text === undefined ? '<nil>' : canonicalQuantity(text));
const UNKNOWN = '<unknown>';

function metricText({ type, external, pods, object, resource, containerResource }: Metric, current: Current | undefined): string {
  if (type === 'External' && external) {
    const now = current?.external?.current;
    return external.target.averageValue !== undefined
      ? `${quoted(external.metric.name)} (target average value):\t${now?.averageValue === undefined ? UNKNOWN : quantity(now.averageValue)} / ${quantity(external.target.averageValue)}`
      : `${quoted(external.metric.name)} (target value):\t${now ? quantity(now.value) : UNKNOWN} / ${quantity(external.target.value)}`;
  }
  if (type === 'Pods' && pods) {
    const now = current?.pods?.current;
    return `${quoted(pods.metric.name)} on pods:\t${now ? quantity(now.averageValue) : UNKNOWN} / ${quantity(pods.target.averageValue)}`;
  }
  if (type === 'Object' && object) {
    const now = current?.object?.current;
    const lead = `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name} `;
    return object.target.type === 'AverageValue'
      ? `${lead}(target average value):\t${now ? quantity(now.averageValue) : UNKNOWN} / ${quantity(object.target.averageValue)}`
      : `${lead}(target value):\t${now ? quantity(now.value) : UNKNOWN} / ${quantity(object.target.value)}`;
  }
  if (type === 'Resource' && resource) return `resource ${resource.name} on pods${resourceText(resource.target, current?.resource?.current)}`;
  if (type === 'ContainerResource' && containerResource) {
    const { name, container, target } = containerResource;
    return `resource ${name} of container "${container}" on pods${resourceText(target, current?.containerResource?.current)}`;
  }
  return `<unknown metric type ${quoted(type)}>`;
}

function resourceText(target: Value, now: Value | undefined): string {
  if (target.averageValue !== undefined) return `:\t${now ? quantity(now.averageValue) : UNKNOWN} / ${quantity(target.averageValue)}`;
  const current = now?.averageUtilization === undefined ? UNKNOWN : `${now.averageUtilization}% (${quantity(now.averageValue)})`;
  return `  (as a percentage of request):\t${current} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}

function ruleLines(out: DescribeWriter, title: string, rules: NonNullable<Spec['behavior']>['scaleUp']): void {
  if (!rules) return;
  out.line(1, `${title}:`);
  if (rules.stabilizationWindowSeconds !== undefined) out.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  if (!rules.policies?.length) return;
  out.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
  out.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of rules.policies) out.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}
