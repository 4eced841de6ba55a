/** https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/ */
import { DAEMON_SETS } from '../resource.ts';
import type { DaemonSet } from '../types.ts';
import { invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { IMMUTABLE } from '../validation/metadata.ts';
import { isEmptySelector, validateLabelSelector } from '../validation/selectors.ts';
import { defineKind } from './kind.ts';
import { setTemplateDefaults } from './pod/defaults.ts';
import { semanticEqual } from './pod/equal.ts';
import { isUsable, mismatch, validateLongRunning, validateTemplate } from './pod/template.ts';
import { templateWarnings } from './pod/warnings.ts';
import { amountOf, notNegative, validateAtMostAll, validateIntOrPercent } from './rolling.ts';

type Spec = NonNullable<DaemonSet['spec']>;

/** The stored field `templateGeneration`, which only shows as an annotation. */
const GENERATION = 'deprecated.daemonset.template.generation';

function setDefaults(set: DaemonSet): void {
  const spec = (set.spec ??= {} as Spec);
  const strategy = (spec.updateStrategy ??= {});
  strategy.type ||= 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate ??= {};
    strategy.rollingUpdate.maxUnavailable ??= 1;
    strategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
  setTemplateDefaults((spec.template ??= {}));
  // The field is a number in storage: whoever says nothing says 0.
  if (set.metadata.annotations?.[GENERATION] === undefined) set.metadata.annotations = { ...set.metadata.annotations, [GENERATION]: '0' };
}

function validate({ spec }: DaemonSet): FieldError[] {
  const { selector, template = {}, updateStrategy = {} } = spec ?? ({} as Partial<Spec>);
  const errors = validateLabelSelector(selector, 'spec.selector');
  if (isUsable(selector)) errors.push(...mismatch(selector, template, 'spec.template'));
  if (selector && isEmptySelector(selector)) errors.push(invalid('spec.selector', selector, 'empty selector is invalid for daemonset'));
  errors.push(...validateTemplate(template, 'spec.template'), ...validateLongRunning(template, 'DaemonSet', 'spec.template'));
  errors.push(...notNegative(spec, 'spec', 'minReadySeconds'), ...validateStrategy(updateStrategy), ...notNegative(spec, 'spec', 'revisionHistoryLimit'));
  return errors;
}

function validateStrategy({ type = '', rollingUpdate }: NonNullable<Spec['updateStrategy']>): FieldError[] {
  const path = 'spec.updateStrategy', at = `${path}.rollingUpdate`;
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const printed = rollingUpdate ? { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 } : null;
    return [notSupported(path, { Type: type, RollingUpdate: printed }, ['RollingUpdate', 'OnDelete'])];
  }
  if (!rollingUpdate) return [required(at)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const errors = [
    ...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`), ...validateIntOrPercent(maxSurge, `${at}.maxSurge`),
    ...validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`), ...validateAtMostAll(maxSurge, `${at}.maxSurge`),
  ];
  const unavailable = amountOf(maxUnavailable) !== 0, surge = amountOf(maxSurge) !== 0;
  if (unavailable && surge) errors.push(invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!unavailable && !surge) errors.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

export const DAEMON_SET = defineKind({
  resource: DAEMON_SETS,
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  hasGeneration: true,
  subresources: ['status'],
  setDefaults,
  prepareForCreate(set) {
    set.metadata.annotations = { ...set.metadata.annotations, [GENERATION]: '1' };
    set.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
  },
  prepareForUpdate(set, old) {
    const before = Number(old.metadata.annotations?.[GENERATION] ?? '0');
    const changed = !semanticEqual(set.spec?.template, old.spec?.template);
    set.metadata.annotations = { ...set.metadata.annotations, [GENERATION]: String(changed ? before + 1 : before) };
  },
  validate,
  // The rules run twice on update, as upstream's do; causes are then listed twice.
  validateUpdate(set, old) {
    const errors = [...validate(set), ...validate(set)];
    if (!semanticEqual(set.spec?.selector, old.spec?.selector)) errors.push(invalid('spec.selector', set.spec?.selector, IMMUTABLE));
    return errors;
  },
  validateStatusUpdate: ({ status }) => notNegative(status, 'status', 'currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration',
    'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'),
  warnings: (set, old) => (old && old.metadata.annotations?.[GENERATION] === set.metadata.annotations?.[GENERATION] ? [] : templateWarnings(set.spec?.template, 'spec.template')),
});
