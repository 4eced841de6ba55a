import { describe, expect, it } from 'vitest';
import { given, node, pod, refusals, scores } from '../given.ts';
import { taintToleration } from './taint-toleration.ts';

const taint = (effect: string, value = 'x'): { key: string; value: string; effect: string } => ({ key: 'k', value, effect });

describe('TaintToleration', () => {
  const g = given([node('none'), node('hard', { taints: [taint('NoSchedule')] }), node('harder', { taints: [taint('NoExecute')] })]);

  it('refuses NoSchedule and NoExecute taints that are not tolerated', () => {
    expect(refusals(g, pod('p'))).toEqual({ hard: 'node(s) had untolerated taint(s)', harder: 'node(s) had untolerated taint(s)' });
  });

  it.each([
    [{ key: 'k', operator: 'Equal', value: 'x', effect: 'NoSchedule' }, ['harder']],
    [{ key: 'k', value: 'x' }, []],
    [{ key: 'k', operator: 'Exists', effect: 'NoExecute' }, ['hard']],
    [{ operator: 'Exists' }, []],
    [{ key: 'k', operator: 'Equal', value: 'y' }, ['hard', 'harder']],
    [{ key: 'other', operator: 'Exists' }, ['hard', 'harder']],
  ])('toleration %j leaves %j', (toleration, left) => {
    expect(Object.keys(refusals(g, pod('p', { tolerations: [toleration] })))).toEqual(left);
  });

  it('scores by how few PreferNoSchedule taints are not tolerated', () => {
    const soft = given([node('a'), node('b', { taints: [taint('PreferNoSchedule')] }), node('c', { taints: [taint('PreferNoSchedule'), { key: 'l', effect: 'PreferNoSchedule' }] })]);
    expect(scores(soft, pod('p'), 'TaintToleration')).toEqual({ a: 300, b: 150, c: 0 });
    expect(scores(soft, pod('p', { tolerations: [{ key: 'l', operator: 'Exists' }] }), 'TaintToleration')).toEqual({ a: 300, b: 0, c: 0 });
  });

  it('is helped by a taint that goes, not by one that stays', () => {
    const hint = taintToleration.events[0]!.hint!;
    const info = g.shapes.info(pod('p'));
    expect(hint(info, node('n', { taints: [taint('NoSchedule')] }), node('n'), g.view)).toBe('Queue');
    expect(hint(info, node('n'), node('n', { labels: { a: 'b' } }), g.view)).toBe('Skip');
    expect(hint(info, undefined, node('n', { taints: [taint('NoSchedule')] }), g.view)).toBe('Skip');
  });
});
