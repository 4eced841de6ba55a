import { expect, it } from 'vitest';
import { Host } from '../../bridge/host.ts';
import { pageEngine } from '../../bridge/pageEngine.ts';
import { TestClockwork } from '../../bridge/TestClockwork.ts';
import { Mirror } from './Mirror.ts';

function start(nodes = 3): { host: Host; clockwork: TestClockwork; mirror: Mirror; answer: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: string }> } {
  const clockwork = new TestClockwork();
  const mirror = new Mirror();
  let waiting: ((answer: { status: number; body: string }) => void) | undefined;
  const host: Host = new Host(pageEngine({ seed: 1, nodes }), (message) => {
    if (message.type === 'batch') { mirror.apply(message); host.on({ type: 'taken' }); }
    if (message.type === 'answer') waiting?.(message.answer);
  }, clockwork);
  const answer = (method: string, path: string, body?: unknown): Promise<{ status: number; body: string }> => {
    const promise = new Promise<{ status: number; body: string }>((settle) => { waiting = settle; });
    host.on({ type: 'request', id: 1, method, path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return promise;
  };
  return { host, clockwork, mirror, answer };
}

const DEPLOYMENT = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'nginx:1.27', resources: { requests: { cpu: '250m', memory: '64Mi' } } }] } } },
};

it('mirrors what the API server has: pods on nodes, owners, capacity, and their end', async () => {
  const { host, clockwork, mirror, answer } = start();
  host.on({ type: 'advance', id: 1, seconds: 10 });
  clockwork.runUntil(500);
  expect(await answer('POST', '/apis/apps/v1/namespaces/default/deployments', DEPLOYMENT)).toMatchObject({ status: 201 });
  host.on({ type: 'advance', id: 2, seconds: 60 });
  clockwork.runUntil(3000);
  const web = mirror.find('Deployment', 'default', 'web');
  expect([mirror.text(mirror.tables.workloads.get(web, 'status')), mirror.tables.workloads.get(web, 'ready')]).toEqual(['Ready', 4]);
  const { pods, nodes } = mirror.tables;
  const alive = Array.from({ length: pods.length }, (_, slot) => slot).filter((slot) => pods.get(slot, 'state') !== 0);
  expect(alive.map((slot) => mirror.text(pods.get(slot, 'status')))).toEqual(['Running', 'Running', 'Running', 'Running']);
  const replicaSet = pods.get(alive[0]!, 'owner');
  expect(mirror.tables.workloads.get(replicaSet, 'owner')).toBe(web);
  let cpu = 0;
  for (let slot = 0; slot < nodes.length; slot++) cpu += nodes.get(slot, 'cpuUsedMillis');
  expect(cpu).toBe(1000);

  await answer('DELETE', '/apis/apps/v1/namespaces/default/deployments/web', { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' });
  host.on({ type: 'advance', id: 3, seconds: 90 });
  clockwork.runUntil(6000);
  expect(mirror.find('Deployment', 'default', 'web')).toBe(-1);
  expect(alive.map((slot) => pods.get(slot, 'state'))).toEqual([0, 0, 0, 0]);
  for (let slot = 0; slot < nodes.length; slot++) expect(nodes.get(slot, 'cpuUsedMillis')).toBe(0);
});

it('keeps the newest 5,000 of 10,000 events, in order', () => {
  const mirror = new Mirror();
  const batch = { type: 'batch', nowMs: 1, playing: true, speed: 1, eventCount: 1, revision: 1, tables: {}, journalSize: 0 } as const;
  const row = (i: number) => ({ key: `default/e${i}`, type: 'Normal', reason: 'R', message: '', kind: 'Pod', namespace: 'default', name: `p${i}`, source: '', count: 1, atMs: i });
  for (let i = 0; i < 10_000; i += 250) mirror.apply({ ...batch, events: Array.from({ length: 250 }, (_, k) => row(i + k)) });
  expect(mirror.events).toHaveLength(5000);
  expect(mirror.events.map((event) => event.atMs)).toEqual(Array.from({ length: 5000 }, (_, i) => 5000 + i));
});

it('events that come in one batch, by name, stand in the order of their times', () => {
  const mirror = new Mirror();
  const row = (name: string, atMs: number) => ({ key: `default/${name}`, type: 'Normal', reason: 'R', message: '', kind: 'Pod', namespace: 'default', name, source: '', count: 1, atMs });
  mirror.apply({ type: 'batch', nowMs: 9, playing: true, speed: 1, eventCount: 1, revision: 1, tables: {}, journalSize: 0, events: [row('a', 7), row('b', 2), row('c', 5)] });
  expect(mirror.events.map((event) => event.name)).toEqual(['b', 'c', 'a']);
});

it('finds a thing by kind, namespace and name', async () => {
  const { host, clockwork, mirror, answer } = start();
  await answer('POST', '/apis/apps/v1/namespaces/default/deployments', DEPLOYMENT);
  host.on({ type: 'advance', id: 1, seconds: 10 });
  clockwork.runUntil(5000);
  expect(mirror.find('Pod', 'default', 'nowhere')).toBe(-1);
  const named = mirror.nameOf('pods', 0);
  expect(mirror.find('Pod', 'default', named)).toBe(0);
  expect(mirror.find('Deployment', 'default', 'web')).toBeGreaterThanOrEqual(0);
  expect(mirror.find('ReplicaSet', 'default', 'web')).toBe(-1);
});
