import { describe, expect, it } from 'vitest';
import type { MessageRow } from '../../../bridge/protocol.ts';
import { Courier } from './Courier.ts';

const row = (actor: string, act: string, subject: string, revision = 5, because = ''): MessageRow => ({ atMs: 0, actor, act, subject, revision, because });

describe('Courier', () => {
  it('a write goes from what woke it to the API server and on to etcd, each leg named', () => {
    const courier = new Courier();
    courier.add(row('deployment-controller', 'create', 'replicasets.apps/default/web-1', 7, 'create deployments.apps/default/web'), 'controllers');
    courier.tick(1000, 1);
    expect(courier.legs.map(({ from, to, text }) => `${from} > ${to}: ${text}`)).toEqual([
      'apiserver > controllers: watch: create Deployment web', 'controllers > apiserver: create ReplicaSet web-1', 'apiserver > etcd: revision 7',
    ]);
    const starts = courier.legs.map((leg) => leg.startAt);
    expect([...starts].sort((a, b) => a - b)).toEqual(starts);
  });

  it('messages follow one another slowly at low speed, and closer together when many wait', () => {
    const starts = (count: number, speed: number): number => {
      const courier = new Courier();
      for (let i = 0; i < count; i++) courier.add(row('user', 'create', `pods/default/p${i}`, 0), 'you');
      let started = 0;
      for (let now = 0; now <= 2000; now += 16) {
        const before = new Set(courier.legs);
        courier.tick(now, speed);
        started += courier.legs.filter((leg) => !before.has(leg)).length;
      }
      return started;
    };
    expect(starts(4, 0.5)).toBeLessThanOrEqual(4);
    expect(starts(100, 1)).toBeGreaterThan(8);
    expect(starts(100, 10)).toBeGreaterThan(starts(100, 1));
  });

  it('keeps to a bounded number of waiting messages, and heartbeats give way', () => {
    const courier = new Courier();
    for (let i = 0; i < 200; i++) courier.add(row('kubelet', 'update', `leases.coordination.k8s.io/kube-node-lease/n${i}`, 1), 'Node//n');
    courier.add(row('user', 'create', 'pods/default/mine', 1), 'you');
    let told = false;
    for (let now = 0; now < 60_000 && courier.busy; now += 16) { courier.tick(now, 60); told ||= courier.legs.some((leg) => leg.text === 'create Pod mine'); }
    expect(told).toBe(true);
  });
});
