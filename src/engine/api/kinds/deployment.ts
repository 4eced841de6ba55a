/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ */
import { DEPLOYMENTS } from '../resource.ts';
import type { Deployment } from '../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { IMMUTABLE, NOT_NEGATIVE } from '../validation/metadata.ts';
import { defineKind } from './kind.ts';
import { setTemplateDefaults } from './pod/defaults.ts';
import { semanticEqual } from './pod/equal.ts';
import { nameWarnings, validateRequiredSelector, validateSelectedTemplate, sameGeneration } from './pod/template.ts';
import { templateWarnings } from './pod/warnings.ts';
import { amountOf, notNegative, validateAtMostAll, validateIntOrPercent } from './rolling.ts';

type Spec = NonNullable<Deployment['spec']>;

function setDefaults(deployment: Deployment): void {
  const spec = (deployment.spec ??= {} as Spec);
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  const strategy = (spec.strategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate ??= {};
    strategy.rollingUpdate.maxUnavailable ??= '25%';
    strategy.rollingUpdate.maxSurge ??= '25%';
  }
  setTemplateDefaults((spec.template ??= {}));
}

function validate({ spec }: Deployment): FieldError[] {
  const errors = notNegative(spec, 'spec', 'replicas');
  const { selector, template, progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec ?? ({} as Partial<Spec>);
  errors.push(...validateRequiredSelector(selector, 'deployment', 'spec.selector'), ...validateSelectedTemplate(selector, template, 'spec'));
  errors.push(...validateStrategy(spec?.strategy ?? {}), ...notNegative(spec, 'spec', 'minReadySeconds', 'revisionHistoryLimit'));
  if (deadline !== undefined) {
    const at = 'spec.progressDeadlineSeconds';
    if (deadline < 0) errors.push(invalid(at, deadline, NOT_NEGATIVE));
    if (deadline <= minReadySeconds) errors.push(invalid(at, deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

function validateStrategy({ type = '', rollingUpdate }: NonNullable<Spec['strategy']>): FieldError[] {
  const path = 'spec.strategy', at = `${path}.rollingUpdate`;
  if (type === 'Recreate') return rollingUpdate ? [forbiddenField(at, "may not be specified when strategy `type` is 'Recreate'")] : [];
  if (type !== 'RollingUpdate') return [notSupported(path, { Type: type, RollingUpdate: printed(rollingUpdate) }, ['Recreate', 'RollingUpdate'])];
  if (!rollingUpdate) return [required(at, 'this should be defaulted and never be nil')];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const errors = [...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`), ...validateIntOrPercent(maxSurge, `${at}.maxSurge`)];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) errors.push(invalid(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  return [...errors, ...validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`)];
}

/** As Go's JSON prints the internal struct. */
const printed = (rolling: { maxUnavailable?: number | string; maxSurge?: number | string } | undefined): object | null =>
  (rolling ? { MaxUnavailable: rolling.maxUnavailable ?? 0, MaxSurge: rolling.maxSurge ?? 0 } : null);

export const DEPLOYMENT = defineKind({
  resource: DEPLOYMENTS,
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  hasGeneration: true,
  metadataPasses: 1,
  generationCounts: 'annotations',
  subresources: ['scale', 'status'],
  scale: { specReplicas: '.spec.replicas', statusReplicas: '.status.replicas', selector: '.spec.selector' },
  setDefaults,
  prepareForCreate(deployment) { deployment.status = {}; },
  validate,
  validateUpdate(deployment, old) {
    const errors = validate(deployment);
    if (!semanticEqual(deployment.spec?.selector, old.spec?.selector)) errors.push(invalid('spec.selector', deployment.spec?.selector, IMMUTABLE));
    return errors;
  },
  validateStatusUpdate({ status = {} }, { status: before = {} }) {
    const errors = notNegative(status, 'status', 'observedGeneration', 'replicas', 'updatedReplicas', 'terminatingReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'collisionCount');
    const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
    const over = 'cannot be greater than status.replicas';
    if (updatedReplicas > replicas) errors.push(invalid('status.updatedReplicas', updatedReplicas, over));
    if (readyReplicas > replicas) errors.push(invalid('status.readyReplicas', readyReplicas, over));
    if (availableReplicas > replicas) errors.push(invalid('status.availableReplicas', availableReplicas, over));
    if (availableReplicas > readyReplicas) errors.push(invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
    if ((status.collisionCount ?? 0) < (before.collisionCount ?? 0)) errors.push(invalid('status.collisionCount', status.collisionCount ?? 0, 'cannot be decremented'));
    return errors;
  },
  warnings: (deployment, old) => [...nameWarnings(deployment.metadata.name, !old), ...(sameGeneration(deployment, old) ? [] : templateWarnings(deployment.spec?.template, 'spec.template'))],
});
