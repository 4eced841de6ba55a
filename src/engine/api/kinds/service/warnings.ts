import type { Service } from '../../types.ts';
import { cidrWarnings, ipWarnings } from '../../validation/ip.ts';
import { isHeadless } from './type-fields.ts';

const HINTS = 'service.kubernetes.io/topology-aware-hints';

export function serviceWarnings(service: Service): string[] {
  const found: string[] = [];
  const spec = service.spec ?? {};
  if (service.metadata.annotations?.[HINTS] !== undefined) found.push(`annotation ${HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  if (spec.type !== 'ExternalName' && spec.clusterIP && spec.clusterIP !== 'None') {
    spec.clusterIPs?.forEach((ip, i) => found.push(...ipWarnings(ip, `spec.clusterIPs[${i}]`)));
  }
  if (isHeadless(spec)) {
    const ignored = 'is ignored when spec.clusterIP is "None"';
    if (spec.loadBalancerIP) found.push(`spec.loadBalancerIP ${ignored}`);
    if (spec.externalIPs?.length) found.push(`spec.externalIPs ${ignored}`);
    if (spec.sessionAffinity !== 'None') found.push(`spec.SessionAffinity ${ignored}`);
  }
  if (spec.externalIPs?.length) found.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  spec.externalIPs?.forEach((ip, i) => found.push(...ipWarnings(ip, `spec.externalIPs[${i}]`)));
  if (spec.loadBalancerIP) found.push(...ipWarnings(spec.loadBalancerIP, 'spec.loadBalancerIP'));
  spec.loadBalancerSourceRanges?.forEach((cidr, i) => found.push(...cidrWarnings(cidr, `spec.loadBalancerSourceRanges[${i}]`)));
  return found;
}
