/** https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#resourceslice */
import { RESOURCE_SLICES } from '../resource.ts';
import type { ResourceSlice } from '../types.ts';
import { duplicate, invalid, required, tooMany, type FieldError } from '../validation/field.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../validation/names.ts';
import { validateNodeSelector } from '../validation/node-selector.ts';
import { defineKind } from './kind.ts';
import { validateCsiDriverName } from './persistentvolume/sources.ts';

const MAX_DEVICES = 128;

function validate(slice: ResourceSlice): FieldError[] {
  const { driver = '', pool, nodeName, nodeSelector, allNodes, perDeviceNodeSelection, devices = [], sharedCounters = [] } = slice.spec ?? {};
  const errors = validateCsiDriverName(driver, 'spec.driver');
  if (!pool?.name) errors.push(required('spec.pool.name'));
  else for (const part of pool.name.split('/')) for (const text of isDNS1123Subdomain(part)) errors.push(invalid('spec.pool.name', pool.name, text));
  if ((pool?.resourceSliceCount ?? 0) <= 0) errors.push(invalid('spec.pool.resourceSliceCount', pool?.resourceSliceCount ?? 0, 'must be greater than zero'));
  if ((pool?.generation ?? 0) < 0) errors.push(invalid('spec.pool.generation', pool?.generation, 'must be greater than or equal to zero'));
  const where = [nodeName !== undefined, nodeSelector !== undefined, allNodes === true, perDeviceNodeSelection === true].filter(Boolean).length;
  const fields = '`nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection`';
  if (where === 0) errors.push(required('spec', `exactly one of ${fields} is required`));
  if (where > 1) errors.push(invalid('spec', null, `exactly one of ${fields} is required, but multiple fields are set`));
  if (nodeName !== undefined) for (const text of isDNS1123Subdomain(nodeName)) errors.push(invalid('spec.nodeName', nodeName, text));
  if (nodeSelector) errors.push(...validateNodeSelector(nodeSelector, 'spec.nodeSelector'));
  if (devices.length > MAX_DEVICES) errors.push(tooMany('spec.devices', devices.length, MAX_DEVICES));
  if (devices.length && sharedCounters.length) errors.push(invalid('spec', null, 'exactly one of `devices` or `sharedCounters` may be set'));
  const names = new Set<string>();
  devices.forEach(({ name = '' }, i) => {
    const field = `spec.devices[${i}].name`;
    if (!name) errors.push(required(field));
    else for (const text of isDNS1123Label(name)) errors.push(invalid(field, name, text));
    if (names.has(name)) errors.push(duplicate(field, name));
    names.add(name);
  });
  return errors;
}

function validateUpdate(slice: ResourceSlice, old: ResourceSlice): FieldError[] {
  const errors = validate(slice);
  const fixed = (field: string, now: unknown, before: unknown): void => { if (now !== before) errors.push(invalid(`spec.${field}`, now ?? null, 'field is immutable')); };
  fixed('driver', slice.spec?.driver, old.spec?.driver);
  fixed('pool.name', slice.spec?.pool?.name, old.spec?.pool?.name);
  fixed('nodeName', slice.spec?.nodeName, old.spec?.nodeName);
  return errors;
}

export const RESOURCE_SLICE = defineKind({
  resource: RESOURCE_SLICES, singular: 'resourceslice', hasGeneration: true, validate, validateUpdate,
  fieldLabels: { 'spec.nodeName': (slice) => slice.spec?.nodeName ?? '', 'spec.driver': (slice) => slice.spec?.driver ?? '' },
});
