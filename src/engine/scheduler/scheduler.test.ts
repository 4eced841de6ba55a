import { beforeEach, describe, expect, it } from 'vitest';
import { KINDS } from '../api/kinds/index.ts';
import { EVENTS, NAMESPACES, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../api/resource.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../api/types.ts';
import { ApiServer } from '../apiserver/server.ts';
import { Client, SYSTEM_ADMIN } from '../client/client.ts';
import { Component } from '../client/component.ts';
import { Kernel } from '../kernel/kernel.ts';
import { node, pod, type PodGiven } from './given.ts';
import { startScheduler, type Scheduler } from './scheduler.ts';

let kernel: Kernel, admin: Client, component: Component, scheduler: Scheduler, errors: unknown[];

beforeEach(() => {
  errors = [];
  kernel = new Kernel({ seed: 1 });
  kernel.onError = (error) => { errors.push(error); };
  const api = new ApiServer({ kernel, kinds: KINDS, admission: () => [] });
  admin = new Client(api, SYSTEM_ADMIN, 'test');
  component = new Component({ kernel, api, name: 'kube-scheduler', user: { username: 'system:kube-scheduler', groups: ['system:masters'] }, onError: (e) => errors.push(e) });
  scheduler = startScheduler(component);
  admin.create(NAMESPACES, { metadata: { name: 'default' } });
});

const run = (ms = 1000): void => { kernel.run(kernel.now + ms); expect(errors).toEqual([]); };
const create = (name: string, given: PodGiven = {}): Pod => admin.create(PODS, { ...pod(name, given), metadata: { ...pod(name, given).metadata, uid: undefined } });
const get = (name: string): Pod => admin.get(PODS, name, 'default');
const nodeOf = (name: string): string | undefined => get(name).spec!.nodeName;
const scheduledCondition = (name: string): object | undefined => get(name).status?.conditions?.find((c) => c.type === 'PodScheduled');
const events = (name: string): string[] =>
  admin.list(EVENTS, 'default').items.filter((e) => e.involvedObject.name === name).map((e) => `${e.type} ${e.reason} ${e.action}: ${e.message}`);

describe('kube-scheduler', () => {
  it('binds pods and says so', () => {
    for (const name of ['a', 'b']) admin.create(NODES, node(name, { cpu: '1' }));
    create('p', { cpu: '600m' });
    create('q', { cpu: '600m' });
    run();
    expect([nodeOf('p'), nodeOf('q')].sort()).toEqual(['a', 'b']);
    expect(scheduledCondition('p')).toMatchObject({ status: 'True' });
    expect(events('p')).toEqual([`Normal Scheduled Binding: Successfully assigned default/p to ${nodeOf('p')}`]);
  });

  it('takes one cycle a pod, a millisecond each', () => {
    admin.create(NODES, node('a', { cpu: '64' }));
    run();
    const start = kernel.now;
    for (let i = 0; i < 20; i++) create(`p${i}`);
    kernel.run(kernel.now + 100, Infinity, () => nodeOf('p19') !== undefined);
    expect(kernel.now - start).toBeGreaterThanOrEqual(20);
    expect(kernel.now - start).toBeLessThan(30);
  });

  it('says why a pod fits nowhere, and tries again when that may have changed', () => {
    admin.create(NODES, node('a', { cpu: '1' }));
    create('p', { cpu: '2' });
    run();
    const message = '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
    expect(scheduledCondition('p')).toEqual({
      type: 'PodScheduled', observedGeneration: 1, status: 'False', lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'Unschedulable', message,
    });
    expect(events('p')).toEqual([`Warning FailedScheduling Scheduling: ${message}`]);
    expect(scheduler.waiting).toEqual({ active: 0, unschedulable: 1, gated: 0 });
    admin.create(NODES, node('small', { cpu: '1' }));
    run();
    expect(events('p').length).toBe(1);
    admin.create(NODES, node('large', { cpu: '2' }));
    run();
    expect(nodeOf('p')).toBe('large');
  });

  it('makes another Event when the pod changed meanwhile, else a series of the last', () => {
    admin.create(NODES, node('a', { cpu: '1' }));
    create('p', { cpu: '2' });
    run();
    for (let i = 0; i < 3; i++) {
      // Any change of taints brings it back into the queue.
      const current = admin.get(NODES, 'a');
      admin.update(NODES, { ...current, spec: { taints: i % 2 ? [] : [{ key: 'soft', effect: 'PreferNoSchedule' }] } });
      run(20_000);
    }
    const written = admin.list(EVENTS, 'default').items;
    expect(written.map((e) => e.series?.count)).toEqual([undefined, 2]);
    expect(new Set(written.map((e) => e.message)).size).toBe(1);
  });

  it('has a word for a cluster without nodes', () => {
    create('p');
    run();
    expect(scheduledCondition('p')).toMatchObject({ reason: 'Unschedulable', message: 'no nodes available to schedule pods' });
    admin.create(NODES, node('a'));
    run();
    expect(nodeOf('p')).toBe('a');
  });

  it('leaves gated pods and those of other schedulers alone', () => {
    admin.create(NODES, node('a'));
    create('gated', { schedulingGates: [{ name: 'g' }] });
    create('other', { schedulerName: 'mine' });
    run();
    expect([nodeOf('gated'), nodeOf('other')]).toEqual([undefined, undefined]);
    expect(scheduler.waiting.gated).toBe(1);
    admin.patch(PODS, 'gated', 'default', 'application/json-patch+json', [{ op: 'remove', path: '/spec/schedulingGates' }]);
    run();
    expect(nodeOf('gated')).toBe('a');
  });

  it('preempts: nominates, evicts, and binds once the room is there', () => {
    admin.create(NODES, node('a', { cpu: '1' }));
    create('low', { cpu: '600m', priority: 1, terminationGracePeriodSeconds: 30 });
    run();
    const high = create('high', { cpu: '600m', priority: 100 });
    run();
    expect(get('high').status).toMatchObject({ nominatedNodeName: 'a', conditions: [{ type: 'PodScheduled', message: '0/1 nodes are available: 1 Insufficient cpu.' }] });
    expect(get('low').metadata.deletionTimestamp).toBeDefined();
    expect(get('low').status!.conditions!.find((c) => c.type === 'DisruptionTarget')).toMatchObject({
      status: 'True', reason: 'PreemptionByScheduler', message: 'default-scheduler: preempting to accommodate a higher priority pod',
    });
    expect(events('low').at(-1)).toBe(`Normal Preempted Preempting: Preempted by pod ${high.metadata.uid} on node a`);
    // Meanwhile the room is kept: an equal does not get it.
    create('late', { cpu: '600m', priority: 100 });
    run();
    expect(nodeOf('late')).toBeUndefined();
    admin.delete(PODS, 'low', 'default', { gracePeriodSeconds: 0 });
    run();
    expect(nodeOf('high')).toBe('a');
    expect(get('high').status!.nominatedNodeName).toBeUndefined();
    expect(nodeOf('late')).toBeUndefined();
  });

  it('frees what a deleted or finished pod held', () => {
    admin.create(NODES, node('a', { cpu: '1' }));
    const first = create('first', { cpu: '1' });
    run();
    create('second', { cpu: '1' });
    run();
    expect(nodeOf('second')).toBeUndefined();
    admin.updateStatus(PODS, { ...get('first'), status: { ...get('first').status, phase: 'Succeeded' } });
    run();
    expect(nodeOf('second')).toBe('a');
    expect(first.metadata.name).toBe('first');
  });

  it('binds volumes for the node it chose, and the pod when they are bound', () => {
    admin.create(NODES, node('a'));
    admin.create(NODES, node('b'));
    admin.create(STORAGE_CLASSES, { metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer', reclaimPolicy: 'Delete' } as StorageClass);
    admin.create(PERSISTENT_VOLUMES, {
      metadata: { name: 'disk' }, status: { phase: 'Available' },
      spec: {
        capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'local', local: { path: '/d' }, persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem',
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['b'] }] }] } },
      },
    } as PersistentVolume);
    const volume = admin.get(PERSISTENT_VOLUMES, 'disk');
    admin.updateStatus(PERSISTENT_VOLUMES, { ...volume, status: { phase: 'Available' } });
    admin.create(PERSISTENT_VOLUME_CLAIMS, {
      metadata: { name: 'data', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'local', volumeMode: 'Filesystem' },
    } as PersistentVolumeClaim);
    create('p', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
    run();
    expect(nodeOf('p')).toBeUndefined();
    expect(admin.get(PERSISTENT_VOLUMES, 'disk').spec!.claimRef).toMatchObject({ kind: 'PersistentVolumeClaim', name: 'data', namespace: 'default' });
    const claim = admin.get(PERSISTENT_VOLUME_CLAIMS, 'data', 'default');
    admin.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, metadata: { ...claim.metadata, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }, spec: { ...claim.spec!, volumeName: 'disk' } });
    run();
    expect(nodeOf('p')).toBe('b');
  });

  it('goes on where it was after it was stopped', () => {
    admin.create(NODES, node('a'));
    run();
    component.stop();
    create('p');
    run(10_000);
    expect(nodeOf('p')).toBeUndefined();
    component.resume();
    run();
    expect(nodeOf('p')).toBe('a');
  });

  it('remembers what each plugin said of each node, as things were', () => {
    admin.create(NODES, node('a', { cpu: '1' }));
    admin.create(NODES, node('b', { cpu: '1', unschedulable: true }));
    const p = create('p', { cpu: '600m' });
    run();
    const q = create('q', { cpu: '600m' });
    run();
    // The table has p on it by now; the answer is of before.
    const [placed] = scheduler.why(p.metadata.uid!);
    expect(placed).toMatchObject({ pod: 'default/p', node: 'a', message: '' });
    expect(placed!.verdicts!.map((v) => [v.node, v.refusal?.plugin, v.scores['TaintToleration']?.weighted])).toEqual([['a', undefined, 300], ['b', 'NodeUnschedulable', undefined]]);
    const [refused] = scheduler.why(q.metadata.uid!);
    expect(refused!.message).toContain('1 Insufficient cpu, 1 node(s) were unschedulable');
    expect(refused!.verdicts!.map((v) => v.refusal?.reasons.join())).toEqual(['Insufficient cpu', 'node(s) were unschedulable']);
  });
});
