import { describe, expect, it } from 'vitest';
import { ADD, DELETE, UPDATE_NODE_LABEL, UPDATE_NODE_TAINT } from './cluster-event.ts';
import { given, node, pod, type PodGiven } from './given.ts';
import { defaultPlugins } from './plugins/index.ts';
import { QueuedPod, SchedulingQueue } from './queue.ts';

function setup(): { clock: { ms: number }; queue: SchedulingQueue; queued(name: string, more?: PodGiven): QueuedPod; pop(): string | undefined } {
  const clock = { ms: 0 };
  const g = given([node('a')], [], { now: () => clock.ms });
  const queue = new SchedulingQueue(defaultPlugins, g.view);
  return {
    clock, queue,
    queued: (name, more) => { const q = new QueuedPod(g.shapes.info(pod(name, more)), 0); queue.add(q); return q; },
    pop: () => queue.pop()?.info.pod.metadata.name,
  };
}

const FIT = new Set(['NodeResourcesFit']);
const AFFINITY = new Set(['NodeAffinity']);

describe('SchedulingQueue', () => {
  it('hands out pods by priority, then by age', () => {
    const { queued, pop } = setup();
    queued('old'); queued('young'); queued('urgent', { priority: 9 });
    expect([pop(), pop(), pop(), pop()]).toEqual(['urgent', 'old', 'young', undefined]);
  });

  it('keeps what was refused until something happens that may help', () => {
    const { queue, queued, pop } = setup();
    const q = queued('p', { nodeSelector: { disk: 'ssd' } });
    queue.pop();
    queue.fail(q, AFFINITY);
    expect(queue.unschedulable).toBe(1);
    queue.moveAll({ resource: 'AssignedPod', actions: DELETE }, undefined, undefined);
    queue.moveAll({ resource: 'Node', actions: ADD }, undefined, node('b'));
    expect(pop()).toBeUndefined();
    queue.moveAll({ resource: 'Node', actions: UPDATE_NODE_LABEL }, node('b'), node('b', { labels: { disk: 'ssd' } }));
    expect(queue.unschedulable).toBe(0);
    expect(pop()).toBe('p');
  });

  it('tries again after any change of taints who cares for new nodes', () => {
    const { queue, queued, pop } = setup();
    const q = queued('p', { cpu: '64' });
    queue.pop();
    queue.fail(q, FIT);
    queue.moveAll({ resource: 'Node', actions: UPDATE_NODE_LABEL }, node('a'), node('a', { labels: { disk: 'ssd' } }));
    expect(pop()).toBeUndefined();
    queue.moveAll({ resource: 'Node', actions: UPDATE_NODE_TAINT }, node('a'), node('a', { taints: [{ key: 'k', effect: 'NoSchedule' }] }));
    expect(pop()).toBe('p');
  });

  it('tries pods in back-off when nothing else is active, 1 s doubling to 10 s', () => {
    const { clock, queue, queued, pop } = setup();
    const q = queued('p');
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      queue.pop();
      queue.fail(q, FIT);
      waits.push(q.backoffUntilMs - clock.ms);
      queue.moveAll({ resource: 'AssignedPod', actions: DELETE }, undefined, undefined);
      if (i < 5) expect(q.state).toBe('backoff');
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 10000, 10000]);
    queued('fresh');
    expect([pop(), pop()]).toEqual(['fresh', 'p']);
  });

  it('waits out the back-off after an error', () => {
    const { clock, queue, queued, pop } = setup();
    const q = queued('p');
    queue.pop();
    queue.fail(q, new Set());
    expect(pop()).toBeUndefined();
    expect(queue.nextErrorMs).toBe(1000);
    clock.ms = 1000;
    expect(pop()).toBe('p');
  });

  it('tries everything again after five minutes', () => {
    const { clock, queue, queued, pop } = setup();
    const q = queued('p');
    queue.pop();
    queue.fail(q, FIT);
    clock.ms = 299_000;
    queue.flushUnschedulable();
    expect(pop()).toBeUndefined();
    clock.ms = 301_000;
    queue.flushUnschedulable();
    expect(pop()).toBe('p');
  });

  it('holds gated pods until their gates go', () => {
    const { queue, queued, pop } = setup();
    const q = queued('p', { schedulingGates: [{ name: 'g' }] });
    expect(queue.gated).toBe(1);
    expect(pop()).toBeUndefined();
    const free = given([]).shapes.info(pod('p'));
    queue.update(q, free, 0, q.info);
    expect(pop()).toBe('p');
  });

  it('moves pods alike together', () => {
    const { queue, queued, pop } = setup();
    for (const name of ['p1', 'p2', 'p3']) { queued(name); }
    for (let q = queue.pop(); q; q = queue.pop()) queue.fail(q, FIT);
    expect(queue.unschedulable).toBe(3);
    queue.moveAll({ resource: 'AssignedPod', actions: DELETE }, undefined, undefined);
    expect([pop(), pop(), pop()]).toEqual(['p1', 'p2', 'p3']);
  });
});
