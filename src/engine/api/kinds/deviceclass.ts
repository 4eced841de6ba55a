/** https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
import { DEVICE_CLASSES } from '../resource.ts';
import type { DeviceClass } from '../types.ts';
import type { FieldError } from '../validation/field.ts';
import { validateDeviceConfig, validateDeviceSelectors } from './device-requests.ts';
import { defineKind } from './kind.ts';

const validate = (deviceClass: DeviceClass): FieldError[] => [
  ...validateDeviceSelectors(deviceClass.spec?.selectors, 'spec.selectors'),
  ...(deviceClass.spec?.config ?? []).flatMap((config, i) => validateDeviceConfig(config, `spec.config[${i}]`)),
];

export const DEVICE_CLASS = defineKind({
  resource: DEVICE_CLASSES, singular: 'deviceclass', hasGeneration: true, validate, validateUpdate: validate,
});
