/** https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/ */
import { REPLICA_SETS } from '../resource.ts';
import type { ReplicaSet } from '../types.ts';
import { invalid, type FieldError } from '../validation/field.ts';
import { IMMUTABLE } from '../validation/metadata.ts';
import { defineKind } from './kind.ts';
import { setTemplateDefaults } from './pod/defaults.ts';
import { semanticEqual } from './pod/equal.ts';
import { nameWarnings, validateRequiredSelector, validateSelectedTemplate, sameGeneration } from './pod/template.ts';
import { templateWarnings } from './pod/warnings.ts';
import { notNegative } from './rolling.ts';

function validate({ spec }: ReplicaSet): FieldError[] {
  return [
    ...notNegative(spec, 'spec', 'replicas', 'minReadySeconds'),
    ...validateRequiredSelector(spec?.selector, 'deployment', 'spec.selector'),
    ...validateSelectedTemplate(spec?.selector, spec?.template, 'spec'),
  ];
}

export function validateReplicaStatus(status: object = {}): FieldError[] {
  const errors = notNegative(status, 'status', 'replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'terminatingReplicas', 'observedGeneration');
  const { replicas = 0, fullyLabeledReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status as Record<string, number>;
  const over = 'cannot be greater than status.replicas';
  if (fullyLabeledReplicas > replicas) errors.push(invalid('status.fullyLabeledReplicas', fullyLabeledReplicas, over));
  if (readyReplicas > replicas) errors.push(invalid('status.readyReplicas', readyReplicas, over));
  if (availableReplicas > replicas) errors.push(invalid('status.availableReplicas', availableReplicas, over));
  if (availableReplicas > readyReplicas) errors.push(invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas'));
  return errors;
}

export const REPLICA_SET = defineKind({
  resource: REPLICA_SETS,
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  hasGeneration: true,
  subresources: ['scale', 'status'],
  scale: { specReplicas: '.spec.replicas', statusReplicas: '.status.replicas', selector: '.spec.selector' },
  fieldLabels: { 'status.replicas': (set) => String(set.status?.replicas ?? 0) },
  setDefaults(set: ReplicaSet) {
    const spec = (set.spec ??= {} as NonNullable<ReplicaSet['spec']>);
    spec.replicas ??= 1;
    setTemplateDefaults((spec.template ??= {}));
  },
  prepareForCreate(set) { set.status = { replicas: 0 }; },
  validate,
  // The rules run twice on update, as upstream's do; causes are then listed twice.
  validateUpdate(set, old) {
    const errors = [...validate(set), ...validate(set)];
    if (!semanticEqual(set.spec?.selector, old.spec?.selector)) errors.push(invalid('spec.selector', set.spec?.selector, IMMUTABLE));
    return errors;
  },
  validateStatusUpdate: ({ status }) => validateReplicaStatus(status),
  warnings: (set, old) => [...nameWarnings(set.metadata.name, !old), ...(sameGeneration(set, old) ? [] : templateWarnings(set.spec?.template, 'spec.template'))],
});
