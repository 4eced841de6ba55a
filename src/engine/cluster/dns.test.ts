import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Service } from '../api/types.ts';
import { dnsRecords, searched, type RecordType } from './dns.ts';

const service = (name: string, spec: Service['spec']): Service => ({ metadata: { name, namespace: 'shop' }, spec });
const services = [
  service('web', { clusterIP: '10.96.0.7', ports: [{ name: 'http', port: 80 }] }),
  service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432 }] }),
  service('ext', { type: 'ExternalName', externalName: 'foo.example.com' }),
];
const slice = {
  metadata: { name: 'db-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } }, addressType: 'IPv4', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
  endpoints: [{ addresses: ['10.244.1.5'], hostname: 'db-0' }, { addresses: ['10.244.2.5'], conditions: { ready: false } }, { addresses: ['10.244.3.5'] }],
} as EndpointSlice;
const rules = { services: () => services, service: (namespace: string, name: string) => services.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name), slices: () => [slice] };
const data = (name: string, type: RecordType = 'A'): string[] => dnsRecords(rules, name, type).map((record) => record.data);

describe("the cluster's DNS", () => {
  it('knows Services by their address, headless ones by those of their ready endpoints', () => {
    expect(data('web.shop.svc.cluster.local')).toEqual(['10.96.0.7']);
    expect(data('db.shop.svc.cluster.local')).toEqual(['10.244.1.5', '10.244.3.5']);
    expect(data('db-0.db.shop.svc.cluster.local')).toEqual(['10.244.1.5']);
    expect(data('10-244-3-5.db.shop.svc.cluster.local')).toEqual(['10.244.3.5']);
    expect(data('db-0.web.shop.svc.cluster.local')).toEqual([]);
    expect(data('10-244-1-5.shop.pod.cluster.local')).toEqual(['10.244.1.5']);
    expect(data('web.shop')).toEqual([]);
  });

  it('knows ports, aliases and names of addresses', () => {
    expect(data('_http._tcp.web.shop.svc.cluster.local', 'SRV')).toEqual(['0 100 80 web.shop.svc.cluster.local.']);
    expect(data('_sql._tcp.db.shop.svc.cluster.local', 'SRV')).toEqual(['0 100 5432 db-0.db.shop.svc.cluster.local.', '0 100 5432 10-244-3-5.db.shop.svc.cluster.local.']);
    expect(data('ext.shop.svc.cluster.local', 'CNAME')).toEqual(['foo.example.com.']);
    expect(data('7.0.96.10.in-addr.arpa', 'PTR')).toEqual(['web.shop.svc.cluster.local.']);
    expect(data('5.1.244.10.in-addr.arpa', 'PTR')).toEqual(['db-0.db.shop.svc.cluster.local.']);
  });

  it('is asked for short names in the places that a pod searches', () => {
    expect(searched('web', 'shop')).toEqual(['web.shop.svc.cluster.local', 'web.svc.cluster.local', 'web.cluster.local', 'web']);
    expect(searched('web.', 'shop')).toEqual(['web']);
  });
});
