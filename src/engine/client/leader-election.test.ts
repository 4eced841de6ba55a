import { describe, expect, it } from 'vitest';
import { DEPLOYMENTS, EVENTS, LEASES, PODS } from '../api/resource.ts';
import type { Deployment, Lease } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { FAULTS } from '../faults/kind.ts';
import { parseTime } from '../kernel/time.ts';
import { readyCluster } from '../../testing/writes.ts';

const lease = (cluster: Cluster, name: string): NonNullable<Lease['spec']> => cluster.client().get(LEASES, name, 'kube-system').spec!;
const told = (cluster: Cluster): string[] => cluster.client().list(EVENTS, 'kube-system').items.filter((e) => e.reason === 'LeaderElection').map((e) => `${e.source!.component}: ${e.message!.replace(/_\S+/, '')}`);
const running = (cluster: Cluster, name: string): string[] => [...cluster.components].filter(([, c]) => c.name === name && c.running).map(([key]) => key);
const podsOf = (cluster: Cluster): string[] => cluster.client().list(PODS, 'default').items.map((p) => p.status?.phase ?? '');

function strike(cluster: Cluster, name: string, type: string, target: string, parameters?: Record<string, number>): void {
  cluster.client().create(FAULTS, { apiVersion: 'sandbox.bottleship.dev/v1alpha1', kind: 'Fault', metadata: { name }, spec: { type, target: { kind: 'Component', name: target }, parameters } });
  cluster.run(10);
  expect(cluster.client().get(FAULTS, name).status).toMatchObject({ phase: 'Active' });
}

function deploy(cluster: Cluster, name: string, replicas: number): void {
  const deployment: Deployment = {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] } } },
  };
  cluster.client().create(DEPLOYMENTS, deployment);
}

describe('one control plane', () => {
  it('keeps the Leases that a real one has', () => {
    const cluster = readyCluster();
    expect(lease(cluster, 'kube-scheduler')).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 0, holderIdentity: expect.stringMatching(/^controlplane_[0-9a-f-]{36}$/) as string });
    expect(told(cluster).sort()).toEqual(['default-scheduler: controlplane became leader', 'kube-controller-manager: controlplane became leader']);
    const before = lease(cluster, 'kube-controller-manager');
    cluster.run(60_000);
    const after = lease(cluster, 'kube-controller-manager');
    expect(after.acquireTime).toBe(before.acquireTime);
    expect(cluster.now - parseTime(after.renewTime!)).toBeLessThan(2001);
    const identity = cluster.client().list(LEASES, 'kube-system').items.filter((l) => /^apiserver-[a-z2-7]{26}$/.test(l.metadata.name!));
    expect(identity.map((l) => l.metadata.labels)).toEqual([{ 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': 'controlplane' }]);
  });

  it('comes to rest although Leases are renewed', () => {
    const cluster = readyCluster();
    deploy(cluster, 'web', 3);
    expect(cluster.settle(60_000)).toBe(true);
    expect(podsOf(cluster)).toEqual(['Running', 'Running', 'Running']);
  });

  it('waits for its own old Lease after a restart', () => {
    const cluster = readyCluster();
    strike(cluster, 'down', 'ComponentDown', 'kube-scheduler');
    deploy(cluster, 'web', 1);
    cluster.run(3000);
    cluster.client().delete(FAULTS, 'down');
    cluster.run(8000);
    expect(podsOf(cluster)).toEqual(['Pending']);
    expect(cluster.settle()).toBe(true);
    expect(podsOf(cluster)).toEqual(['Running']);
    expect(lease(cluster, 'kube-scheduler').leaseTransitions).toBe(1);
  });
});

describe('three control planes', () => {
  const options = { nodes: 3, controlPlanes: 3 } as const;

  it('have one leader of each', () => {
    const cluster = readyCluster(options);
    expect(running(cluster, 'kube-scheduler')).toEqual(['kube-scheduler-1']);
    expect(running(cluster, 'kube-controller-manager')).toEqual(['kube-controller-manager-1']);
    expect(cluster.client().list(LEASES, 'kube-system').items).toHaveLength(5);
  });

  it.each(['kube-scheduler-leader', 'kube-scheduler-1'])('hand over when %s is lost, and not before its Lease ran out', (target) => {
    const cluster = readyCluster(options);
    const renewed = parseTime(lease(cluster, 'kube-scheduler').renewTime!);
    strike(cluster, 'down', 'ComponentDown', target);
    deploy(cluster, 'web', 2);
    cluster.run(10_000);
    expect(podsOf(cluster)).toEqual(['Pending', 'Pending']);
    expect(cluster.settle()).toBe(true);
    expect(podsOf(cluster)).toEqual(['Running', 'Running']);
    const { acquireTime, holderIdentity, leaseTransitions } = lease(cluster, 'kube-scheduler');
    expect(leaseTransitions).toBe(1);
    expect(holderIdentity).toMatch(/^controlplane-[23]_/);
    expect(parseTime(acquireTime!) - renewed).toBeGreaterThanOrEqual(15_000);
    expect(parseTime(acquireTime!) - renewed).toBeLessThan(15_000 + 2 * 4_400);
    // The lost one comes back and stands by.
    cluster.client().delete(FAULTS, 'down');
    cluster.run(60_000);
    expect(running(cluster, 'kube-scheduler')).toHaveLength(1);
    expect(lease(cluster, 'kube-scheduler').holderIdentity).toBe(holderIdentity);
  });

  it('go on when a replica that does not lead is lost', () => {
    const cluster = readyCluster(options);
    strike(cluster, 'down', 'ComponentDown', 'kube-controller-manager-2');
    deploy(cluster, 'web', 2);
    cluster.run(5000);
    expect(podsOf(cluster)).toEqual(['Running', 'Running']);
  });

  it('run what runs, and start nothing, when all controller managers are lost', () => {
    const cluster = readyCluster(options);
    deploy(cluster, 'web', 2);
    cluster.settle();
    strike(cluster, 'down', 'ComponentDown', 'kube-controller-manager');
    deploy(cluster, 'late', 2);
    cluster.run(120_000);
    expect(podsOf(cluster)).toEqual(['Running', 'Running']);
    cluster.client().delete(FAULTS, 'down');
    cluster.settle();
    expect(podsOf(cluster)).toEqual(['Running', 'Running', 'Running', 'Running']);
  });

  it('answer as long as one API server and a majority of etcd are there', () => {
    const cluster = readyCluster(options);
    strike(cluster, 'a', 'ComponentDown', 'kube-apiserver-1');
    strike(cluster, 'b', 'ComponentDown', 'kube-apiserver-2');
    strike(cluster, 'c', 'ComponentDown', 'etcd-2');
    expect(podsOf(cluster)).toEqual([]);
    strike(cluster, 'd', 'ComponentDown', 'etcd-3');
    expect(() => podsOf(cluster)).toThrow('etcdserver: no leader');
    cluster.client().delete(FAULTS, 'd');
    cluster.run(10);
    expect(podsOf(cluster)).toEqual([]);
    strike(cluster, 'e', 'ComponentDown', 'kube-apiserver-3');
    expect(() => podsOf(cluster)).toThrow('the server is currently unable to handle the request');
  });

  it('end the leader that cannot renew, and elect again', () => {
    const cluster = readyCluster(options);
    strike(cluster, 'down', 'ComponentDown', 'etcd');
    cluster.run(30_000);
    expect(running(cluster, 'kube-scheduler')).toEqual([]);
    cluster.client().delete(FAULTS, 'down');
    expect(cluster.settle()).toBe(true);
    expect(running(cluster, 'kube-scheduler')).toHaveLength(1);
    expect(cluster.errors).toEqual([]);
  });

  it('have replicas that can be slowed and cut off one by one', () => {
    const cluster = readyCluster(options);
    strike(cluster, 'slow', 'ComponentSlow', 'kube-scheduler-leader', { ms: 700 });
    strike(cluster, 'stale', 'StaleWatch', 'kube-controller-manager-2', { seconds: 30 });
    expect([...cluster.components].filter(([, c]) => c.slowMs > 0).map(([key]) => key)).toEqual(['kube-scheduler-1']);
    deploy(cluster, 'web', 1);
    cluster.run(600);
    expect(podsOf(cluster)).toEqual(['Pending']);
    cluster.run(5000);
    expect(podsOf(cluster)).toEqual(['Running']);
  });

  it('replace a leader that is too slow to renew', () => {
    const cluster = readyCluster(options);
    strike(cluster, 'slow', 'ComponentSlow', 'kube-scheduler-1', { ms: 11_000 });
    cluster.run(120_000);
    expect(running(cluster, 'kube-scheduler')).toHaveLength(1);
    expect(running(cluster, 'kube-scheduler')).not.toContain('kube-scheduler-1');
    expect(told(cluster)).toContain('default-scheduler: controlplane-1 stopped leading');
  });

  it('name what there is when a target is none of it', () => {
    const cluster = readyCluster(options);
    cluster.client().create(FAULTS, { apiVersion: 'sandbox.bottleship.dev/v1alpha1', kind: 'Fault', metadata: { name: 'no' }, spec: { type: 'ComponentDown', target: { kind: 'Component', name: 'kube-scheduler-4' } } });
    cluster.run(10);
    expect(cluster.client().get(FAULTS, 'no').status).toMatchObject({ phase: 'Failed', message: expect.stringContaining('no component "kube-scheduler-4"; there are ') as string });
  });

  it('are the same bytes for the same seed, however they are run', () => {
    const whole = readyCluster({ ...options, seed: 5 }), sliced = readyCluster({ ...options, seed: 5 });
    for (const cluster of [whole, sliced]) strike(cluster, 'down', 'ComponentDown', 'kube-scheduler-leader');
    whole.run(61_234);
    for (let i = 0; i < 61_234; i += 1117) sliced.run(Math.min(1117, 61_234 - i));
    expect(sliced.digest()).toBe(whole.digest());
  });
});
