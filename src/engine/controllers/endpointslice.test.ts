import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { DEPLOYMENTS, ENDPOINT_SLICES, ENDPOINTS, EVENTS, NODES, PODS, SERVICES } from '../api/resource.ts';
import type { Cluster } from '../cluster/cluster.ts';
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

describe('topology hints', () => {
  const MODE = 'service.kubernetes.io/topology-mode';
  const auto = (): Service => { const service = serviceOf('web', { selector: { app: 'web' } }); return { ...service, metadata: { ...service.metadata, annotations: { [MODE]: 'Auto' } } }; };
  const told = (cluster: Cluster): string[] => cluster.client().list(EVENTS, 'default').items.filter((e) => e.involvedObject.kind === 'Service').map((e) => `${e.type} ${e.reason} ${e.message}`);
  const zonesOf = (cluster: Cluster): string[] => cluster.client().list(ENDPOINT_SLICES, 'default').items.filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === 'web')
    .flatMap((s) => (s.endpoints ?? []).map((e) => `${e.zone} for ${e.hints?.forZones?.map((z) => z.name).join() ?? 'all'}`)).sort();

  it('are given by the zones\' shares of CPU, and taken back with the annotation', () => {
    const cluster = readyCluster({ nodes: 4 });
    const client = cluster.client();
    const zones = ['a', 'a', 'b', 'b'];
    for (const [i, zone] of zones.entries()) client.patch(NODES, `node-${i + 1}`, undefined, 'application/merge-patch+json', { metadata: { labels: { 'topology.kubernetes.io/zone': zone } } });
    const only = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }] }] } };
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 4 }, { affinity: { nodeAffinity: only } }));
    cluster.run(15_000);
    client.create(SERVICES, auto());
    cluster.run(5000);
    expect(zonesOf(cluster)).toEqual(['a for a', 'a for a', 'a for b', 'a for b']);
    expect(told(cluster)).toEqual(['Normal TopologyAwareHintsEnabled Topology Aware Hints has been enabled, addressType: IPv4']);
    client.patch(SERVICES, 'web', 'default', 'application/merge-patch+json', { metadata: { annotations: { [MODE]: null } } });
    cluster.run(5000);
    expect(zonesOf(cluster)).toEqual(['a for all', 'a for all', 'a for all', 'a for all']);
    expect(told(cluster).at(-1)).toBe('Warning TopologyAwareHintsDisabled Topology Aware Hints has been disabled, addressType: IPv4');
  });

  it('are not given where nodes have no zones, or endpoints are too few', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 1 }));
    client.create(SERVICES, auto());
    cluster.run(5000);
    expect(new Set(told(cluster))).toEqual(new Set(['Warning TopologyAwareHintsDisabled Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4']));
    for (const n of [1, 2, 3]) client.patch(NODES, `node-${n}`, undefined, 'application/merge-patch+json', { metadata: { labels: { 'topology.kubernetes.io/zone': `z${n}` } } });
    client.patch(DEPLOYMENTS, 'web', 'default', 'application/merge-patch+json', { spec: { replicas: 2 } });
    cluster.run(5000);
    expect(told(cluster).at(-1)).toBe('Warning TopologyAwareHintsDisabled Insufficient number of endpoints (2 endpoints, 3 zones), addressType: IPv4');
    expect(zonesOf(cluster).every((text) => text.endsWith('for all'))).toBe(true);
  });

  it('leave out pods whose node is not there, and say so', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 3 }));
    client.create(SERVICES, serviceOf('web', { selector: { app: 'web' } }));
    cluster.run(10_000);
    const gone = client.list(PODS, 'default').items[0]!;
    cluster.machines.get(gone.spec!.nodeName!)!.powerOff();
    client.delete(NODES, gone.spec!.nodeName!);
    cluster.run(10);
    client.patch(SERVICES, 'web', 'default', 'application/merge-patch+json', { metadata: { labels: { touched: 'yes' } } });
    cluster.run(100);
    expect(zonesOf(cluster).length).toBeLessThan(3);
    expect(told(cluster)[0]).toContain(`Warning FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service default/web: `);
    expect(told(cluster)[0]).toContain(`skipping Pod ${gone.metadata.name} for Service default/web: Node ${gone.spec!.nodeName} Not Found`);
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
