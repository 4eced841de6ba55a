/** Same version, seed and journal: same bytes. */
import { describe, expect, test } from 'vitest';
import { DEPLOYMENTS, type Resource } from '../engine/api/resource.ts';
import type { ApiRequest } from '../engine/api/api.ts';
import type { Deployment } from '../engine/api/types.ts';
import { SYSTEM_ADMIN } from '../engine/client/client.ts';
import { Cluster, replay, type ClusterOptions } from '../engine/cluster/cluster.ts';
import { FAULTS } from '../engine/faults/kind.ts';

const deployment = (name: string, replicas: number): Deployment => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' },
  spec: {
    replicas, selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] } },
  },
});

const request = (verb: 'create' | 'delete', resource: Resource<never> | Resource, namespace: string | undefined, name: string | undefined, body?: unknown): ApiRequest =>
  ({ verb, resource, namespace, name, body, options: { fieldManager: 'test' }, user: SYSTEM_ADMIN, untyped: true });

/** A story with inputs at odd moments: a rollout, a dead machine, a healed one. */
function play(options: ClusterOptions, prepare: (cluster: Cluster) => void = () => {}): Cluster {
  const cluster = new Cluster(options);
  prepare(cluster);
  cluster.run(1234);
  cluster.outside.handle(request('create', DEPLOYMENTS as Resource, 'default', undefined, deployment('web', 5)));
  cluster.run(2501);
  cluster.addMachine();
  cluster.outside.handle(request('create', FAULTS as unknown as Resource, undefined, undefined, {
    apiVersion: 'sandbox.bottleship.dev/v1alpha1', kind: 'Fault', metadata: { name: 'crash' }, spec: { type: 'NodeCrash', target: { kind: 'Node', name: 'node-2' } },
  }));
  cluster.run(400_000);
  cluster.outside.handle(request('delete', FAULTS as unknown as Resource, undefined, 'crash'));
  cluster.run(60_000);
  return cluster;
}

describe('determinism', () => {
  test('the same seed and inputs give the same bytes', () => {
    expect(play({ seed: 7 }).digest()).toBe(play({ seed: 7 }).digest());
  });

  test('another seed gives other bytes', () => {
    expect(play({ seed: 7 }).digest()).not.toBe(play({ seed: 8 }).digest());
  });

  test('the journal replays the run', () => {
    const first = play({ seed: 3 });
    const journal = JSON.parse(JSON.stringify(first.journal)) as typeof first.journal;
    const again = replay({ seed: 3 }, journal);
    again.run(60_000);
    expect(again.now).toBe(first.now);
    expect(again.digest()).toBe(first.digest());
  });

  test('running in slices is running at once', () => {
    const whole = new Cluster({ seed: 5 }), sliced = new Cluster({ seed: 5 });
    whole.run(120_000);
    const until = sliced.now + 120_000;
    while (sliced.now < until) sliced.kernel.run(Math.min(until, sliced.now + 777), 3);
    expect(sliced.digest()).toBe(whole.digest());
  });

  test('a watcher from outside leaves no mark on the run', () => {
    const plain = play({ seed: 9 });
    let seen = 0;
    const cluster = play({ seed: 9 }, ({ outside }) => { outside.watch({ resource: DEPLOYMENTS, user: SYSTEM_ADMIN, deliver: (events) => { seen += events.length; } }); });
    expect(seen).toBeGreaterThan(0);
    expect(cluster.digest()).toBe(plain.digest());
  });
});
