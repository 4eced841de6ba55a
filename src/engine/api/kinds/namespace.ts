/** https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/ */
import { NAMESPACES } from '../resource.ts';
import type { Namespace } from '../types.ts';
import { invalid, type FieldError } from '../validation/field.ts';
import { isDNS1123Label } from '../validation/names.ts';
import { validateFinalizerName } from '../validation/finalizers.ts';
import { defineKind } from './kind.ts';

const NAME_LABEL = 'kubernetes.io/metadata.name';

function labelWithName(namespace: Namespace): void {
  const { name, labels } = namespace.metadata;
  if (name && labels?.[NAME_LABEL] !== name) namespace.metadata = { ...namespace.metadata, labels: { ...labels, [NAME_LABEL]: name } };
}

function prepareForCreate(namespace: Namespace): void {
  labelWithName(namespace);
  namespace.status = { phase: 'Active' };
  const finalizers = namespace.spec?.finalizers ?? [];
  if (!finalizers.includes('kubernetes')) namespace.spec = { ...namespace.spec, finalizers: [...finalizers, 'kubernetes'] };
}

function validateStatusUpdate(namespace: Namespace): FieldError[] {
  const phase = namespace.status?.phase ?? '';
  if (!namespace.metadata.deletionTimestamp) {
    return phase === 'Active' ? [] : [invalid('status.Phase', phase, "may only be 'Active' if `deletionTimestamp` is empty")];
  }
  return phase === 'Terminating' ? [] : [invalid('status.Phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
}

export const NAMESPACE = defineKind({
  resource: NAMESPACES,
  singular: 'namespace',
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: ['finalize', 'status'],
  hasGeneration: false,
  setDefaults: labelWithName,
  prepareForCreate,
  /** Finalizers in spec change only through `finalize`. */
  prepareForUpdate(namespace, old) {
    if (old.spec) namespace.spec = old.spec; else delete namespace.spec;
  },
  validate: (namespace) => (namespace.spec?.finalizers ?? []).flatMap((name) => validateFinalizerName(name, 'spec.finalizers')),
  validateStatusUpdate,
  validateName: isDNS1123Label,
  fieldLabels: { 'status.phase': (namespace) => namespace.status?.phase ?? '', name: (namespace) => namespace.metadata.name ?? '' },
});
