/** https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/ */
import { REPLICATION_CONTROLLERS } from '../resource.ts';
import type { ReplicationController } from '../types.ts';
import { invalid, required, type FieldError } from '../validation/field.ts';
import { asGiven } from '../schema/given-empty.ts';
import { defineKind } from './kind.ts';
import { setTemplateDefaults } from './pod/defaults.ts';
import { nameWarnings, validateLongRunning, validateTemplate } from './pod/template.ts';
import { templateWarnings } from './pod/warnings.ts';
import { validateReplicaStatus } from './replicaset.ts';
import { notNegative } from './rolling.ts';

/** A controller without a selector or labels of its own takes those of its template. */
function setDefaults(controller: ReplicationController): void {
  const spec = (controller.spec ??= {});
  const labels = spec.template?.metadata?.labels;
  if (labels) {
    if (!Object.keys(spec.selector ?? {}).length) spec.selector = { ...labels };
    if (!Object.keys(controller.metadata.labels ?? {}).length) controller.metadata.labels = { ...labels };
  }
  spec.replicas ??= 1;
  setTemplateDefaults(spec.template);
}

function validate({ spec = {} }: ReplicationController): FieldError[] {
  const errors = notNegative(spec, 'spec', 'minReadySeconds');
  const selector = Object.entries(spec.selector ?? {});
  if (!selector.length) errors.push(required('spec.selector'));
  if (spec.replicas === undefined) errors.push(required('spec.replicas'));
  else errors.push(...notNegative(spec, 'spec', 'replicas'));
  const { template } = spec;
  if (!template) return [...errors, required('spec.template')];
  const labels = template.metadata?.labels;
  if (selector.length && !selector.every(([key, value]) => labels?.[key] === value)) {
    errors.push(invalid('spec.template.metadata.labels', asGiven(template.metadata, 'labels'), '`selector` does not match template `labels`'));
  }
  return [...errors, ...validateTemplate(template, 'spec.template'), ...validateLongRunning(template, 'ReplicationController', 'spec.template')];
}

export const REPLICATION_CONTROLLER = defineKind({
  resource: REPLICATION_CONTROLLERS,
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  hasGeneration: true,
  metadataPasses: 1,
  subresources: ['scale', 'status'],
  scale: { specReplicas: '.spec.replicas', statusReplicas: '.status.replicas', selector: '.spec.selector' },
  fieldLabels: { 'status.replicas': (controller) => String(controller.status?.replicas ?? 0) },
  setDefaults,
  prepareForCreate(controller) { controller.status = { replicas: 0 }; },
  validate,
  validateUpdate: validate,
  validateStatusUpdate: ({ status }) => validateReplicaStatus(status),
  // Only a new controller's template is warned of.
  warnings: (controller, old) => (old ? [] : [...nameWarnings(controller.metadata.name, true), ...templateWarnings(controller.spec?.template, 'spec.template')]),
});
