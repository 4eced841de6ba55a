import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../../testing/writes.ts';
import { DEPLOYMENTS, EVENTS, NODES, PODS } from '../../api/resource.ts';
import { TaintQueue, zoneStateOf } from './zones.ts';

const tolerations = ['unreachable', 'not-ready'].map((k) => ({ key: `node.kubernetes.io/${k}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }));

describe('node lifecycle', () => {
  it('marks a silent node after its grace, taints it, evicts its pods, and forgives when it is back', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 3 }, { tolerations }));
    cluster.run(10_000);
    const node = cluster.machines.get('node-3')!;
    const writes = followWrites(cluster, [EVENTS]);
    node.powerOff();
    cluster.run(45_000);
    expect(client.get(NODES, 'node-3').spec?.taints).toBeUndefined();
    cluster.run(15_000);
    expect(client.get(NODES, 'node-3').spec?.taints?.map((t) => [t.key, t.effect])).toEqual([['node.kubernetes.io/unreachable', 'NoSchedule'], ['node.kubernetes.io/unreachable', 'NoExecute']]);
    expect(client.get(NODES, 'node-3').status!.conditions!.find((c) => c.type === 'Ready')).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' });
    cluster.run(8000);
    const doomed = client.list(PODS, 'default').items.find((p) => p.spec?.nodeName === 'node-3')!;
    expect(doomed.metadata.deletionTimestamp).toBeDefined();
    expect(doomed.status!.conditions!.at(-1)).toMatchObject({ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint', lastProbeTime: null });
    expect(client.get(DEPLOYMENTS, 'web', 'default').status?.readyReplicas).toBe(3);
    const events = writes.take();
    expect(events).toContain('EVENT Normal NodeNotReady Node node-3 status is now: NodeNotReady');
    expect(events).toContain(`EVENT Normal TaintManagerEviction Marking for deletion Pod default/${doomed.metadata.name}`);
    node.powerOn();
    cluster.run(20_000);
    expect(client.get(NODES, 'node-3').spec?.taints).toBeUndefined();
    expect(client.list(PODS, 'default').items).toHaveLength(3);
    expect(cluster.errors).toEqual([]);
  });

  it('evicts nobody when every node falls silent at once', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 3 }, { tolerations }));
    cluster.run(10_000);
    for (const name of ['node-1', 'node-2', 'node-3']) cluster.machines.get(name)!.powerOff();
    cluster.run(120_000);
    expect(client.list(PODS, 'default').items.filter((p) => p.metadata.deletionTimestamp)).toEqual([]);
  });
});

describe('zones', () => {
  const ready = (...statuses: string[]) => statuses.map((status) => ({ type: 'Ready', status }) as never);
  it('knows how badly a zone is disrupted', () => {
    expect(zoneStateOf(ready('True', 'Unknown'))).toBe('Normal');
    expect(zoneStateOf(ready('True', 'Unknown', 'Unknown', 'False'))).toBe('PartialDisruption');
    expect(zoneStateOf(ready('Unknown'))).toBe('FullDisruption');
  });
  it('taints one node in ten seconds, and a node only once', () => {
    const queue = new TaintQueue();
    expect([queue.add('a'), queue.add('b'), queue.add('a')]).toEqual([true, true, false]);
    expect(queue.take(1000)).toEqual({ node: 'a' });
    expect(queue.take(2000)).toEqual({ waitMs: 9000 });
    expect(queue.take(11_000)).toEqual({ node: 'b' });
    expect(queue.take(99_000)).toBeUndefined();
  });
});
