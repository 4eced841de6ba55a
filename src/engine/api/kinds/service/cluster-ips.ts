/** The rules of `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy`. The allocator asks them before it allocates. */
import type { Service } from '../../types.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { parseIP, validateIP } from '../../validation/ip.ts';
import { isHeadless } from './type-fields.ts';

type Spec = NonNullable<Service['spec']>;

const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const FIELD = 'spec.clusterIPs';

export function validateClusterIPs(spec: Spec): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const errors = validateInStep(spec);
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  ipFamilies.forEach((family, i) => {
    if (family !== 'IPv4' && family !== 'IPv6') errors.push(notSupported(`spec.ipFamilies[${i}]`, family, ['IPv4', 'IPv6']));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
  });
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy)) errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, POLICIES));
  let bad = false;
  clusterIPs.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (clusterIPs.length > 1) {
        bad = true;
        errors.push(invalid(FIELD, clusterIPs, "'None' must be the first and only value"));
      }
      return;
    }
    const found = validateIP(ip, `${FIELD}[${i}]`);
    bad ||= found.length > 0;
    errors.push(...found);
  });
  if (clusterIPs.length > 2) errors.push(invalid(FIELD, clusterIPs, 'may only hold up to 2 values'));
  if (bad) return errors;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map((ip) => parseIP(ip)?.family)).size < 2) {
    errors.push(invalid(FIELD, clusterIPs, 'may specify no more than one IP for each IP family'));
  }
  if (isHeadless(spec)) return errors;
  clusterIPs.forEach((ip, i) => {
    const family = ipFamilies[i];
    if (family && family !== `IPv${parseIP(ip)?.family}`) errors.push(invalid(`${FIELD}[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``));
  });
  return errors;
}

function validateInStep(spec: Spec): FieldError[] {
  const { clusterIP, clusterIPs = [] } = spec;
  if (!clusterIP) return clusterIPs.length ? [invalid(FIELD, clusterIPs, 'must be empty when `clusterIP` is not specified')] : [];
  if (!clusterIPs.length) return [required(FIELD)];
  return clusterIPs[0] === clusterIP ? [] : [invalid(FIELD, clusterIPs, 'first value must match `clusterIP`')];
}

/** A second address or family may come and go; what stays must stay the same. */
export function validateClusterIPsUpdate(spec: Spec, old: Spec): FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName' || (isHeadless(spec) && isHeadless(old))) return [];
  return [
    ...validateList(spec, spec.clusterIPs ?? [], old.clusterIPs ?? [], FIELD, 'clusterIP'),
    ...validateList(spec, spec.ipFamilies ?? [], old.ipFamilies ?? [], 'spec.ipFamilies', 'ipFamily'),
  ];
}

function validateList(spec: Spec, now: readonly string[], before: readonly string[], field: string, what: string): FieldError[] {
  const errors: FieldError[] = [];
  if (now.length >= before.length) {
    before.forEach((value, i) => { if (value !== now[i]) errors.push(invalid(`${field}[${i}]`, now, 'may not change once set')); });
    return errors;
  }
  if (now.length === 0) errors.push(invalid(`${field}[0]`, now, `primary ${what} can not be unset`));
  else if (now[0] !== before[0]) errors.push(invalid(`${field}[0]`, now, 'may not change once set'));
  if (now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    errors.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? null, `must be set to 'SingleStack' when releasing the secondary ${what}`));
  }
  return errors;
}
