/** https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/ */
import { deepEqual } from '../deep-equal.ts';
import { VOLUME_ATTRIBUTES_CLASSES } from '../resource.ts';
import type { VolumeAttributesClass } from '../types.ts';
import { forbiddenField, type FieldError } from '../validation/field.ts';
import { defineKind } from './kind.ts';
import { validateCsiDriverName } from './persistentvolume/sources.ts';
import { validateParameters } from './storage-parameters.ts';

const validate = (vac: VolumeAttributesClass): FieldError[] =>
  [...validateCsiDriverName(vac.driverName ?? '', 'driverName'), ...validateParameters(vac.parameters, false)];

export const VOLUME_ATTRIBUTES_CLASS = defineKind({
  resource: VOLUME_ATTRIBUTES_CLASSES,
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  hasGeneration: false,
  validate,
  validateUpdate: (vac, old) => [
    ...validate(vac),
    ...(['driverName', 'parameters'] as const).filter((field) => !deepEqual(vac[field], old[field])).map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
  ],
});
