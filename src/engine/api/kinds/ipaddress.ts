import { deepEqual } from '../deep-equal.ts';
import { IP_ADDRESSES } from '../resource.ts';
import type { IPAddress } from '../types.ts';
import { invalid, required, type FieldError } from '../validation/field.ts';
import { parseIP } from '../validation/ip.ts';
import { isDNS1123Subdomain, isPathSegmentName } from '../validation/names.ts';
import { defineKind } from './kind.ts';

function validateName(name: string): string[] {
  const ip = parseIP(name);
  if (!ip) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  return ip.text === name && !ip.mapped ? [] : ['must be a canonical form IP address'];
}

function validate(address: IPAddress): FieldError[] {
  const parent = address.spec?.parentRef;
  if (!parent) return [required('spec.parentRef')];
  const errors: FieldError[] = [];
  const check = (field: 'group' | 'resource' | 'name' | 'namespace', rule: (value: string) => string[], must: boolean): void => {
    const value = parent[field] ?? '';
    if (!value && must) errors.push(required(`spec.parentRef.${field}`));
    if (value) for (const text of rule(value)) errors.push(invalid(`spec.parentRef.${field}`, value, text));
  };
  check('group', isDNS1123Subdomain, false);
  check('resource', isPathSegmentName, true);
  check('name', isPathSegmentName, true);
  check('namespace', isPathSegmentName, false);
  return errors;
}

export const IP_ADDRESS = defineKind({
  resource: IP_ADDRESSES,
  singular: 'ipaddress',
  shortNames: ['ip'],
  hasGeneration: false,
  validateName,
  validate,
  validateUpdate: (address, old) => (deepEqual(address.spec, old.spec) ? [] : [invalid('spec.parentRef', address.spec?.parentRef ?? null, 'field is immutable')]),
  fieldLabels: {
    'spec.parentRef.group': (a) => a.spec?.parentRef.group ?? '', 'spec.parentRef.resource': (a) => a.spec?.parentRef.resource ?? '',
    'spec.parentRef.namespace': (a) => a.spec?.parentRef.namespace ?? '', 'spec.parentRef.name': (a) => a.spec?.parentRef.name ?? '',
  },
});
