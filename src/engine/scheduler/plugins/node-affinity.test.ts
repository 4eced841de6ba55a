import { describe, expect, it } from 'vitest';
import { given, judge, node, pod, refusals, scores } from '../given.ts';

const MISMATCH = "node(s) didn't match Pod's node affinity/selector";
const required = (...terms: object[]): object => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } });
const expression = (key: string, operator: string, ...values: string[]): object => ({ matchExpressions: [{ key, operator, ...(values.length ? { values } : {}) }] });

describe('NodeAffinity', () => {
  const g = given([node('a', { labels: { disk: 'ssd', num: '5' } }), node('b', { labels: { disk: 'hdd', num: '2' } }), node('c')]);

  it('asks every label of nodeSelector', () => {
    expect(refusals(g, pod('p', { nodeSelector: { disk: 'ssd' } }))).toEqual({ b: MISMATCH, c: MISMATCH });
  });

  it.each([
    [[expression('disk', 'In', 'ssd', 'nvme')], ['a']],
    [[expression('disk', 'NotIn', 'ssd')], ['b', 'c']],
    [[expression('disk', 'Exists')], ['a', 'b']],
    [[expression('disk', 'DoesNotExist')], ['c']],
    [[expression('num', 'Gt', '2')], ['a']],
    [[expression('num', 'Lt', '5')], ['b']],
    [[expression('disk', 'In', 'ssd'), expression('num', 'In', '2')], ['a', 'b']],
    [[{}], []],
  ])('%j fits %j', (terms, fitting) => {
    const left = judge(g, pod('p', { affinity: required(...terms) })).nodes.filter((n) => !n.refusal).map((n) => n.node);
    expect(left).toEqual(fitting);
  });

  it('adds up the weights of preferences, the greatest sum counting 100 twice', () => {
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 30, preference: expression('disk', 'In', 'ssd') }, { weight: 10, preference: expression('disk', 'Exists') },
    ] } };
    expect(scores(g, pod('p', { affinity }), 'NodeAffinity')).toEqual({ a: 200, b: 50, c: 0 });
  });
});
