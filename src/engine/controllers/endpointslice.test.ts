import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { DEPLOYMENTS, ENDPOINT_SLICES, ENDPOINTS, PODS, SERVICES } from '../api/resource.ts';
import type { Endpoint, EndpointSlice, Service } from '../api/types.ts';
import { endpointKey, reconcileSlices, type SliceTemplate } from './support/slice-reconcile.ts';

const serviceOf = (name: string, spec: object): Service => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default', labels: { app: name } }, spec: { ports: [{ port: 80 }], ...spec } } as Service);

describe('endpoints', () => {
  it('follow the pods of a Service: ready, terminating, gone', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 2 }, { terminationGracePeriodSeconds: 30 }));
    client.create(SERVICES, serviceOf('web', { selector: { app: 'web' } }));
    cluster.run(1);
    cluster.run(10_000);
    const slice = (): EndpointSlice => client.list(ENDPOINT_SLICES, 'default').items.find((s) => s.metadata.labels?.['kubernetes.io/service-name'] === 'web')!;
    expect(slice().metadata.labels).toEqual({ app: 'web', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io', 'kubernetes.io/service-name': 'web' });
    expect(slice().ports).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
    expect(slice().endpoints!.map((e) => e.conditions)).toEqual([{ ready: true, serving: true, terminating: false }, { ready: true, serving: true, terminating: false }]);
    const endpoints = client.get(ENDPOINTS, 'web', 'default');
    expect(endpoints.metadata.labels).toEqual({ app: 'web', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
    expect(endpoints.subsets![0].addresses!.map((a) => a.ip)).toEqual(client.list(PODS, 'default').items.map((p) => p.status!.podIP).sort());
    client.delete(PODS, client.list(PODS, 'default').items[0].metadata.name!, 'default');
    cluster.run(20);
    expect(slice().endpoints!.filter((e) => e.conditions!.terminating)).toHaveLength(1);
    expect(client.get(ENDPOINTS, 'web', 'default').subsets![0].addresses).toHaveLength(1);
    expect(slice().metadata.annotations).toBeUndefined();
    cluster.run(60_000);
    expect(slice().endpoints!.map((e) => e.conditions!.ready)).toEqual([true, true]);
    client.delete(SERVICES, 'web', 'default');
    cluster.run(2000);
    expect(client.list(ENDPOINT_SLICES, 'default').items.filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === 'web')).toEqual([]);
  });

  it('of a Service that selects nothing are an empty slice, and hand-made ones are mirrored', () => {
    const cluster = readyCluster({ nodes: 0 });
    const client = cluster.client();
    client.create(SERVICES, serviceOf('none', { selector: { app: 'none' } }));
    client.create(SERVICES, serviceOf('own', {}));
    client.create(ENDPOINTS, { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'own', namespace: 'default' }, subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 9 }] }] });
    cluster.run(2000);
    const of = (name: string): EndpointSlice[] => client.list(ENDPOINT_SLICES, 'default').items.filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === name);
    expect(of('none').map((s) => [s.endpoints, s.ports])).toEqual([[null, null]]);
    expect(of('own').map((s) => [s.metadata.labels?.['endpointslice.kubernetes.io/managed-by'], s.endpoints])).toEqual([['endpointslicemirroring-controller.k8s.io', [{ addresses: ['192.0.2.7'], conditions: { ready: true } }]]]);
  });
});

describe('slices', () => {
  const endpoint = (n: number): Endpoint => ({ addresses: [`10.0.0.${n}`], targetRef: { uid: String(n) } });
  const wanted = (...ns: number[]) => new Map([['', { ports: [], endpoints: new Map(ns.map((n) => [endpointKey(endpoint(n)), endpoint(n)])) }]]);
  const template: SliceTemplate = { maxEndpoints: 3, placeholder: true, make: () => ({ addressType: 'IPv4', endpoints: [], metadata: { generateName: 's-' } }), relabel: (s) => s };
  const slice = (name: string, ...ns: number[]): EndpointSlice => ({ addressType: 'IPv4', metadata: { name }, endpoints: ns.map(endpoint) });
  const shape = (s: readonly EndpointSlice[]): [string | undefined, (string | undefined)[]][] => s.map((x) => [x.metadata.name, x.endpoints!.map((e) => e.targetRef?.uid)]);

  it('fill up before more are made', () => {
    const changes = reconcileSlices([slice('a', 1, 2)], wanted(1, 2, 3, 4), template);
    expect(shape(changes.update)).toEqual([]);
    expect(shape(changes.create)).toEqual([[undefined, ['3', '4']]]);
    expect(shape(reconcileSlices([slice('a', 1, 2)], wanted(1, 2, 3), template).update)).toEqual([['a', ['1', '2', '3']]]);
  });
  it('that would be deleted are rewritten when another is needed', () => {
    const changes = reconcileSlices([slice('a', 1)], wanted(2), template);
    expect([shape(changes.create), shape(changes.delete)]).toEqual([[], []]);
    expect(shape(changes.update)).toEqual([['a', ['2']]]);
  });
  it('that are right are left alone', () => {
    const changes = reconcileSlices([slice('a', 1, 2)], wanted(1, 2), template);
    expect([changes.create, changes.update, changes.delete]).toEqual([[], [], []]);
  });
});
