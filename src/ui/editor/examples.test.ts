import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../engine/cluster/cluster.ts';
import { CRON_JOBS, DEPLOYMENTS, HORIZONTAL_POD_AUTOSCALERS, JOBS, NODES, PERSISTENT_VOLUME_CLAIMS, PODS, SERVICES } from '../../engine/api/resource.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { authenticator } from '../../rest/authenticate.ts';
import { createRestHandler } from '../../rest/handler.ts';
import { CATALOGUE } from '../../engine/api/kinds/catalogue.ts';
import { FAULTS } from '../../engine/faults/kind.ts';
import { EXAMPLES } from './examples.ts';
import { splitDocuments } from './fieldLine.ts';

/** A cluster as the page has it, and what it answers to each document of an example. */
async function play(file: string): Promise<{ cluster: Cluster; answers: string[] }> {
  const cluster = new Cluster({ seed: 1, nodes: ['zone-a', 'zone-b', 'zone-c'].map((zone) => ({ cpu: '4', memory: '8Gi', zone })), metrics: true, disks: true });
  cluster.run(10_000);
  const handle = createRestHandler({ api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: () => () => undefined, authenticate: authenticator() });
  const answers: string[] = [];
  for (const document of splitDocuments(EXAMPLES.find((e) => e.file === file)!.text)) {
    const object = load(document.text) as AnyObject & { kind: string; apiVersion: string };
    const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
    const resource = [...CATALOGUE, FAULTS].find((r) => r.kind === object.kind && r.group === group)!;
    const base = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const inside = resource.namespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
    const response = await handle(new Request(`http://x${base}${inside}/${resource.resource}?fieldValidation=Strict`, { method: 'POST', body: JSON.stringify(object), headers: { 'content-type': 'application/json' } }));
    answers.push(`${response.status}${response.status === 201 ? '' : ` ${await response.text()}`}`);
  }
  return { cluster, answers };
}

describe('the example gallery', () => {
  it('has a name for each', () => expect(new Set(EXAMPLES.map((e) => e.file)).size).toBe(EXAMPLES.length));

  it.each(EXAMPLES.filter((e) => e.file !== 'mistakes.yaml').map((e) => e.file))('%s is taken by the API server as it is', async (file) => {
    expect(new Set((await play(file)).answers)).toEqual(new Set(['201']));
  });
});

describe('stories of the gallery play out:', () => {
  const minutes = (cluster: Cluster, count: number): void => { cluster.run(count * 60_000); };
  const podsOf = (cluster: Cluster, labelSelector: string) => cluster.client().list(PODS, 'default', { labelSelector }).items.filter((pod) => !pod.metadata.deletionTimestamp);
  /** How many of a hundred requests to a Service each answer is given to. */
  function answers(cluster: Cluster, service: string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (let i = 0; i < 100; i++) {
      const text = cluster.visit(service, 80, { method: 'GET', path: `/${i}`, query: '', headers: {}, body: '' }).body.trim();
      counts[text] = (counts[text] ?? 0) + 1;
    }
    return counts;
  }
  const merge = 'application/merge-patch+json';

  it('a canary gets its part of the requests, and more as it grows', async () => {
    const { cluster } = await play('canary.yaml');
    minutes(cluster, 1);
    const { stable = 0, canary = 0 } = answers(cluster, 'shop');
    expect(stable + canary).toBe(100);
    expect(canary).toBeGreaterThan(2);
    expect(canary).toBeLessThan(25);
    cluster.client().patch(DEPLOYMENTS, 'shop-canary', 'default', merge, { spec: { replicas: 9 } });
    cluster.client().patch(DEPLOYMENTS, 'shop-stable', 'default', merge, { spec: { replicas: 0 } });
    minutes(cluster, 1);
    expect(answers(cluster, 'shop')).toEqual({ canary: 100 });
    expect(cluster.usage.rates().size).toBe(9);
  });

  it('a Service turns from blue to green at once', async () => {
    const { cluster } = await play('blue-green.yaml');
    minutes(cluster, 1);
    expect(answers(cluster, 'site')).toEqual({ blue: 100 });
    cluster.client().patch(SERVICES, 'site', 'default', merge, { spec: { selector: { colour: 'green' } } });
    cluster.run(5000);
    expect(answers(cluster, 'site')).toEqual({ green: 100 });
  });

  it('replicas follow the load, and go when it goes', async () => {
    const { cluster } = await play('autoscaler.yaml');
    minutes(cluster, 5);
    expect(cluster.client().get(HORIZONTAL_POD_AUTOSCALERS, 'busy', 'default').status!.currentReplicas).toBeGreaterThan(4);
    cluster.client().delete(PODS, 'load-generator', 'default');
    minutes(cluster, 8);
    expect(cluster.client().get(DEPLOYMENTS, 'busy', 'default').status!.readyReplicas).toBe(1);
  });

  it('a drain takes pods as the budget allows', async () => {
    const { cluster } = await play('drain.yaml');
    cluster.run(50_000);
    const on = (node: string): number => podsOf(cluster, 'app=patient').filter((pod) => pod.spec!.nodeName === node).length;
    const before = on('node-1');
    expect(before).toBeGreaterThan(1);
    let least = Infinity;
    for (let i = 0; i < 120; i++) { cluster.run(1000); least = Math.min(least, cluster.client().get(DEPLOYMENTS, 'patient', 'default').status!.availableReplicas ?? 0); }
    expect([on('node-1'), least, podsOf(cluster, 'app=patient').length]).toEqual([0, 5, 6]);
    expect(cluster.client().get(NODES, 'node-1').spec!.unschedulable).toBe(true);
  });

  it('a CronJob runs every minute and keeps three', async () => {
    const { cluster } = await play('cronjob.yaml');
    minutes(cluster, 5.5);
    expect(cluster.client().list(JOBS, 'default').items.map((job) => job.status!.succeeded)).toEqual([1, 1, 1]);
    expect(cluster.client().get(CRON_JOBS, 'report', 'default').status!.lastSuccessfulTime).toBeDefined();
  });

  it('a StatefulSet has its disks', async () => {
    const { cluster } = await play('statefulset.yaml');
    minutes(cluster, 2);
    expect(podsOf(cluster, 'app=db').map((pod) => pod.status!.phase)).toEqual(['Running', 'Running', 'Running']);
    expect(cluster.client().list(PERSISTENT_VOLUME_CLAIMS, 'default').items.map((claim) => claim.status!.phase)).toEqual(['Bound', 'Bound', 'Bound']);
  });

  it('a pod with a disk waits on its dead node until that is deleted, and takes its disk along', async () => {
    const { cluster } = await play('dead-node-disk.yaml');
    minutes(cluster, 1);
    const ledger = () => cluster.findPod('default', 'ledger-0')!;
    const volume = (): string => cluster.client().get(PERSISTENT_VOLUME_CLAIMS, 'data-ledger-0', 'default').spec!.volumeName!;
    expect([ledger().spec!.nodeName, ledger().status!.phase]).toEqual(['node-1', 'Running']);
    const disk = volume();
    minutes(cluster, 8);
    expect([ledger().spec!.nodeName, ledger().metadata.deletionTimestamp !== undefined]).toEqual(['node-1', true]);
    expect(podsOf(cluster, 'app=ledger').map((pod) => pod.metadata.name)).toEqual(['ledger-1']);
    cluster.client().delete(NODES, 'node-1');
    minutes(cluster, 3);
    expect([ledger().spec!.nodeName === 'node-1', ledger().status!.phase, volume()]).toEqual([false, 'Running', disk]);
  });
});
