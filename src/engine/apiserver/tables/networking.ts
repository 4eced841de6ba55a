import { INGRESS_CLASSES, INGRESSES, IP_ADDRESSES, NETWORK_POLICIES, SERVICE_CIDRS } from '../../api/resource.ts';
import type { Ingress, IngressClass, IPAddress, NetworkPolicy, ServiceCIDR } from '../../api/types.ts';
import { age, formatLabelSelector, NONE, withMore } from './format.ts';
import { ingressPoints } from './services.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

const ingresses = defineTable<Ingress>({
  columns: [
    NAME,
    column('Class', 'string', 'The name of the IngressClass resource that should be used for additional configuration'),
    column('Hosts', 'string', 'Hosts that incoming requests are matched against before the ingress rule'),
    column('Address', 'string', 'Address is a list containing ingress points for the load-balancer'),
    column('Ports', 'string', 'Ports of TLS configurations that open'),
    AGE,
  ],
  cells: (ingress, nowMs) => [
    ingress.metadata.name!, ingress.spec?.ingressClassName ?? NONE, hosts(ingress), ingressPoints(ingress.status?.loadBalancer?.ingress).join(','),
    ingress.spec?.tls?.length ? '80, 443' : '80', age(ingress, nowMs),
  ],
});

const MAX_HOSTS = 3;

function hosts(ingress: Ingress): string {
  const rules = ingress.spec?.rules ?? [];
  const shown: string[] = [];
  let more = false;
  for (const { host } of rules) {
    if (shown.length === MAX_HOSTS) more = true;
    else if (host) shown.push(host);
  }
  if (!shown.length) return '*';
  return more ? withMore(shown, rules.length) : shown.join(',');
}

const ingressClasses = defineTable<IngressClass>({
  columns: [
    NAME,
    column('Controller', 'string', 'Controller that is responsible for handling this class'),
    column('Parameters', 'string', 'A reference to a resource with additional parameters'),
    AGE,
  ],
  cells: (ingressClass, nowMs) => {
    const parameters = ingressClass.spec?.parameters;
    const reference = parameters ? `${parameters.kind}${parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`}/${parameters.name}` : NONE;
    return [ingressClass.metadata.name!, ingressClass.spec?.controller ?? '', reference, age(ingressClass, nowMs)];
  },
});

const networkPolicies = defineTable<NetworkPolicy>({
  columns: [
    NAME,
    column('Pod-Selector', 'string', "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is applied to any pods selected by this field. An empty selector matches all pods in the policy's namespace. Multiple network policies can select the same set of pods. In this case, the ingress rules for each are combined additively. This field is optional. If it is not specified, it defaults to an empty selector."),
    AGE,
  ],
  cells: (policy, nowMs) => [policy.metadata.name!, formatLabelSelector(policy.spec?.podSelector), age(policy, nowMs)],
});

const ipAddresses = defineTable<IPAddress>({
  columns: [
    NAME,
    column('ParentRef', 'string', 'ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.'),
  ],
  // The real server sends the age without a column for it.
  cells: (address, nowMs) => {
    const parent = address.spec?.parentRef;
    const groupResource = parent?.group ? `${parent.resource}.${parent.group}` : parent?.resource;
    return [address.metadata.name!, [groupResource, parent?.namespace, parent?.name].filter((part) => part).join('/'), age(address, nowMs)];
  },
});

const serviceCIDRs = defineTable<ServiceCIDR>({
  columns: [
    NAME,
    column('CIDRs', 'string', 'CIDRs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.'),
    AGE,
  ],
  cells: (object, nowMs) => [object.metadata.name!, (object.spec?.cidrs ?? []).join(','), age(object, nowMs)],
});

export const networkingTables = [
  [INGRESSES, ingresses], [INGRESS_CLASSES, ingressClasses], [NETWORK_POLICIES, networkPolicies], [IP_ADDRESSES, ipAddresses], [SERVICE_CIDRS, serviceCIDRs],
] as const;
