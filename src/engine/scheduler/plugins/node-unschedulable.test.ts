import { expect, it } from 'vitest';
import { given, node, pod, refusals } from '../given.ts';

it('keeps pods off cordoned nodes, unless they tolerate it', () => {
  const g = given([node('a', { unschedulable: true }), node('b')]);
  expect(refusals(g, pod('p'))).toEqual({ a: 'node(s) were unschedulable' });
  expect(refusals(g, pod('p', { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }] }))).toEqual({});
});
