/**
 * Gives Services their cluster IPs and node ports, and takes them back; each address has its IPAddress object
 * (https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/). In a real API server this is the
 * Service registry's storage; here it is the last plugin that changes objects, so it sees what all others made of the Service.
 */
import { isStatusError } from '../../../api/errors.ts';
import { normalizeClusterIPs, patchAllocatedValues } from '../../../api/kinds/service/allocated.ts';
import { needsClusterIP } from '../../../api/kinds/service/type-fields.ts';
import { IP_ADDRESSES, SERVICES } from '../../../api/resource.ts';
import type { AnyObject, Service } from '../../../api/types.ts';
import type { ApiServer } from '../../server.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { checkIP, drawIP } from './cluster-ips.ts';
import { initIPFamilies, type Spec } from './ip-families.ts';
import { allocateNodePorts } from './node-ports.ts';

const API_SERVER = { username: 'system:apiserver', groups: ['system:masters'] };
const LABELS = { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' };

export const serviceAllocation = (server: ApiServer): AdmissionPlugin => {
  const ips = new Map<string, string>();
  const ports = new Map<number, string>();

  // Whatever way a Service comes or goes, the books follow the store.
  const forget = (service: Service): void => {
    const owner = ownerOf(service);
    for (const ip of addressesOf(service)) if (ips.get(ip) === owner) ips.delete(ip);
    for (const port of nodePortsOf(service)) if (ports.get(port) === owner) ports.delete(port);
  };
  const remember = (service: Service): void => {
    const owner = ownerOf(service);
    for (const ip of addressesOf(service)) ips.set(ip, owner);
    for (const port of nodePortsOf(service)) ports.set(port, owner);
  };
  server.store.onWrite((record) => {
    if (record.previous) forget(record.previous as Service);
    if (record.type !== 'delete') remember(record.value as Service);
  }, (prefix) => prefix === 'services');
  server.store.onRestore(() => {
    ips.clear();
    ports.clear();
    for (const { value } of server.store.table('services').values()) remember(value as Service);
  });

  function allocate(service: Service, old: Service | undefined, dryRun: boolean): Service {
    const spec: Spec = { ...service.spec! };
    const was = old?.spec;
    const { name = '' } = service.metadata;
    const random = server.random('service-ip', { dryRun });
    const owner = ownerOf(service);
    if (was) patchAllocatedValues(spec, was);
    normalizeClusterIPs(spec, was);
    initIPFamilies(name, spec, was);
    if (needsClusterIP(spec) && spec.clusterIP !== 'None' && !(was && needsClusterIP(was))) {
      for (const ip of spec.clusterIPs ?? []) checkIP(server, ips, { name, owner, clusterIPs: spec.clusterIPs! }, ip);
      spec.clusterIP ||= drawIP(ips, random);
      if (!spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    }
    allocateNodePorts({ name, owner, spec, old: was, book: ports, random, dryRun });
    return { ...service, spec };
  }

  return {
    name: 'ServiceAllocation',
    only: ['services'],
    admit({ resource, subresource, verb, object, old, options }) {
      if (resource.resource !== 'services' || resource.group !== '' || subresource || (verb !== 'create' && verb !== 'update')) return undefined;
      return allocate(object as unknown as Service, old as unknown as Service | undefined, options.dryRun === true) as unknown as AnyObject;
    },
    settle({ resource, subresource, object, old }, stored) {
      if (!stored || resource.resource !== 'services' || resource.group !== '' || subresource) return;
      keepAddresses(server, old as unknown as Service | undefined, object as unknown as Service | undefined);
    },
  };
};

/** One IPAddress for every address that the stored Service has, none for those it had. */
function keepAddresses(server: ApiServer, old: Service | undefined, next: Service | undefined): void {
  const { name, namespace } = (next ?? old)!.metadata;
  const current = server.lookup(SERVICES).table.get(`${namespace}/${name}`)?.value as Service | undefined;
  const before = old ? addressesOf(old) : [];
  const now = current ? addressesOf(current) : [];
  const { table } = server.lookup(IP_ADDRESSES);
  const request = { resource: IP_ADDRESSES, user: API_SERVER, options: { fieldManager: 'kube-apiserver' } } as const;
  for (const ip of before) if (!now.includes(ip) && table.get(ip)) server.handle({ ...request, verb: 'delete', name: ip });
  for (const ip of now) {
    if (table.get(ip)) continue;
    const body = { metadata: { name: ip, labels: LABELS }, spec: { parentRef: { group: '', resource: 'services', namespace, name } } };
    try {
      server.handle({ ...request, verb: 'create', body });
    } catch (error) {
      // The API server may be down for everybody; the address is the Service's all the same.
      if (!isStatusError(error)) throw error;
    }
  }
}

const ownerOf = (service: Service): string => `${service.metadata.namespace}/${service.metadata.name}`;
const addressesOf = ({ spec }: Service): readonly string[] => (spec?.clusterIPs?.[0] === 'None' ? [] : spec?.clusterIPs ?? []);

function nodePortsOf({ spec }: Service): number[] {
  const found: number[] = [];
  for (const port of spec?.ports ?? []) if (port.nodePort) found.push(port.nodePort);
  if (spec?.healthCheckNodePort) found.push(spec.healthCheckNodePort);
  return found;
}
