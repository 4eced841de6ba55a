import { describe, expect, it } from 'vitest';
import type { Pod, PodDisruptionBudget } from '../../api/types.ts';
import { createRandom } from '../../kernel/random.ts';
import { Cycle } from '../cycle.ts';
import { fitErrorMessage } from '../fit-error.ts';
import { given, node, pod, type Given } from '../given.ts';
import { defaultPlugins } from './index.ts';

const low = (name: string, nodeName: string, cpu: string, priority = 0, more = {}): Pod => pod(name, { cpu, priority, nodeName, ...more });

function attempt(g: Given, p: Pod): { node?: string; victims?: string[]; message: string } {
  const outcome = new Cycle(g.view, defaultPlugins, createRandom(1, 'lots')).schedule(g.shapes.info(p));
  if (outcome.placed) return { message: 'placed' };
  const { candidate } = outcome;
  return { message: fitErrorMessage(outcome.diagnosis), ...(candidate ? { node: g.table.names[candidate.node]!, victims: candidate.victims.map((v) => v.pod.metadata.name!) } : {}) };
}

describe('DefaultPreemption', () => {
  it('evicts as few as it must, the least important first', () => {
    const g = given([node('a', { cpu: '2' })], [low('x', 'a', '500m', 5), low('y', 'a', '500m', 1), low('z', 'a', '1', 3)]);
    expect(attempt(g, pod('p', { cpu: '500m', priority: 10 }))).toEqual({ node: 'a', victims: ['y'], message: '0/1 nodes are available: 1 Insufficient cpu.' });
    expect(attempt(g, pod('p', { cpu: '1', priority: 10 })).victims).toEqual(['z']);
    expect(attempt(g, pod('p', { cpu: '2', priority: 10 })).victims).toEqual(['x', 'z', 'y']);
    expect(g.table.requestedCpu[0]).toBe(2000);
    expect(g.table.pods[0]!.length).toBe(3);
  });

  it('chooses the node whose victims matter least', () => {
    const by = (a: Pod[], b: Pod[]): string | undefined => attempt(given([node('a', { cpu: '1' }), node('b', { cpu: '1' })], [...a, ...b]), pod('p', { cpu: '1', priority: 100 })).node;
    expect(by([low('x', 'a', '1', 7)], [low('y', 'b', '1', 3)])).toBe('b');
    expect(by([low('x1', 'a', '500m', 3), low('x2', 'a', '500m', 3)], [low('y', 'b', '1', 3)])).toBe('b');
    const started = (p: Pod, startTime: string): Pod => ({ ...p, status: { startTime } });
    expect(by([started(low('x', 'a', '1', 3), '2026-01-01T00:00:00Z')], [started(low('y', 'b', '1', 3), '2025-01-01T00:00:00Z')])).toBe('a');
  });

  it('spares pods whose disruption budget is spent', () => {
    const budget = { metadata: { name: 'b', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'web' } } }, status: { disruptionsAllowed: 0 } } as unknown as PodDisruptionBudget;
    const pods = [low('x', 'a', '1', 1, { labels: { app: 'web' } }), low('y', 'b', '1', 5, { labels: { app: 'db' } })];
    const g = given([node('a', { cpu: '1' }), node('b', { cpu: '1' })], pods, { disruptionBudgets: () => [budget] });
    expect(attempt(g, pod('p', { cpu: '1', priority: 10 })).node).toBe('b');
  });

  it('says why it cannot help', () => {
    const g = given([node('a', { cpu: '1' }), node('b', { unschedulable: true })], [low('x', 'a', '1', 50)]);
    expect(attempt(g, pod('p', { cpu: '1', priority: 50 })).message).toBe(
      '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. no new claims to deallocate, ' +
      'preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.');
    expect(attempt(g, pod('p', { cpu: '1', priority: 90, preemptionPolicy: 'Never' })).message).toBe(
      '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.');
  });

  it('gives the reason that stays when all lower pods are gone', () => {
    const g = given([node('a', { cpu: '1' })], [low('x', 'a', '500m', 0), low('y', 'a', '500m', 99)]);
    expect(attempt(g, pod('p', { cpu: '800m', priority: 10 })).message).toContain('preemption: 0/1 nodes are available: 1 Insufficient cpu.');
  });

  it('waits for victims that are on their way out', () => {
    const going = low('x', 'a', '1', 0);
    going.metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
    going.status = { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }] };
    const p = pod('p', { cpu: '1', priority: 10 });
    p.status = { nominatedNodeName: 'a' };
    expect(attempt(given([node('a', { cpu: '1' })], [going]), p).message).toContain('preemption: not eligible due to a terminating pod on the nominated node.');
  });

  it('keeps the room of a nominated pod from its equals, not from its betters', () => {
    const g = given([node('a', { cpu: '1' })]);
    g.table.nominate(g.shapes.info(pod('waiting', { cpu: '800m', priority: 10 })), 0);
    expect(attempt(g, pod('p', { cpu: '800m', priority: 10 })).message).toContain('Insufficient cpu');
    expect(attempt(g, pod('p', { cpu: '800m', priority: 11 })).message).toBe('placed');
  });
});
