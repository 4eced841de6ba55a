/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ */
import type { HorizontalPodAutoscaler } from '../../types.ts';
import { compareQuantities } from '../../quantity.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { isPathSegmentName } from '../../validation/names.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Metric = NonNullable<Spec['metrics']>[number];
type Target = NonNullable<Metric['resource']>['target'];
type Identifier = NonNullable<Metric['pods']>['metric'];
type Rules = NonNullable<NonNullable<Spec['behavior']>['scaleUp']>;

const MAX_PERIOD_SECONDS = 1800, MAX_WINDOW_SECONDS = 3600;

/** Targets that were there before may keep an apiVersion without a group. */
export function validateScaler(spec: Spec, old?: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics = [], behavior } = spec;
  if (minReplicas !== undefined && minReplicas < 1) errors.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas === 0) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (maxReplicas < 1) errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  errors.push(...validateTargetRef(scaleTargetRef, 'spec.scaleTargetRef', isGroupless(old?.scaleTargetRef)));
  errors.push(...validateMetrics(metrics, minReplicas, old));
  if (behavior?.scaleUp) errors.push(...validateRules(behavior.scaleUp, 'spec.behavior.scaleUp'));
  if (behavior?.scaleDown) errors.push(...validateRules(behavior.scaleDown, 'spec.behavior.scaleDown'));
  return errors;
}

interface Ref { apiVersion?: string; kind?: string; name?: string }

const isGroupless = (ref: Ref | undefined): boolean => ref !== undefined && !(ref.apiVersion ?? '').includes('/');

function validateTargetRef(ref: Ref | undefined, path: string, grouplessAllowed: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { apiVersion = '', kind = '' } = ref ?? {};
  for (const field of ['kind', 'name'] as const) {
    const value = ref?.[field] ?? '';
    if (!value) errors.push(required(`${path}.${field}`));
    else for (const text of isPathSegmentName(value)) errors.push(invalid(`${path}.${field}`, value, text));
  }
  const at = `${path}.apiVersion`;
  if (apiVersion.split('/').length > 2) errors.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else if (!apiVersion.includes('/') && !grouplessAllowed && !(apiVersion === 'v1' && kind === 'ReplicationController')) {
    errors.push(invalid(at, apiVersion, 'apiVersion must specify API group'));
  }
  return errors;
}

function validateMetrics(metrics: readonly Metric[], minReplicas: number | undefined, old: Spec | undefined): FieldError[] {
  const errors = metrics.flatMap((metric, i) => validateMetric(metric, `spec.metrics[${i}]`, isGroupless(old?.metrics?.[i]?.object?.describedObject)));
  if (minReplicas === 0 && !metrics.some((m) => m.type === 'Object' || m.type === 'External')) {
    errors.push(forbiddenField('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas'));
  }
  return errors;
}

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const FIELDS = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;

function validateMetric(metric: Metric, path: string, grouplessAllowed: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const type = metric.type ?? '';
  if (!type) errors.push(required(`${path}.type`, 'must specify a metric source type'));
  if (!TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  const present = FIELDS.filter((field) => metric[field]);
  if (present[0]) errors.push(...validateSource(metric, present[0], `${path}.${present[0]}`, grouplessAllowed));
  const expected = type ? ((type[0]!.toLowerCase() + type.slice(1)) as (typeof FIELDS)[number]) : undefined;
  if (!TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  else if (!metric[expected!]) errors.push(required(`${path}.${expected}`, 'must populate information for the given metric source'));
  if (present.length !== 1) {
    for (const field of present) if (field !== expected) errors.push(forbiddenField(`${path}.${field}`, 'must populate the given metric source only'));
  }
  return errors;
}

function validateSource(metric: Metric, field: (typeof FIELDS)[number], path: string, grouplessAllowed: boolean): FieldError[] {
  const at = `${path}.target`;
  switch (field) {
    case 'object': {
      const { describedObject, metric: identifier, target = {} as Target } = metric.object!;
      const errors = [...validateTargetRef(describedObject, `${path}.describedObject`, grouplessAllowed), ...validateIdentifier(identifier, `${path}.metric`), ...validateTarget(target, at)];
      if (target.value === undefined && target.averageValue === undefined) errors.push(required(`${at}.averageValue`, 'must set either a target value or averageValue'));
      return errors;
    }
    case 'external': {
      const { metric: identifier, target = {} as Target } = metric.external!;
      const errors = [...validateIdentifier(identifier, `${path}.metric`), ...validateTarget(target, at)];
      if (target.value === undefined && target.averageValue === undefined) errors.push(required(`${at}.averageValue`, 'must set either a target value for metric or a per-pod target'));
      if (target.value !== undefined && target.averageValue !== undefined) errors.push(forbiddenField(`${at}.value`, 'may not set both a target value for metric and a per-pod target'));
      return errors;
    }
    case 'pods': {
      const { metric: identifier, target = {} as Target } = metric.pods!;
      const errors = [...validateIdentifier(identifier, `${path}.metric`), ...validateTarget(target, at)];
      if (!isPositive(target.averageValue)) errors.push(required(`${at}.averageValue`, 'must specify a positive target averageValue'));
      return errors;
    }
    default: {
      const source = metric[field]!;
      const { target = {} as Target } = source;
      const errors = source.name ? [] : [required(`${path}.name`, 'must specify a resource name')];
      if (field === 'containerResource' && !metric.containerResource!.container) errors.push(required(`${path}.container`, 'must specify a container'));
      errors.push(...validateTarget(target, at));
      if (target.averageUtilization === undefined && target.averageValue === undefined) {
        errors.push(required(`${at}.averageUtilization`, 'must set either a target raw value or a target utilization'));
      }
      if (target.averageUtilization !== undefined && target.averageValue !== undefined) {
        errors.push(forbiddenField(`${at}.averageValue`, 'may not set both a target raw value and a target utilization'));
      }
      return errors;
    }
  }
}

const isPositive = (quantity: string | undefined): boolean => quantity !== undefined && compareQuantities(quantity, '0') > 0;

function validateIdentifier(identifier: Identifier | undefined, path: string): FieldError[] {
  const name = identifier?.name ?? '';
  if (!name) return [required(`${path}.name`, 'must specify a metric name')];
  return isPathSegmentName(name).map((text) => invalid(`${path}.name`, name, text));
}

function validateTarget(target: Partial<Target>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '', value, averageValue, averageUtilization } = target;
  if (!type) errors.push(required(`${path}.type`, 'must specify a metric target type'));
  if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue') errors.push(invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  if (value !== undefined && !isPositive(value)) errors.push(invalid(`${path}.value`, value, 'must be positive'));
  if (averageValue !== undefined && !isPositive(averageValue)) errors.push(invalid(`${path}.averageValue`, averageValue, 'must be positive'));
  if (averageUtilization !== undefined && averageUtilization < 1) errors.push(invalid(`${path}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  return errors;
}

const SELECT = ['Disabled', 'Max', 'Min'];

function validateRules(rules: Rules, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules;
  if (window !== undefined && window < 0) errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > MAX_WINDOW_SECONDS) errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, `must be less than or equal to ${MAX_WINDOW_SECONDS}`));
  if (selectPolicy !== undefined && !SELECT.includes(selectPolicy)) errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, SELECT));
  if (!policies.length) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  policies.forEach(({ type = '', value = 0, periodSeconds = 0 }, i) => {
    const at = `${path}.policies[${i}]`;
    if (type !== 'Pods' && type !== 'Percent') errors.push(notSupported(`${at}.type`, type, ['Percent', 'Pods']));
    if (value <= 0) errors.push(invalid(`${at}.value`, value, 'must be greater than zero'));
    if (periodSeconds <= 0) errors.push(invalid(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero'));
    if (periodSeconds > MAX_PERIOD_SECONDS) errors.push(invalid(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${MAX_PERIOD_SECONDS}`));
  });
  if (tolerance !== undefined && compareQuantities(tolerance, '0') < 0) errors.push(invalid(`${path}.tolerance`, tolerance, 'must be greater or equal to 0'));
  return errors;
}
