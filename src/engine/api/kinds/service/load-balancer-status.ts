/** `status.loadBalancer` of Services. */
import type { Service } from '../../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { parseIP, validateIP } from '../../validation/ip.ts';
import { isDNS1123Subdomain } from '../../validation/names.ts';

type Status = NonNullable<NonNullable<Service['status']>['loadBalancer']>;

export function validateLoadBalancerStatus(status: Status | undefined, path: string, type: string | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const ingress = status?.ingress ?? [];
  if (type !== 'LoadBalancer' && ingress.length) errors.push(forbiddenField(`${path}.ingress`, "may only be used when `spec.type` is 'LoadBalancer'"));
  ingress.forEach(({ ip, ipMode, hostname }, i) => {
    const at = `${path}.ingress[${i}]`;
    if (ip) errors.push(...validateIP(ip, `${at}.ip`));
    if (ip && ipMode === undefined) errors.push(required(`${at}.ipMode`, 'must be specified when `ip` is set'));
    if (ipMode !== undefined && !ip) errors.push(forbiddenField(`${at}.ipMode`, 'may not be specified when `ip` is not set'));
    else if (ipMode !== undefined && ipMode !== 'VIP' && ipMode !== 'Proxy') errors.push(notSupported(`${at}.ipMode`, ipMode, ['Proxy', 'VIP']));
    errors.push(...validateIngressHostname(hostname, `${at}.hostname`));
  });
  return errors;
}

export function validateIngressHostname(hostname: string | undefined, field: string): FieldError[] {
  if (!hostname) return [];
  const errors = isDNS1123Subdomain(hostname).map((text) => invalid(field, hostname, text));
  if (parseIP(hostname)) errors.push(invalid(field, hostname, 'must be a DNS name, not an IP address'));
  return errors;
}
