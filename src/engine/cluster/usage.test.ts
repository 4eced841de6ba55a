import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { API_SERVICES, CUSTOM_RESOURCE_DEFINITIONS, DEPLOYMENTS, PODS, SERVICES } from '../api/resource.ts';
import { NODE_METRICS, POD_METRICS } from '../api/metrics.ts';
import { quantityMilliValue } from '../api/quantity.ts';
import type { APIService } from '../api/types.ts';
import type { Cluster } from './cluster.ts';

const available = (cluster: Cluster, name: string) => (cluster.client().get(API_SERVICES, name) as APIService).status?.conditions?.[0];
const service = (name: string, namespace = 'default') => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: { app: name }, ports: [{ port: 80 }] } });
const millis = (cluster: Cluster, selector: string): number[] => cluster.client().list(POD_METRICS, 'default', { labelSelector: selector }).items.map((pod) => quantityMilliValue(pod.containers[0]!.usage['cpu']!));

describe('what pods use', () => {
  it('follows the requests that they get, shared by those that are ready', () => {
    const cluster = readyCluster({ nodes: 2, metrics: true });
    const client = cluster.client();
    client.create(SERVICES, service('api'));
    client.create(DEPLOYMENTS, deploymentOf('api', { replicas: 1 }, { containers: [{ name: 'c', image: 'registry.k8s.io/hpa-example', resources: { limits: { cpu: '500m' } } }] }));
    cluster.run(10_000);
    expect(millis(cluster, 'app=api')).toEqual([]); // not asked twice yet
    cluster.run(30_000);
    expect(millis(cluster, 'app=api')).toEqual([1]);
    client.create(PODS, { metadata: { name: 'load', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'busybox', args: ['sh', '-c', 'while sleep 0.01; do wget -q -O- http://api; done'] }] } });
    cluster.run(30_000);
    expect(millis(cluster, 'app=api')).toEqual([500]); // its limit
    client.patch(DEPLOYMENTS, 'api', 'default', 'application/merge-patch+json', { spec: { replicas: 4 } });
    cluster.run(40_000);
    const [one, ...others] = millis(cluster, 'app=api');
    expect(one).toBeGreaterThan(200);
    expect(others).toEqual([one, one, one]);
    expect(cluster.client().list(NODE_METRICS, undefined).items.reduce((sum, node) => sum + quantityMilliValue(node.usage['cpu']!), 0)).toBeGreaterThan(4 * one!);
    client.delete(PODS, 'load', 'default', { gracePeriodSeconds: 0 });
    cluster.run(5000);
    expect(millis(cluster, 'app=api')).toEqual([1, 1, 1, 1]);
  });

  it('asking changes nothing', () => {
    const run = (ask: boolean): string => {
      const cluster = readyCluster({ nodes: 2, metrics: true });
      cluster.client().create(DEPLOYMENTS, deploymentOf('web', { replicas: 2 }));
      for (let i = 0; i < 10; i++) { cluster.run(5000); if (ask) cluster.client().list(POD_METRICS, 'default'); }
      return cluster.digest();
    };
    expect(run(true)).toBe(run(false));
  });
});

describe('APIServices', () => {
  it('own groups are local; a metrics server that is installed is asked from the moment it has endpoints', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    expect(available(cluster, 'v1.apps')).toMatchObject({ type: 'Available', status: 'True', reason: 'Local' });
    expect(() => client.list(POD_METRICS, 'default')).toThrow('the server could not find the requested resource');
    client.create(API_SERVICES, {
      metadata: { name: 'v1beta1.metrics.k8s.io' }, spec: { group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, service: { name: 'metrics-server', namespace: 'kube-system' } },
    } as APIService);
    cluster.run(1000);
    expect(available(cluster, 'v1beta1.metrics.k8s.io')).toMatchObject({ status: 'False', reason: 'ServiceNotFound', message: 'service/metrics-server in "kube-system" is not present' });
    client.create(SERVICES, service('metrics-server', 'kube-system'));
    const deployment = deploymentOf('metrics-server', { replicas: 1 });
    client.create(DEPLOYMENTS, { ...deployment, metadata: { ...deployment.metadata, namespace: 'kube-system' } });
    cluster.run(15_000);
    expect(available(cluster, 'v1beta1.metrics.k8s.io')).toMatchObject({ status: 'True', reason: 'Passed' });
    expect(client.list(NODE_METRICS, undefined).items).toHaveLength(3);
    client.delete(API_SERVICES, 'v1beta1.metrics.k8s.io');
    expect(() => client.list(POD_METRICS, 'default')).toThrow('the server could not find the requested resource');
  });

  it('a custom group has one for each version that is served', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    const version = (name: string, served: boolean) => ({ name, served, storage: name === 'v1', schema: { openAPIV3Schema: { type: 'object' } } });
    client.create(CUSTOM_RESOURCE_DEFINITIONS, {
      metadata: { name: 'things.example.com' }, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' }, versions: [version('v1', true), version('v1beta1', false)] },
    } as never);
    cluster.run(1000);
    expect(client.get(API_SERVICES, 'v1.example.com')).toMatchObject({ metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'true' } }, spec: { groupPriorityMinimum: 1000, versionPriority: 100 } });
    expect(() => client.get(API_SERVICES, 'v1beta1.example.com')).toThrow('not found');
    client.delete(CUSTOM_RESOURCE_DEFINITIONS, 'things.example.com');
    cluster.run(1000);
    expect(() => client.get(API_SERVICES, 'v1.example.com')).toThrow('not found');
  });
});
