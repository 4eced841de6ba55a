import { expect, it } from 'vitest';
import { given, node, pod, refusals } from '../given.ts';

const TAKEN = "node(s) didn't have free ports for the requested pod ports";

it('gives a host port of a node to one pod only', () => {
  const g = given([node('a'), node('b')], [pod('first', { hostPort: 80, nodeName: 'a' })]);
  expect(refusals(g, pod('p', { hostPort: 80 }))).toEqual({ a: TAKEN });
  expect(refusals(g, pod('p', { hostPort: 81 }))).toEqual({});
});

it('tells addresses and protocols apart, 0.0.0.0 being every address', () => {
  const on = (hostIP: string, protocol = 'TCP'): ReturnType<typeof pod> =>
    pod('p', { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 1, hostPort: 80, hostIP, protocol }] }] });
  const g = given([node('a')], [{ ...on('10.0.0.1'), spec: { ...on('10.0.0.1').spec!, nodeName: 'a' } }]);
  expect(refusals(g, on('10.0.0.2'))).toEqual({});
  expect(refusals(g, on('10.0.0.1', 'UDP'))).toEqual({});
  expect(refusals(g, on('0.0.0.0'))).toEqual({ a: TAKEN });
});
