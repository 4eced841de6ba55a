import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { PODS, REPLICA_SETS } from '../api/resource.ts';
import type { Pod, ReplicaSet } from '../api/types.ts';
import { parseTime } from '../kernel/time.ts';
import { podsToDelete } from './support/ranking.ts';

const setOf = (name: string, replicas: number): ReplicaSet => {
  const { spec, metadata } = deploymentOf(name);
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { ...spec!, replicas } } as ReplicaSet;
};

describe('replicaset', () => {
  it('adopts matching orphans, replaces what is gone, releases what no longer matches', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stray', namespace: 'default', labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    cluster.run(1000);
    const set = client.create(REPLICA_SETS, setOf('web', 2));
    cluster.run(8000);
    const owned = (): Pod[] => client.list(PODS, 'default').items.filter((p) => p.metadata.ownerReferences?.some((r) => r.uid === set.metadata.uid));
    expect(owned().map((p) => p.metadata.name)).toContain('stray');
    expect(owned()).toHaveLength(2);
    client.patch(PODS, 'stray', 'default', 'application/merge-patch+json', { metadata: { labels: { app: 'other' } } });
    cluster.run(8000);
    expect(owned().map((p) => p.metadata.name)).not.toContain('stray');
    expect(client.get(PODS, 'stray', 'default').metadata.ownerReferences ?? []).toEqual([]);
    expect(client.get(REPLICA_SETS, 'web', 'default').status).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2, fullyLabeledReplicas: 2, terminatingReplicas: 0 });
  });

  it('waits minReadySeconds before a pod counts as available', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    const set = setOf('web', 1);
    client.create(REPLICA_SETS, { ...set, spec: { ...set.spec!, minReadySeconds: 20 } });
    cluster.run(15_000);
    expect(client.get(REPLICA_SETS, 'web', 'default').status?.readyReplicas).toBe(1);
    expect(client.get(REPLICA_SETS, 'web', 'default').status?.availableReplicas).toBeUndefined();
    cluster.run(20_000);
    expect(client.get(REPLICA_SETS, 'web', 'default').status?.availableReplicas).toBe(1);
  });
});

describe('which pods go first', () => {
  const at = '2026-01-01T00:00:00Z';
  const pod = (name: string, over: Partial<Pod['spec'] & object> = {}, ready = true, annotations = {}): Pod => ({
    metadata: { name, uid: name, creationTimestamp: at, annotations }, spec: { containers: [], nodeName: 'a', ...over },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at }] },
  } as Pod);
  const first = (...pods: Pod[]): string => podsToDelete(pods, pods, 1, parseTime('2026-01-01T01:00:00Z'))[0].metadata.name!;
  it('the unscheduled', () => { expect(first(pod('a'), pod('b', { nodeName: '' }))).toBe('b'); });
  it('the one that is not ready', () => { expect(first(pod('a'), pod('b', {}, false))).toBe('b'); });
  it('the cheap one', () => { expect(first(pod('a'), pod('b', {}, true, { 'controller.kubernetes.io/pod-deletion-cost': '-5' }))).toBe('b'); });
  it('the one on the crowded node', () => { expect(first(pod('a', { nodeName: 'lone' }), pod('b'), pod('c'))).not.toBe('a'); });
});
