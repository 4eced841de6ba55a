import { describe, expect, it } from 'vitest';
import { anonymous, followWrites, readyCluster } from '../../../testing/writes.ts';
import { deploymentOf } from '../../../testing/manifests.ts';
import { DEPLOYMENTS, EVENTS, PODS, REPLICA_SETS } from '../../api/resource.ts';
import { conditionOf } from './conditions.ts';

const MERGE = 'application/merge-patch+json';

describe('deployment', () => {
  it('makes a ReplicaSet, reports, and ends complete', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    const writes = followWrites(cluster, [DEPLOYMENTS, REPLICA_SETS, PODS, EVENTS]);
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 1 }));
    cluster.run(10_000);
    const own = anonymous(writes.take()).filter((l) => /Deployment|ReplicaSet|ADDED Pod|Scaling|SuccessfulCreate/.test(l)).map((l) => l.replace(/web-[0-9a-z]+(-\?)?/g, 'web-#$1'));
    // The ReplicaSet's controller moves before the Deployment's comes back to it.
    expect(own.filter((line) => !line.startsWith('EVENT')).slice(0, 6)).toEqual([
      'ADDED Deployment web', 'ADDED ReplicaSet web-#', 'status Deployment web', 'ADDED Pod web-#-?', 'status ReplicaSet web-#', 'status ReplicaSet web-#',
    ]);
    expect(own).toContain('EVENT Normal ScalingReplicaSet Scaled up replica set web-# from 0 to 1');
    const { status, metadata } = client.get(DEPLOYMENTS, 'web', 'default');
    expect(metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(status).toMatchObject({ observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, terminatingReplicas: 0 });
    expect(status).not.toHaveProperty('unavailableReplicas');
    expect(conditionOf(status, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    expect(conditionOf(status, 'Available')).toMatchObject({ status: 'True', message: 'Deployment has minimum availability.' });
    expect(cluster.errors).toEqual([]);
  });

  it('rolls within surge and unavailability, keeps revisions, and cleans up old ones', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 4, revisionHistoryLimit: 1 }));
    cluster.run(15_000);
    let most = 0, fewest = 99;
    for (const image of ['nginx:1.26', 'nginx:1.27']) {
      client.patch(DEPLOYMENTS, 'web', 'default', MERGE, { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } });
      for (let i = 0; i < 60; i++) {
        cluster.run(500);
        const { status } = client.get(DEPLOYMENTS, 'web', 'default');
        most = Math.max(most, status?.replicas ?? 0);
        fewest = Math.min(fewest, status?.availableReplicas ?? 0);
      }
    }
    expect(most).toBeLessThanOrEqual(5);
    expect(fewest).toBeGreaterThanOrEqual(3);
    const sets = client.list(REPLICA_SETS, 'default').items;
    expect(sets.map((s) => [s.metadata.annotations?.['deployment.kubernetes.io/revision'], s.spec?.replicas]).sort()).toEqual([['2', 0], ['3', 4]]);
  });

  it('counts on from the revision of a set that it adopts, 64 bits wide', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    const { spec } = deploymentOf('web', { replicas: 1 });
    client.create(REPLICA_SETS, {
      apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'old', namespace: 'default', labels: spec!.template.metadata!.labels!, annotations: { 'deployment.kubernetes.io/revision': '3546343826724305832' } },
      spec: { replicas: 1, selector: spec!.selector, template: { ...spec!.template, spec: { containers: [{ name: 'c', image: 'httpd' }] } } },
    });
    cluster.run(5000);
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 1 }));
    cluster.run(15_000);
    expect(client.get(DEPLOYMENTS, 'web', 'default').metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '3546343826724305833' });
    expect(client.get(REPLICA_SETS, 'old', 'default').spec!.replicas).toBe(0);
  });

  it('made anew just after it was scaled, notes the revision without a condition: its first status write is too late', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 1 }));
    cluster.run(10_000);
    const writes = followWrites(cluster, [DEPLOYMENTS, REPLICA_SETS]);
    const reasons = new Set<string>();
    client.patch(DEPLOYMENTS, 'web', 'default', MERGE, { spec: { replicas: 2, template: { spec: { containers: [{ name: 'c', image: 'nginx:2' }] } } } });
    for (let i = 0; i < 400; i++) {
      cluster.run(5);
      reasons.add(conditionOf(client.get(DEPLOYMENTS, 'web', 'default').status, 'Progressing')!.reason!);
    }
    expect(writes.take().filter((line) => line.startsWith('ADDED ReplicaSet'))).toHaveLength(1);
    expect(client.get(DEPLOYMENTS, 'web', 'default').metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '2' });
    expect([...reasons]).not.toContain('NewReplicaSetCreated');
  });

  it('spreads a change of size in proportion while it rolls, and does nothing while paused', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } }));
    cluster.run(20_000);
    client.patch(DEPLOYMENTS, 'web', 'default', MERGE, { spec: { template: { spec: { containers: [{ name: 'c', image: 'no/such:image', imagePullPolicy: 'Never' }] } } } });
    cluster.run(20_000);
    const sizes = (): number[] => [...client.list(REPLICA_SETS, 'default').items].sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1)).map((s) => s.spec!.replicas!).sort((a, b) => b - a);
    expect(sizes()).toEqual([8, 5]);
    client.patch(DEPLOYMENTS, 'web', 'default', MERGE, { spec: { replicas: 15 } });
    cluster.run(5_000);
    expect(sizes()).toEqual([11, 7]);
    client.patch(DEPLOYMENTS, 'web', 'default', MERGE, { spec: { paused: true } });
    cluster.run(2_000);
    expect(conditionOf(client.get(DEPLOYMENTS, 'web', 'default').status, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
  });

  it('says when it makes no progress', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 1, progressDeadlineSeconds: 10 }, { nodeSelector: { no: 'where' } }));
    cluster.run(30_000);
    expect(conditionOf(client.get(DEPLOYMENTS, 'web', 'default').status, 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  });

  it('with Recreate starts new pods only when no old one runs', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 2, strategy: { type: 'Recreate' } }));
    cluster.run(15_000);
    const old = new Set(client.list(PODS, 'default').items.map((p) => p.metadata.name));
    client.patch(DEPLOYMENTS, 'web', 'default', MERGE, { spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.26' }] } } } });
    let mixed = 0;
    for (let i = 0; i < 100; i++) {
      cluster.run(100);
      const names = client.list(PODS, 'default').items.filter((p) => p.status?.phase === 'Running' || p.status?.phase === 'Pending').map((p) => p.metadata.name);
      if (names.some((n) => old.has(n)) && names.some((n) => !old.has(n))) mixed++;
    }
    expect(mixed).toBe(0);
    expect(client.get(DEPLOYMENTS, 'web', 'default').status?.readyReplicas).toBe(2);
  });
});
