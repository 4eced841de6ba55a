/** https://kubernetes.io/docs/concepts/containers/runtime-class/ */
import { RUNTIME_CLASSES } from '../resource.ts';
import type { RuntimeClass } from '../types.ts';
import { duplicate, invalid, required, type FieldError } from '../validation/field.ts';
import { validateLabels } from '../validation/metadata.ts';
import { isDNS1123Label } from '../validation/names.ts';
import { validateContainerResourceName, validateResourceQuantity } from '../validation/resource-names.ts';
import { defineKind } from './kind.ts';
import { deepEqual } from '../deep-equal.ts';
import { deprecatedNodeLabel } from '../node-labels.ts';

function validate(runtimeClass: RuntimeClass): FieldError[] {
  const { handler = '', overhead, scheduling } = runtimeClass;
  const errors = handler ? isDNS1123Label(handler).map((text) => invalid('handler', handler, text)) : [required('handler')];
  for (const [name, value] of Object.entries(overhead?.podFixed ?? {})) {
    const field = `overhead.limits[${name}]`;
    errors.push(...validateContainerResourceName(name, field), ...validateResourceQuantity(name, value, field));
  }
  errors.push(...validateLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector'));
  const tolerations = scheduling?.tolerations ?? [];
  tolerations.forEach((toleration, i) => {
    if (tolerations.findIndex((other) => deepEqual(other, toleration)) < i) errors.push(duplicate(`scheduling.tolerations[${i}]`, toleration));
  });
  return errors;
}

export const RUNTIME_CLASS = defineKind({
  resource: RUNTIME_CLASSES,
  singular: 'runtimeclass',
  metadataPasses: 1,
  hasGeneration: false,
  requiresResourceVersion: true,
  validate,
  validateUpdate: (runtimeClass, old) => [
    ...(runtimeClass.handler === old.handler ? [] : [invalid('handler', runtimeClass.handler, 'field is immutable')]), ...validate(runtimeClass),
  ],
  warnings: (runtimeClass) => Object.keys(runtimeClass.scheduling?.nodeSelector ?? {}).flatMap((key) => {
    const text = deprecatedNodeLabel(key);
    return text ? [`scheduling.nodeSelector: ${text}`] : [];
  }),
});
