/**
 * Gives Services their cluster IPs and node ports, and takes them back
 * (https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/). In a real API server this is the
 * Service registry's storage; here it is the last plugin of the chain, so it sees what all others made of the Service.
 */
import { internalError } from '../../api/errors.ts';
import { SERVICES } from '../../api/resource.ts';
import type { AnyObject, Service } from '../../api/types.ts';
import { invalid, invalidObject } from '../../api/validation/field.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

/** 10.96.0.0/16, as the recordings' cluster. */
const PREFIX = '10.96.';
const HOSTS = 65534;
/** The lower part is for addresses that users ask for (KEP-3070): min(max(16, size / 16), 256). */
const STATIC_BAND = 256;
const NODE_PORT_MIN = 30000;
const NODE_PORT_MAX = 32767;
const NODE_PORT_STATIC_BAND = 86;

export const serviceIP = (server: ApiServer): AdmissionPlugin => {
  const ips = new Map<string, string>();
  const ports = new Map<number, string>();
  const random = server.kernel.random('service-ip');

  const forget = (service: Service): void => {
    const owner = ownerOf(service);
    for (const ip of service.spec?.clusterIPs ?? []) if (ips.get(ip) === owner) ips.delete(ip);
    for (const port of nodePortsOf(service)) if (ports.get(port) === owner) ports.delete(port);
  };
  const remember = (service: Service): void => {
    const owner = ownerOf(service);
    for (const ip of service.spec?.clusterIPs ?? []) if (ip !== 'None') ips.set(ip, owner);
    for (const port of nodePortsOf(service)) ports.set(port, owner);
  };
  // Whatever way a Service comes or goes (restore included), the books follow the store.
  server.store.onWrite((record) => {
    if (record.table.prefix !== 'services') return;
    if (record.previous) forget(record.previous as Service);
    if (record.type !== 'delete') remember(record.value as Service);
  });

  const takeIP = (service: Service): string => {
    for (let attempt = 0; attempt < 64; attempt++) {
      const ip = addressOf(STATIC_BAND + random.int(HOSTS - STATIC_BAND));
      if (!ips.has(ip)) return ip;
    }
    for (let host = 1; host <= HOSTS; host++) if (!ips.has(addressOf(host))) return addressOf(host);
    throw internalError(`failed to allocate a serviceIP: range is full (${service.metadata.name})`);
  };
  const takePort = (taken: Set<number>): number => {
    for (let attempt = 0; attempt < 64; attempt++) {
      const port = NODE_PORT_MIN + NODE_PORT_STATIC_BAND + random.int(NODE_PORT_MAX - NODE_PORT_MIN - NODE_PORT_STATIC_BAND + 1);
      if (!ports.has(port) && !taken.has(port)) return port;
    }
    for (let port = NODE_PORT_MIN; port <= NODE_PORT_MAX; port++) if (!ports.has(port) && !taken.has(port)) return port;
    throw internalError('failed to allocate a nodePort: range is full');
  };

  return {
    name: 'ServiceAllocation',
    admit({ resource, subresource, verb, object, old }) {
      if (resource.resource !== 'services' || resource.group !== '' || subresource || (verb !== 'create' && verb !== 'update')) return undefined;
      return allocate(object as unknown as Service, old as unknown as Service | undefined) as unknown as AnyObject;
    },
  };

  function allocate(service: Service, old: Service | undefined): Service {
    const spec = { ...service.spec! };
    const next = { ...service, spec };
    const was = old?.spec;
    if (spec.type === 'ExternalName') {
      delete spec.ipFamilies;
      delete spec.ipFamilyPolicy;
      if (was && was.type !== 'ExternalName') {
        if (spec.clusterIP === was.clusterIP) delete spec.clusterIP;
        delete spec.clusterIPs;
      }
      return next;
    }
    // A client that leaves the address out of an update keeps it.
    if (was?.clusterIP && was.type !== 'ExternalName' && !spec.clusterIP) {
      spec.clusterIP = was.clusterIP;
      spec.clusterIPs ??= was.clusterIPs;
    }
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    if (!spec.clusterIP && spec.clusterIPs?.length) spec.clusterIP = spec.clusterIPs[0];
    const wanted = spec.clusterIP;
    const owner = ownerOf(service);
    if (!wanted) {
      spec.clusterIP = takeIP(service);
      spec.clusterIPs = [spec.clusterIP];
    } else if (wanted !== 'None' && wanted !== was?.clusterIP) checkIP(service, wanted, owner);
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= spec.clusterIP === 'None' && !spec.selector ? 'RequireDualStack' : 'SingleStack';
    if (spec.ipFamilyPolicy === 'RequireDualStack' && spec.clusterIP === 'None' && !spec.selector && spec.ipFamilies.length === 1) spec.ipFamilies = ['IPv4', 'IPv6'];
    allocatePorts(service, spec, was, owner);
    return next;
  }

  function checkIP(service: Service, ip: string, owner: string): void {
    const field = 'spec.clusterIPs';
    const fail = (detail: string): Error => invalidObject(SERVICES, service.metadata.name ?? '', [invalid(field, service.spec!.clusterIPs ?? [ip], detail)]);
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return;
    if (!ip.startsWith(PREFIX)) throw fail('failed to allocate IP ' + ip + ': the provided network does not match the current range');
    const holder = ips.get(ip);
    if (holder && holder !== owner) throw fail(`failed to allocate IP ${ip}: provided IP is already allocated`);
  }

  function allocatePorts(service: Service, spec: NonNullable<Service['spec']>, was: Service['spec'], owner: string): void {
    const wants = spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
    if (!spec.ports) return;
    if (!wants) {
      // Leaving NodePort gives the ports back, unless the client names them.
      if (was && spec.type === 'ClusterIP' && was.type !== 'ClusterIP') spec.ports = spec.ports.map((port) => {
        if (port.nodePort === undefined || !was.ports?.some((p) => p.nodePort === port.nodePort)) return port;
        const { nodePort: _gone, ...rest } = port;
        return rest;
      });
      return;
    }
    const taken = new Set<number>();
    spec.ports = spec.ports.map((port, i) => {
      const before = was?.ports?.find((p) => p.port === port.port && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP') && p.name === port.name);
      const wanted = port.nodePort || before?.nodePort;
      if (!wanted) {
        const nodePort = takePort(taken);
        taken.add(nodePort);
        return { ...port, nodePort };
      }
      const holder = ports.get(wanted);
      if (wanted < NODE_PORT_MIN || wanted > NODE_PORT_MAX) {
        throw invalidObject(SERVICES, service.metadata.name ?? '', [invalid(`spec.ports[${i}].nodePort`, wanted, `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_MIN}-${NODE_PORT_MAX}`)]);
      }
      if (holder && holder !== owner) throw invalidObject(SERVICES, service.metadata.name ?? '', [invalid(`spec.ports[${i}].nodePort`, wanted, 'provided port is already allocated')]);
      taken.add(wanted);
      return { ...port, nodePort: wanted };
    });
    if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local') spec.healthCheckNodePort ??= was?.healthCheckNodePort ?? takePort(taken);
  }
};

const ownerOf = (service: Service): string => `${service.metadata.namespace}/${service.metadata.name}`;
const addressOf = (host: number): string => `${PREFIX}${host >> 8}.${host & 255}`;

function nodePortsOf(service: Service): number[] {
  const found: number[] = [];
  for (const port of service.spec?.ports ?? []) if (port.nodePort) found.push(port.nodePort);
  if (service.spec?.healthCheckNodePort) found.push(service.spec.healthCheckNodePort);
  return found;
}
