/**
 * Fills in `ipFamilies` and `ipFamilyPolicy` before addresses are drawn, and refuses what this cluster, which has IPv4 alone,
 * cannot give (https://kubernetes.io/docs/concepts/services-networking/dual-stack/).
 */
import { deepEqual } from '../../../api/deep-equal.ts';
import { validateClusterIPs, validateClusterIPsUpdate } from '../../../api/kinds/service/cluster-ips.ts';
import { SERVICES } from '../../../api/resource.ts';
import type { Service } from '../../../api/types.ts';
import { invalid, invalidObject, type FieldError } from '../../../api/validation/field.ts';

export type Spec = NonNullable<Service['spec']>;

const FAMILY = 'IPv4';

/** Changes `spec` in place: it is the caller's own. Throws 422. */
export function initIPFamilies(name: string, spec: Spec, old: Spec | undefined): void {
  if (spec.type === 'ExternalName' || isKeptPreference(spec, old)) return;
  const refuse = (errors: FieldError[]): void => { if (errors.length) throw invalidObject(SERVICES, name, errors); };
  refuse([...validateClusterIPs(spec), ...(old ? validateClusterIPsUpdate(spec, old) : [])]);

  const errors: FieldError[] = [];
  const { clusterIPs = [], ipFamilyPolicy } = spec;
  if (ipFamilyPolicy === 'SingleStack') {
    const both = "must be 'RequireDualStack' or 'PreferDualStack' when";
    if (clusterIPs.length === 2) errors.push(invalid('spec.ipFamilyPolicy', ipFamilyPolicy, `${both} 'spec.clusterIPs' specifies two values`));
    if (spec.ipFamilies?.length === 2) errors.push(invalid('spec.ipFamilyPolicy', ipFamilyPolicy, `${both} 'spec.ipFamilies' specifies two values`));
  }
  const families = [...(spec.ipFamilies ?? [])];
  for (let i = families.length; i < clusterIPs.length && clusterIPs[i] !== 'None'; i++) {
    const family = clusterIPs[i]!.includes(':') ? 'IPv6' : 'IPv4';
    if (family === FAMILY) families.push(family);
    else errors.push(invalid(`spec.clusterIPs[${i}]`, clusterIPs, `${family} is not configured on this cluster`));
  }
  refuse(errors);

  // Nobody is asked for addresses, so every family will do.
  if (clusterIPs[0] === 'None' && !Object.keys(spec.selector ?? {}).length) {
    if (!families.length) families.push(FAMILY);
    if (families.length < 2 && ipFamilyPolicy !== 'SingleStack') families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
    spec.ipFamilies = families;
    spec.ipFamilyPolicy ??= 'RequireDualStack';
    return;
  }
  if (ipFamilyPolicy === 'RequireDualStack') errors.push(invalid('spec.ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  families.forEach((family, i) => { if (family !== FAMILY) errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster')); });
  refuse(errors);
  spec.ipFamilies = families.length ? families : [FAMILY];
  spec.ipFamilyPolicy ??= 'SingleStack';
}

/** An update that leaves a preference for two families as it is gains and loses no address. */
function isKeptPreference(spec: Spec, old: Spec | undefined): boolean {
  if (!old || spec.type === 'ExternalName' || old.type === 'ExternalName' || spec.ipFamilyPolicy !== 'PreferDualStack' || old.ipFamilyPolicy !== 'PreferDualStack') return false;
  return deepEqual(spec.clusterIPs, old.clusterIPs) && deepEqual(spec.ipFamilies, old.ipFamilies);
}
