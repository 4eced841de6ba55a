/** https://kubernetes.io/docs/concepts/policy/limit-range/ */
import { compareQuantities, quantityMilliValue } from '../quantity.ts';
import { LIMIT_RANGES } from '../resource.ts';
import type { LimitRange } from '../types.ts';
import { duplicate, forbiddenField, invalid, required, type FieldError } from '../validation/field.ts';
import { isQualifiedName } from '../validation/names.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from '../validation/resource-names.ts';
import { defineKind } from './kind.ts';

type Item = NonNullable<LimitRange['spec']>['limits'][number];
type Quantities = Record<string, string>;

/** Containers: an absent default is the maximum, an absent default request the default, else the minimum. */
function setDefaults(range: LimitRange): void {
  const limits = range.spec?.limits;
  if (limits) range.spec = { ...range.spec, limits: limits.map(defaultItem) };
}

function defaultItem(item: Item): Item {
  if (item.type !== 'Container') return item;
  const defaults: Quantities = { ...item.max, ...item.default };
  const requests: Quantities = { ...item.min, ...defaults, ...item.defaultRequest };
  const next: Item = { ...item };
  if (Object.keys(defaults).length) next.default = defaults;
  if (Object.keys(requests).length) next.defaultRequest = requests;
  return next;
}

function validate(range: LimitRange): FieldError[] {
  const errors: FieldError[] = [];
  const types = new Set<string>();
  (range.spec?.limits ?? []).forEach((item, i) => {
    const path = `spec.limits[${i}]`;
    errors.push(...validateType(item.type ?? '', `${path}.type`));
    if (types.has(item.type)) errors.push(duplicate(`${path}.type`, item.type));
    types.add(item.type);
    errors.push(...validateNames(item, path));
    errors.push(...validateValues(item, path));
  });
  return errors;
}

function validateType(type: string, field: string): FieldError[] {
  const errors = isQualifiedName(type).map((text) => invalid(field, type, text));
  if (errors.length || type.includes('/') || ['Pod', 'Container', 'PersistentVolumeClaim'].includes(type)) return errors;
  return [invalid(field, type, 'must be a standard limit type or fully qualified')];
}

function validateNames(item: Item, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const check = item.type === 'Pod' || item.type === 'Container' ? validateContainerResourceName : validateResourceName;
  const names = (field: 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio'): void => {
    for (const name of Object.keys(item[field] ?? {})) errors.push(...check(name, `${path}.${field}[${name}]`));
  };
  names('max');
  names('min');
  if (item.type === 'Pod') {
    for (const field of ['default', 'defaultRequest'] as const) {
      if (Object.keys(item[field] ?? {}).length) errors.push(forbiddenField(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
    }
  } else {
    names('default');
    names('defaultRequest');
  }
  if (item.type === 'PersistentVolumeClaim' && !item.min?.storage && !item.max?.storage) {
    errors.push(required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  }
  names('maxLimitRequestRatio');
  return errors;
}

function validateValues(item: Item, path: string): FieldError[] {
  const pod = item.type === 'Pod';
  const { max = {}, min = {}, maxLimitRequestRatio: ratios = {} } = item;
  const defaults: Quantities = pod ? {} : item.default ?? {};
  const requests: Quantities = pod ? {} : item.defaultRequest ?? {};
  const names = new Set([...Object.keys(max), ...Object.keys(min), ...Object.keys(defaults), ...Object.keys(requests), ...Object.keys(ratios)]);
  return [...names].flatMap((name) => validateValue(name, path, min[name], max[name], defaults[name], requests[name], ratios[name]));
}

function validateValue(name: string, path: string, min?: string, max?: string, limit?: string, request?: string, ratio?: string): FieldError[] {
  const errors: FieldError[] = [];
  const above = (field: string, shown: string, a: string | undefined, b: string | undefined, of: string, than: string): void => {
    if (a === undefined || b === undefined || compareQuantities(a, b) <= 0) return;
    errors.push(invalid(`${path}.${field}[${name}]`, shown, `${of} value ${a} is greater than ${than} value ${b}`));
  };
  above('min', min!, min, max, 'min', 'max');
  above('defaultRequest', request!, min, request, 'min', 'default request');
  above('defaultRequest', request!, request, max, 'default request', 'max');
  above('defaultRequest', request!, request, limit, 'default request', 'default limit');
  above('default', min!, min, limit, 'min', 'default');
  above('default', max!, limit, max, 'default', 'max');
  const ratioField = `${path}.maxLimitRequestRatio[${name}]`;
  if (ratio !== undefined && compareQuantities(ratio, '1') < 0) errors.push(invalid(ratioField, ratio, `ratio ${ratio} is less than 1`));
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const most = quantityMilliValue(max) / quantityMilliValue(min);
    if (quantityMilliValue(ratio) / 1000 > most) errors.push(invalid(ratioField, ratio, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`));
  }
  if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0) {
    errors.push(invalid(`${path}.defaultRequest[${name}]`, request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`));
  }
  return errors;
}

export const LIMIT_RANGE = defineKind({
  resource: LIMIT_RANGES,
  singular: 'limitrange',
  metadataPasses: 1,
  shortNames: ['limits'],
  createOnUpdate: true,
  setDefaults,
  /** A LimitRange may come without any name; it then gets a UUID for one. Its own uid is as unique as a second draw. */
  prepareForCreate(range) {
    if (!range.metadata.name) range.metadata = { ...range.metadata, name: range.metadata.uid };
  },
  validate,
  validateUpdate: validate,
});
