import { expect, it } from 'vitest';
import { tableAt } from './attempts.ts';
import { given, node, pod } from './given.ts';

it('turns the table back to an earlier moment', () => {
  const g = given([node('a', { cpu: '1' }), node('b')], [pod('first', { nodeName: 'a', cpu: '100m' })]);
  const { table } = g;
  const then = table.journal.end;
  const second = g.shapes.info(pod('second', { cpu: '200m' }));
  table.addPod(second, 'a');
  table.setNode(node('a', { cpu: '8' }));
  table.removeNode('b');
  table.setNode(node('c'));
  table.nominate(g.shapes.info(pod('third')), 0);
  table.removePod(second);
  const past = tableAt(table, then)!;
  expect(past.names.filter((_, n) => past.nodes[n]).sort()).toEqual(['a', 'b']);
  const a = past.indexOf('a');
  expect([past.allocatableCpu[a], past.requestedCpu[a], past.podCount[a], past.nominations]).toEqual([1000, 100, 1, 0]);
});

it('does not pretend to know what is forgotten', () => {
  const { table, shapes } = given([node('a')]);
  for (let i = 0; i < 20_000; i++) { const info = shapes.info(pod('p')); table.addPod(info, 'a'); table.removePod(info); }
  expect(tableAt(table, 0)).toBeUndefined();
});
