import { expect, it } from 'vitest';
import { given, node, pod, refusals } from '../given.ts';

it('fits a pod that names its node on that node only', () => {
  expect(refusals(given([node('a'), node('b')]), pod('p', { nodeName: 'b' }))).toEqual({ a: "node(s) didn't match the requested node name" });
});
