import { ENDPOINT_SLICES, ENDPOINTS, SERVICES } from '../../api/resource.ts';
import type { Endpoints, EndpointSlice, Service } from '../../api/types.ts';
import { age, byText, formatLabels, NONE, UNSET, withMore } from './format.ts';
import { AGE, column, defineTable, NAME, wide } from './table.ts';

const services = defineTable<Service>({
  columns: [
    NAME,
    column('Type', 'string', 'type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer. "ClusterIP" allocates a cluster-internal IP address for load-balancing to endpoints. Endpoints are determined by the selector or if that is not specified, by manual construction of an Endpoints object or EndpointSlice objects. If clusterIP is "None", no virtual IP is allocated and the endpoints are published as a set of endpoints rather than a virtual IP. "NodePort" builds on ClusterIP and allocates a port on every node which routes to the same endpoints as the clusterIP. "LoadBalancer" builds on NodePort and creates an external load-balancer (if supported in the current cloud) which routes to the same endpoints as the clusterIP. "ExternalName" aliases this service to the specified externalName. Several other fields do not apply to ExternalName services. More info: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types'),
    column('Cluster-IP', 'string', 'clusterIP is the IP address of the service and is usually assigned randomly. If an address is specified manually, is in-range (as per system configuration), and is not in use, it will be allocated to the service; otherwise creation of the service will fail. This field may not be changed through updates unless the type field is also being changed to ExternalName (which requires this field to be blank) or the type field is being changed from ExternalName (in which case this field may optionally be specified, as describe above).  Valid values are "None", empty string (""), or a valid IP address. Setting this to "None" makes a "headless service" (no virtual IP), which is useful when direct endpoint connections are preferred and proxying is not required.  Only applies to types ClusterIP, NodePort, and LoadBalancer. If this field is specified when creating a Service of type ExternalName, creation will fail. This field will be wiped when updating a Service to type ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies'),
    column('External-IP', 'string', 'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.  These IPs are not managed by Kubernetes.  The user is responsible for ensuring that traffic arrives at a node with this IP.  A common example is external load-balancers that are not part of the Kubernetes system.'),
    column('Port(s)', 'string', 'The list of ports that are exposed by this service. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies'),
    AGE,
    wide('Selector', 'string', 'Route service traffic to pods with label keys and values matching this selector. If empty or not present, the service is assumed to have an external process managing its endpoints, which Kubernetes will not modify. Only applies to types ClusterIP, NodePort, and LoadBalancer. Ignored if type is ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/'),
  ],
  cells: (service, nowMs) => {
    const ports = (service.spec?.ports ?? []).map((p) => (p.nodePort ? `${p.port}:${p.nodePort}/${p.protocol ?? 'TCP'}` : `${p.port}/${p.protocol ?? 'TCP'}`)).join(',');
    return [
      service.metadata.name!, service.spec?.type ?? '', service.spec?.clusterIPs?.[0] ?? NONE, externalIP(service), ports || NONE,
      age(service, nowMs), formatLabels(service.spec?.selector),
    ];
  },
});

function externalIP(service: Service): string {
  const externalIPs = service.spec?.externalIPs ?? [];
  switch (service.spec?.type) {
    case 'ClusterIP': case 'NodePort': return externalIPs.length ? externalIPs.join(',') : NONE;
    case 'ExternalName': return service.spec.externalName ?? '';
    case 'LoadBalancer': {
      const all = [...ingressPoints(service.status?.loadBalancer?.ingress), ...externalIPs];
      return all.length ? all.join(',') : '<pending>';
    }
    default: return '<unknown>';
  }
}

/** Addresses of a load balancer, each once, sorted. */
export function ingressPoints(ingress: readonly { ip?: string; hostname?: string }[] | undefined): string[] {
  const points = new Set<string>();
  for (const { ip, hostname } of ingress ?? []) if (ip || hostname) points.add((ip || hostname)!);
  return [...points].sort(byText);
}

const endpoints = defineTable<Endpoints>({
  columns: [
    NAME,
    column('Endpoints', 'string', 'The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the IPs they share. A single address with multiple ports, some of which are ready and some of which are not (because they come from different containers) will result in the address being displayed in different subsets for the different ports. No address will appear in both Addresses and NotReadyAddresses in the same subset. Sets of addresses and ports that comprise a service.'),
    AGE,
  ],
  cells: (object, nowMs) => [object.metadata.name!, formatSubsets(object), age(object, nowMs)],
});

const MAX_SHOWN = 3;

function formatSubsets(object: Endpoints): string {
  if (!object.subsets?.length) return NONE;
  const all: string[] = [];
  for (const subset of object.subsets) {
    const addresses = subset.addresses ?? [];
    if (!subset.ports?.length) for (const { ip } of addresses) all.push(ip);
    for (const port of subset.ports ?? []) {
      for (const { ip } of addresses) all.push(ip.includes(':') ? `[${ip}]:${port.port}` : `${ip}:${port.port}`);
    }
  }
  return withMore(all.slice(0, MAX_SHOWN), all.length);
}

const endpointSlices = defineTable<EndpointSlice>({
  columns: [
    NAME,
    column('AddressType', 'string', 'addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice must be the same type. This field is immutable after creation. The following address types are currently supported: * IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. * FQDN: Represents a Fully Qualified Domain Name. (Deprecated) The EndpointSlice controller only generates, and kube-proxy only processes, slices of addressType "IPv4" and "IPv6". No semantics are defined for the "FQDN" type.'),
    column('Ports', 'string', 'ports specifies the list of network ports exposed by each endpoint in this slice. Each port must have a unique name. Each slice may include a maximum of 100 ports. Services always have at least 1 port, so EndpointSlices generated by the EndpointSlice controller will likewise always have at least 1 port. EndpointSlices used for other purposes may have an empty ports list.'),
    column('Endpoints', 'string', 'endpoints is a list of unique endpoints in this slice. Each slice may include a maximum of 1000 endpoints.'),
    AGE,
  ],
  cells: (slice, nowMs) => {
    const ports = (slice.ports ?? []).map((port) => String(port.port ?? port.name ?? '*'));
    const addresses = (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
    return [
      slice.metadata.name!, slice.addressType, withMore(ports.slice(0, MAX_SHOWN), ports.length) || UNSET,
      withMore(addresses.slice(0, MAX_SHOWN), addresses.length) || UNSET, age(slice, nowMs),
    ];
  },
});

export const serviceTables = [[SERVICES, services], [ENDPOINTS, endpoints], [ENDPOINT_SLICES, endpointSlices]] as const;
