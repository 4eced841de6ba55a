import { expect, test } from 'vitest';
import { DEPLOYMENTS, NODES, PODS, type Resource } from '../api/resource.ts';
import { SYSTEM_ADMIN } from '../client/client.ts';
import type { Pod } from '../api/types.ts';
import { FAULTS } from '../faults/kind.ts';
import { Cluster } from './cluster.ts';
import { why } from './why.ts';

function sailed(): { cluster: Cluster; pods: readonly Pod[] } {
  const cluster = new Cluster({ seed: 3 });
  cluster.run(2000);
  const create = (resource: unknown, namespace: string | undefined, body: unknown): unknown =>
    cluster.outside.handle({ verb: 'create', resource: resource as Resource, namespace, name: undefined, body, options: { fieldManager: 'test' }, user: SYSTEM_ADMIN, untyped: true });
  const spec = { containers: [{ name: 'c', image: 'nginx' }] };
  create(DEPLOYMENTS, 'default', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec } } });
  create(PODS, 'default', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'huge' }, spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '99' } } }] } });
  cluster.run(20_000);
  create(FAULTS, undefined, { apiVersion: 'sandbox.bottleship.dev/v1alpha1', kind: 'Fault', metadata: { name: 'dark' }, spec: { type: 'NodeCrash', target: { kind: 'Node', name: 'node-1' } } });
  // Long enough that the store has forgotten the first writes.
  cluster.run(900_000);
  return { cluster, pods: cluster.server.list<Pod>({ verb: 'list', resource: PODS as Resource, namespace: 'default', name: undefined, options: {}, user: SYSTEM_ADMIN }).items };
}

test('why: causes back to a person, effects onwards, and the word on every node', () => {
  const { cluster, pods } = sailed();
  const web = why(cluster, { ...DEPLOYMENTS, namespace: 'default', name: 'web' })!;
  // The pods that node-1 lost are why the Deployment was last written.
  expect(web.chain.map((e) => `${e.actor} ${e.act}`)).toEqual(expect.arrayContaining(['taint-eviction-controller reconcile', 'replicaset-controller reconcile', 'default-scheduler schedule']));
  expect(web.effects.filter((e) => e.act === 'create' && e.subject.startsWith('replicasets.apps/'))).toHaveLength(1);
  expect(web.effects.filter((e) => e.act === 'create' && e.subject.startsWith('pods/default/web-')).length).toBeGreaterThanOrEqual(2);
  expect(web.attempts).toBeUndefined();

  const huge = why(cluster, { ...PODS, namespace: 'default', name: 'huge' })!;
  expect(huge.attempts![0]).toMatchObject({ node: '', message: expect.stringContaining('Insufficient cpu') as string });
  expect(huge.attempts![0]!.verdicts!.map((v) => v.refusal?.reasons.length)).not.toContain(undefined);

  const placed = pods.find((p) => p.metadata.name!.startsWith('web-'))!;
  const attempt = why(cluster, { ...PODS, namespace: 'default', name: placed.metadata.name! })!.attempts![0]!;
  expect(attempt.node).toBe(placed.spec!.nodeName);

  const node = why(cluster, { ...NODES, name: 'node-1' })!;
  expect(node.chain.length).toBeGreaterThan(0);
  expect(why(cluster, { ...PODS, namespace: 'default', name: 'none' })).toBeUndefined();
});
