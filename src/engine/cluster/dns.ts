/**
 * The cluster's DNS: records of Services, their endpoints and pods
 * (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/; https://github.com/kubernetes/dns/blob/master/docs/specification.md).
 * Names outside of the cluster are nobody's.
 */
import type { EndpointSlice, Service } from '../api/types.ts';
import type { ServiceRules } from './service-programs.ts';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR';

export interface DnsRecord { readonly name: string; readonly type: RecordType; readonly data: string }

const ZONE = 'cluster.local';

/** What a pod of the namespace asks for, one after the other, when it looks up a name with few dots. */
export function searched(host: string, namespace: string): string[] {
  const plain = host.replace(/\.$/, '');
  if (host.endsWith('.')) return [plain];
  const inside = [`${plain}.${namespace}.svc.${ZONE}`, `${plain}.svc.${ZONE}`, `${plain}.${ZONE}`];
  return plain.split('.').length > 5 ? [plain, ...inside] : [...inside, plain];
}

/** Records of a full name, without a dot at its end. A CNAME answers for the address that it leads to. */
export function dnsRecords(rules: ServiceRules, fullName: string, type: RecordType): DnsRecord[] {
  const name = fullName.toLowerCase();
  if (type === 'PTR') return reverse(rules, name);
  if (!name.endsWith(`.${ZONE}`)) return [];
  const words = name.slice(0, -ZONE.length - 1).split('.');
  const kind = words.pop();
  if (kind === 'pod') return type === 'A' && words.length === 2 ? podAddress(name, words[0]!) : [];
  if (kind !== 'svc') return [];
  const namespace = words.pop(), serviceName = words.pop();
  const service = namespace !== undefined && serviceName !== undefined ? rules.service(namespace, serviceName) : undefined;
  if (!service) return [];
  if (type === 'SRV') return words.length === 2 && words.every((word) => word.startsWith('_')) ? portRecords(rules, service, name, words[0]!.slice(1), words[1]!.slice(1)) : [];
  if (service.spec?.type === 'ExternalName') return words.length === 0 && type !== 'AAAA' ? [{ name, type: 'CNAME', data: `${service.spec.externalName!.replace(/\.$/, '')}.` }] : [];
  if (type !== 'A') return [];
  const addresses = words.length === 0 ? addressesOf(rules, service) : words.length === 1 ? endpointsNamed(rules, service, words[0]!) : [];
  return addresses.map((data) => ({ name, type, data }));
}

function podAddress(name: string, dashed: string): DnsRecord[] {
  return /^\d+-\d+-\d+-\d+$/.test(dashed) ? [{ name, type: 'A', data: dashed.replaceAll('-', '.') }] : [];
}

const isHeadless = ({ spec }: Service): boolean => spec?.clusterIP === 'None';

function addressesOf(rules: ServiceRules, service: Service): string[] {
  const { clusterIP = '' } = service.spec ?? {};
  if (!isHeadless(service)) return clusterIP ? [clusterIP] : [];
  return [...new Set(endpointsOf(rules, service).flatMap(({ addresses }) => addresses))];
}

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

function* slicesOf(rules: ServiceRules, { metadata }: Service): Generator<EndpointSlice> {
  for (const slice of rules.slices(metadata.namespace)) if (slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name) yield slice;
}

const endpointsOf = (rules: ServiceRules, service: Service): Endpoint[] => [...slicesOf(rules, service)].flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false));

const hostOf = ({ hostname, addresses }: Endpoint): string => hostname ?? addresses[0]!.replaceAll('.', '-');

const endpointsNamed = (rules: ServiceRules, service: Service, host: string): string[] => (isHeadless(service) ? endpointsOf(rules, service).filter((endpoint) => hostOf(endpoint) === host).flatMap(({ addresses }) => addresses) : []);

function portRecords(rules: ServiceRules, service: Service, name: string, port: string, protocol: string): DnsRecord[] {
  const { metadata, spec } = service;
  const base = `${metadata.name}.${metadata.namespace}.svc.${ZONE}.`;
  const record = (number: number, target: string): DnsRecord => ({ name, type: 'SRV', data: `0 100 ${number} ${target}` });
  if (!isHeadless(service)) return (spec?.ports ?? []).filter((one) => one.name === port && (one.protocol ?? 'TCP').toLowerCase() === protocol).map((one) => record(one.port, base));
  return [...slicesOf(rules, service)].flatMap(({ ports, endpoints }) => (ports ?? []).filter((one) => one.name === port && (one.protocol ?? 'TCP').toLowerCase() === protocol)
    .flatMap((one) => (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).map((endpoint) => record(one.port ?? 0, `${hostOf(endpoint)}.${base}`))));
}

function reverse(rules: ServiceRules, name: string): DnsRecord[] {
  const address = name.replace(/\.in-addr\.arpa$/, '').split('.').reverse().join('.');
  for (const service of rules.services()) {
    const base = `${service.metadata.name}.${service.metadata.namespace}.svc.${ZONE}.`;
    if (service.spec?.clusterIP === address) return [{ name, type: 'PTR', data: base }];
    if (!isHeadless(service)) continue;
    const endpoint = endpointsOf(rules, service).find(({ addresses }) => addresses.includes(address));
    if (endpoint) return [{ name, type: 'PTR', data: `${hostOf(endpoint)}.${base}` }];
  }
  return [];
}
