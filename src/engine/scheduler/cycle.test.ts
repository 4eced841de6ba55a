import { describe, expect, it } from 'vitest';
import type { Pod } from '../api/types.ts';
import { createRandom } from '../kernel/random.ts';
import { bareView } from './cluster-view.ts';
import { Cycle } from './cycle.ts';
import { scheduleExhaustively } from './exhaustive.ts';
import { fitErrorMessage, reasonCounts, verdictCounts } from './fit-error.ts';
import { given, node, pod, randomNode, randomPod } from './given.ts';
import { NodeTable } from './node-table.ts';
import { preempt } from './plugins/default-preemption.ts';
import { PodShapes, type PodInfo } from './pod-info.ts';
import { defaultPlugins } from './plugins/index.ts';

/** A cluster that changes all the time: the fast way on a table that lives on, the plain way on the same table, asked anew each time. */
function compare(seed: number, steps: number): { placed: number; refused: number; preempted: number } {
  const random = createRandom(seed, 'cluster');
  const table = new NodeTable();
  const shapes = new PodShapes();
  const services = { matchLabels: { app: 'web' } };
  const view = bareView(table, {
    defaultSelectors: (p: Pod) => (p.metadata.labels?.['app'] === 'web' ? [services] : []), now: () => 0, namespaceLabels: () => ({}),
  });
  const cycle = new Cycle(view, defaultPlugins, createRandom(seed, 'lots'));
  const lots = createRandom(seed, 'lots');
  let nodes = 0;
  for (; nodes < 12; nodes++) table.setNode(randomNode(random, nodes));
  const there: PodInfo[] = [];
  const nominated: PodInfo[] = [];
  const count = { placed: 0, refused: 0, preempted: 0 };
  for (let step = 0; step < steps; step++) {
    const what = random.int(20);
    if (what === 0) table.setNode(randomNode(random, nodes++));
    else if (what === 1) table.setNode(randomNode(random, random.int(nodes)));
    else if (what === 2 && table.count > 4) {
      const name = table.names[random.int(table.size)]!;
      for (const p of there.splice(0)) if (p.node >= 0 && table.names[p.node] === name) table.removePod(p); else there.push(p);
      table.removeNode(name);
      nominated.length = 0;
      for (const list of table.nominated) if (list) nominated.push(...list);
    } else if (what < 6 && there.length > 0) table.removePod(there.splice(random.int(there.length), 1)[0]!);
    else if (what === 6 && nominated.length > 0) {
      const p = nominated.pop()!;
      for (let n = 0; n < table.size; n++) table.denominate(p, n);
    }
    const p = shapes.info(randomPod(random, `p${step}`));
    const plain = scheduleExhaustively(p, view, defaultPlugins, lots);
    const fast = cycle.schedule(p);
    if (fast.placed) {
      expect(table.names[fast.node]).toBe(plain.chosen < 0 ? undefined : table.names[plain.chosen]);
      table.addPod(p, table.names[fast.node]!);
      there.push(p);
      count.placed++;
    } else {
      expect(plain.chosen).toBe(-1);
      expect(reasonCounts(verdictCounts(fast.diagnosis.verdicts))).toBe(reasonCounts(verdictCounts(plain.nodes.map((n) => n.refusal))));
      const diagnosis = { nodeCount: table.count, verdicts: plain.refusals, rejection: undefined, postFilter: '' };
      const preemption = preempt(p, plain.checks, diagnosis, view, lots);
      expect(fast.candidate?.node).toBe(preemption.candidate?.node);
      expect(fast.candidate?.victims.map((v) => v.key)).toEqual(preemption.candidate?.victims.map((v) => v.key));
      count.refused++;
      if (fast.candidate) {
        count.preempted++;
        table.nominate(p, fast.candidate.node);
        nominated.push(p);
        for (const v of fast.candidate.victims) { table.removePod(v); there.splice(there.indexOf(v), 1); }
      }
    }
  }
  return count;
}

describe('the fast way', () => {
  it('places every pod where the plain exhaustive way does', () => {
    const sum = { placed: 0, refused: 0, preempted: 0 };
    for (let seed = 1; seed <= 12; seed++) {
      const c = compare(seed, 250);
      sum.placed += c.placed; sum.refused += c.refused; sum.preempted += c.preempted;
    }
    // The clusters must have been such that all ways were gone.
    expect(sum.placed).toBeGreaterThan(800);
    expect(sum.refused).toBeGreaterThan(200);
    expect(sum.preempted).toBeGreaterThan(30);
  }, 60_000);

  it('draws lots among equals, each with its chance', () => {
    const g = given([node('a'), node('b'), node('c')]);
    const cycle = new Cycle(g.view, defaultPlugins, createRandom(7, 'lots'));
    const times: Record<string, number> = {};
    for (let i = 0; i < 300; i++) {
      const outcome = cycle.schedule(g.shapes.info(pod(`p${i}`)));
      if (outcome.placed) { expect(outcome.ties).toBe(3); const name = g.table.names[outcome.node]!; times[name] = (times[name] ?? 0) + 1; }
    }
    expect(Object.keys(times).sort()).toEqual(['a', 'b', 'c']);
    for (const n of Object.values(times)) expect(n).toBeGreaterThan(60);
  });

  it('says why a pod fits nowhere, reasons sorted as texts', () => {
    const g = given([node('a', { cpu: '1' }), node('b', { unschedulable: true }), node('c', { cpu: '1', taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] }), node('d', { cpu: '1', memory: '1Gi' })]);
    const outcome = new Cycle(g.view, defaultPlugins, createRandom(1, 'lots')).schedule(g.shapes.info(pod('p', { cpu: '2', memory: '2Gi' })));
    expect(outcome.placed ? '' : fitErrorMessage(outcome.diagnosis)).toBe(
      '0/4 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 2 Insufficient cpu. ' +
      'no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.');
  });

  it('ends at a PreFilter refusal with its message alone', () => {
    const g = given([node('a')]);
    const p = pod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
    const outcome = new Cycle(g.view, defaultPlugins, createRandom(1, 'lots')).schedule(g.shapes.info(p));
    expect(outcome.placed ? '' : fitErrorMessage(outcome.diagnosis)).toBe('0/1 nodes are available: persistentvolumeclaim "data" not found. not found');
  });

  it('only looks at nodes that the affinity names', () => {
    const g = given([node('a'), node('b')]);
    const named = (name: string): Pod => pod(`for-${name}`, {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }] } } },
    });
    const cycle = new Cycle(g.view, defaultPlugins, createRandom(1, 'lots'));
    const outcome = cycle.schedule(g.shapes.info(named('b')));
    expect(outcome.placed && g.table.names[outcome.node]).toBe('b');
    const nowhere = cycle.schedule(g.shapes.info(named('z')));
    expect(nowhere.placed ? '' : fitErrorMessage(nowhere.diagnosis)).toContain("2 node(s) didn't satisfy plugin(s) [NodeAffinity]");
  });
});
