import { describe, expect, it } from 'vitest';
import { followWrites, readyCluster } from '../../testing/writes.ts';
import { EVENTS, LEASES, NODES, PODS } from '../api/resource.ts';
import type { Container, Pod, PodSpec } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { HOLLOW } from '../workloads/hollow.ts';

const podOf = (name: string, container: Partial<Container> = {}, spec: Partial<PodSpec> = {}): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec } }) as Pod;

/** Runs until the pod is up. */
function started(cluster: Cluster, pod: Pod): Pod {
  cluster.client().create(PODS, pod);
  cluster.run(8000);
  return cluster.findPod('default', pod.metadata.name!)!;
}

const reasons = (cluster: Cluster, name: string): string[] =>
  cluster.client().list(EVENTS, 'default').items.filter((e) => e.involvedObject.name === name).map((e) => `${e.reason}${(e.count ?? 1) > 1 ? ` x${e.count}` : ''}`);

describe('kubelet', () => {
  it('repeats what the containers ask for in the status, and says what no memory was asked for', () => {
    const pod = started(readyCluster(), podOf('p', { resources: { requests: { cpu: '10m' }, limits: { cpu: '1' } } }));
    expect(pod.status).toMatchObject({ allocatedResources: { cpu: '10m' }, resources: { requests: { cpu: '10m' }, limits: { cpu: '1' } } });
    expect(pod.status!.containerStatuses![0]).toMatchObject({ allocatedResources: { cpu: '10m' }, resources: { requests: { cpu: '10m', memory: '0' } } });
  });

  it('adds the requests of all containers and sidecars up, or takes those of the largest init container', () => {
    const asks = (cpu: string): Container['resources'] => ({ requests: { cpu } });
    const spec: Partial<PodSpec> = {
      initContainers: [{ name: 'side', image: 'nginx', restartPolicy: 'Always', resources: asks('100m') }, { name: 'init', image: 'busybox', command: ['true'], resources: asks('500m') }],
      containers: [{ name: 'b', image: 'nginx', resources: asks('100m') }, { name: 'a', image: 'nginx', resources: asks('100m') }],
    };
    const pod = started(readyCluster(), podOf('p', {}, spec));
    expect(pod.status!.resources).toEqual({ requests: { cpu: '600m' } });
    expect(pod.status!.containerStatuses!.map((status) => status.name)).toEqual(['a', 'b']);
  });

  it('restarts a crashing container at once, then says what it waits for when it comes back to it', () => {
    const cluster = readyCluster();
    cluster.machines.workloads = HOLLOW;
    cluster.client().create(PODS, podOf('crash', { command: ['sh', '-c', 'sleep 1; exit 3'] }));
    const state = (): string => {
      const [c] = cluster.findPod('default', 'crash')!.status!.containerStatuses!;
      return `${c!.state!.waiting?.reason ?? (c!.state!.terminated ? 'terminated' : 'running')} ${c!.restartCount}`;
    };
    const seen: string[] = [];
    for (let i = 0; i < 600; i++) {
      cluster.run(100);
      const now = state();
      if (seen.at(-1) !== now) seen.push(now);
    }
    expect(seen.filter((s) => !s.startsWith('ContainerCreating'))).toEqual([
      'running 0', 'running 1', 'terminated 1', 'running 2', 'terminated 2', 'CrashLoopBackOff 2', 'running 3', 'terminated 3', 'CrashLoopBackOff 3',
    ]);
    expect(cluster.findPod('default', 'crash')!.status!.containerStatuses![0]!.state!.waiting!.message).toMatch(/^back-off 40s restarting failed container=c pod=crash_default\(/);
  });

  it('never saw what is over before its next relist', () => {
    const cluster = readyCluster();
    const seen = new Set<string>();
    cluster.server.watch({
      resource: PODS, user: { username: 'system:admin', groups: ['system:masters'] },
      deliver: (events) => { for (const { object } of events) seen.add(Object.keys((object as Pod).status?.containerStatuses?.[0]?.state ?? {})[0] ?? 'none'); },
    });
    cluster.client().create(PODS, podOf('quick', { image: 'busybox' }, { restartPolicy: 'Never' }));
    cluster.run(8000);
    expect([...seen]).toEqual(['none', 'waiting', 'terminated']);
  });

  it('comes back after its node was deleted only when it restarts; its pods are collected', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    started(cluster, podOf('p', {}, { nodeName: 'node-1' }));
    client.delete(NODES, 'node-1');
    cluster.run(120_000);
    expect(client.list(NODES).items.map((n) => n.metadata.name)).toEqual(['node-2', 'node-3']);
    expect(cluster.findPod('default', 'p')).toBeUndefined();
    expect(client.get(LEASES, 'node-1', 'kube-node-lease').metadata.ownerReferences).toBeUndefined();
    cluster.machines.get('node-1')!.powerOff();
    cluster.run(1000);
    cluster.machines.get('node-1')!.powerOn();
    cluster.run(20_000);
    expect(client.list(NODES).items.map((n) => n.metadata.name).sort()).toEqual(['node-1', 'node-2', 'node-3']);
  });

  it('refuses a pod that nobody scheduled and that does not belong here', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    const here = (name: string, spec: Partial<PodSpec> = {}): Pod => podOf(name, { ports: [{ containerPort: 80, hostPort: 8080 }] }, { nodeName: 'node-1', ...spec });
    client.create(PODS, here('first'));
    cluster.run(5000);
    client.create(PODS, here('second'));
    client.create(PODS, here('elsewhere', { nodeSelector: { disk: 'ssd' } }));
    client.create(PODS, podOf('big', { resources: { requests: { cpu: '100' } } }, { nodeName: 'node-1' }));
    cluster.run(5000);
    const said = (name: string): (string | undefined)[] => { const { phase, reason, message } = cluster.findPod('default', name)!.status!; return [phase, reason, message]; };
    expect(said('first')[0]).toBe('Running');
    expect(said('second')).toEqual(['Failed', 'NodePorts', "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"]);
    expect(said('elsewhere')).toEqual(['Failed', 'NodeAffinity', "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"]);
    expect(said('big')[1]).toBe('OutOfcpu');
    const events = client.list(EVENTS, 'default').items.filter((e) => e.reason === 'NodePorts').map((e) => `${e.type} ${e.message}`);
    expect(events).toEqual(["Warning Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"]);
  });

  it('says first that nothing is ready any more, and a second later that the pod is over', () => {
    const cluster = readyCluster();
    cluster.machines.workloads = HOLLOW;
    const never: Partial<PodSpec> = { restartPolicy: 'Never' };
    cluster.client().create(PODS, podOf('good', { command: ['sh', '-c', 'sleep 3; exit 0'] }, never));
    cluster.client().create(PODS, podOf('bad-init', {}, { ...never, initContainers: [{ name: 'i', image: 'busybox', command: ['sh', '-c', 'sleep 3; exit 1'] }] }));
    const seen: Record<string, string[]> = { good: [], 'bad-init': [] };
    for (let i = 0; i < 100; i++) {
      cluster.run(100);
      for (const [name, list] of Object.entries(seen)) {
        const { phase, conditions = [] } = cluster.findPod('default', name)!.status!;
        const of = (type: string): string => conditions.find((c) => c.type === type)?.status ?? '';
        const now = `${phase} ready ${of('Ready')} sandbox ${of('PodReadyToStartContainers')}`;
        if (list.at(-1) !== now) list.push(now);
      }
    }
    expect(seen.good!.slice(-3)).toEqual(['Running ready True sandbox True', 'Running ready False sandbox True', 'Succeeded ready False sandbox False']);
    expect(seen['bad-init']!.slice(-2)).toEqual(['Pending ready False sandbox True', 'Failed ready False sandbox False']);
  });

  it('keeps a pod alive while one of its containers waits for its next start', () => {
    const cluster = readyCluster();
    cluster.machines.workloads = HOLLOW;
    const run = (name: string, seconds: number, code: number): Container => ({ name, image: 'busybox', command: ['sh', '-c', `sleep ${seconds}; exit ${code}`] });
    cluster.client().create(PODS, podOf('p', {}, { restartPolicy: 'OnFailure', containers: [run('fails', 1, 1), run('ends', 6, 0)] }));
    cluster.run(20_000);
    expect(cluster.findPod('default', 'p')!.status!.phase).toBe('Running');
  });

  it('stops what runs of a pod that somebody else said is over, and leaves the phase', () => {
    const cluster = readyCluster();
    const pod = started(cluster, podOf('p', {}, { restartPolicy: 'Never' }));
    cluster.client().updateStatus(PODS, { ...pod, status: { ...pod.status, phase: 'Failed' } });
    cluster.run(15_000);
    const { status } = cluster.findPod('default', 'p')!;
    expect(status!.phase).toBe('Failed');
    expect(status!.containerStatuses![0]!.state!.terminated).toBeDefined();
    expect(reasons(cluster, 'p')).toContain('Killing');
  });

  it('says once that it stops a container, also when the deletion is forced meanwhile', () => {
    const cluster = readyCluster();
    started(cluster, podOf('p', { lifecycle: { preStop: { sleep: { seconds: 20 } } } }));
    const client = cluster.client();
    client.delete(PODS, 'p', 'default');
    cluster.run(1000);
    client.delete(PODS, 'p', 'default', { gracePeriodSeconds: 0 });
    cluster.run(1000);
    expect(reasons(cluster, 'p').filter((reason) => reason.startsWith('Killing'))).toEqual(['Killing']);
  });

  it.each([
    ['a hook within the grace period takes its time', { sleep: { seconds: 20 } }, 30, 20],
    ['a hook past the grace period ends with it', { exec: { command: ['sh', '-c', 'sleep 60'] } }, 5, 5],
  ])('%s', (_, preStop, grace, gone) => {
    const cluster = readyCluster();
    started(cluster, podOf('p', { lifecycle: { preStop } }, { terminationGracePeriodSeconds: grace }));
    cluster.client().delete(PODS, 'p', 'default');
    cluster.run((gone - 1) * 1000);
    expect(cluster.findPod('default', 'p')).toBeDefined();
    cluster.run(3000);
    expect(cluster.findPod('default', 'p')).toBeUndefined();
  });

  it('ends a pod past its active deadline', () => {
    const cluster = readyCluster();
    started(cluster, podOf('p', {}, { activeDeadlineSeconds: 20 }));
    cluster.run(30_000);
    expect(cluster.findPod('default', 'p')!.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' });
  });

  it('gives up one pod after another while memory runs out: BestEffort first, Guaranteed last', () => {
    const cluster = readyCluster({ nodes: 1 });
    const asks = { cpu: '10m', memory: '16Mi' };
    started(cluster, podOf('guaranteed', { resources: { requests: asks, limits: asks } }));
    started(cluster, podOf('best-effort'));
    started(cluster, podOf('burstable', { resources: { requests: asks } }));
    const phases = (): (string | undefined)[] => ['best-effort', 'burstable', 'guaranteed'].map((name) => cluster.findPod('default', name)!.status!.phase);
    cluster.machines.get('node-1')!.setPressure('MemoryPressure', true);
    cluster.run(14_000);
    expect(phases()).toEqual(['Failed', 'Running', 'Running']);
    expect(cluster.findPod('default', 'best-effort')!.status).toMatchObject({ reason: 'Evicted', message: 'The node was low on resource: memory. ' });
    expect(cluster.findPod('default', 'best-effort')!.status!.conditions).toContainEqual(expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }));
    cluster.run(10_000);
    expect(phases()).toEqual(['Failed', 'Failed', 'Running']);
    cluster.machines.get('node-1')!.setPressure('MemoryPressure', false);
    cluster.run(30_000);
    expect(phases()).toEqual(['Failed', 'Failed', 'Running']);
  });

  it('keeps what others said that its machine has, and lets all of it be given out', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    const [node] = client.list(NODES).items;
    client.updateStatus(NODES, { ...node!, status: { ...node!.status, capacity: { ...node!.status!.capacity, 'example.com/foo': '5' } } });
    cluster.run(15_000);
    expect(client.get(NODES, node!.metadata.name!).status).toMatchObject({ capacity: { 'example.com/foo': '5' }, allocatable: { 'example.com/foo': '5' } });
  });

  it('tells when its node is cordoned, and what turned when it comes back', () => {
    const cluster = readyCluster({ nodes: 1 });
    const client = cluster.client();
    const writes = followWrites(cluster, [EVENTS]);
    client.patch(NODES, 'node-1', undefined, 'application/merge-patch+json', { spec: { unschedulable: true } });
    cluster.run(15_000);
    client.patch(NODES, 'node-1', undefined, 'application/merge-patch+json', { spec: { unschedulable: null } });
    cluster.run(15_000);
    expect(writes.take().filter((line) => line.includes('chedulable'))).toEqual([
      'EVENT Normal NodeNotSchedulable Node node-1 status is now: NodeNotSchedulable', 'EVENT Normal NodeSchedulable Node node-1 status is now: NodeSchedulable',
    ]);
    const kubelet = cluster.machines.get('node-1')!;
    kubelet.powerOff();
    cluster.run(90_000);
    writes.take();
    kubelet.powerOn();
    cluster.run(30_000);
    expect(writes.take().filter((line) => line.includes(' Node node-1 status is now'))).toContain('EVENT Normal NodeReady Node node-1 status is now: NodeReady');
  });

  it('counts a restart for each container that ran when the machine lost power', () => {
    const cluster = readyCluster({ nodes: 1 });
    started(cluster, podOf('p'));
    const kubelet = cluster.machines.get('node-1')!;
    kubelet.powerOff();
    cluster.run(10_000);
    kubelet.powerOn();
    cluster.run(10_000);
    expect(cluster.findPod('default', 'p')!.status).toMatchObject({ phase: 'Running', containerStatuses: [{ restartCount: 1, ready: true, lastState: { terminated: { exitCode: 255, reason: 'Unknown' } } }] });
  });
});
