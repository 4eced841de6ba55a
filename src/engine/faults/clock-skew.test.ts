import { expect, it } from 'vitest';
import { readyCluster } from '../../testing/writes.ts';
import { EVENTS, LEASES, NODES, PODS } from '../api/resource.ts';
import type { Pod } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { parseTime } from '../kernel/time.ts';
import { FAULTS } from './kind.ts';

function skew(cluster: Cluster, direction: 'ahead' | 'behind', seconds: number): () => void {
  cluster.client().create(FAULTS, { metadata: { name: 'skew' }, spec: { type: 'ClockSkew', target: { kind: 'Node', name: 'node-1' }, parameters: { direction, seconds } } });
  cluster.run(100);
  return () => { cluster.client().delete(FAULTS, 'skew'); cluster.run(100); };
}
/** How the node was, second by second. */
function readiness(cluster: Cluster, seconds: number): string[] {
  const seen: string[] = [];
  for (let i = 0; i < seconds; i++) {
    cluster.run(1000);
    seen.push(cluster.client().get(NODES, 'node-1').status!.conditions!.find((c) => c.type === 'Ready')!.status);
  }
  return seen;
}

it('a clock that is set back makes the node silent until it has caught up; the kubelet contradicts each time', () => {
  const cluster = readyCluster({ nodes: 2 });
  cluster.run(60_000);
  skew(cluster, 'behind', 200);
  const silences = (): number => cluster.client().list(EVENTS).items.filter((e) => e.reason === 'NodeNotReady' && e.involvedObject.name === 'node-1').reduce((n, e) => n + e.count!, 0);
  cluster.run(40_000);
  expect(silences()).toBe(0);
  cluster.run(20_000);
  expect(silences()).toBe(1);
  cluster.run(130_000);
  expect(silences()).toBe(3);
  // Its Lease is as late as its clock, and renewed again once it is newer than the last one before.
  cluster.run(30_000);
  expect(new Set(readiness(cluster, 120))).toEqual(new Set(['True']));
  const lease = cluster.client().get(LEASES, 'node-1', 'kube-node-lease');
  expect((cluster.now - parseTime(lease.spec!.renewTime!)) / 1000).toBeGreaterThan(195);
});

it('a clock that is ahead harms nothing, and what it writes lies in the future', () => {
  const cluster = readyCluster({ nodes: 2 });
  cluster.run(60_000);
  const heal = skew(cluster, 'ahead', 3600);
  expect(new Set(readiness(cluster, 120))).toEqual(new Set(['True']));
  cluster.client().create(PODS, { metadata: { name: 'web', namespace: 'default' }, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }] } } as Pod);
  cluster.run(20_000);
  const ahead = (time: string | undefined): number => Math.round((parseTime(time!) - cluster.now) / 60_000);
  const started = (): string | undefined => cluster.findPod('default', 'web')!.status!.containerStatuses![0]!.state!.running!.startedAt;
  expect(ahead(cluster.findPod('default', 'web')!.status!.startTime)).toBe(60);
  expect(ahead(started())).toBe(60);
  expect(ahead(cluster.client().list(EVENTS).items.find((e) => e.reason === 'Started')!.lastTimestamp!)).toBe(60);
  // What was written keeps its time when the clock is right again.
  const before = started();
  heal();
  cluster.run(10_000);
  expect(started()).toBe(before);
  expect(cluster.errors).toEqual([]);
});
