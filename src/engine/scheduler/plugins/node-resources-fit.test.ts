import { describe, expect, it } from 'vitest';
import { given, judge, node, pod, refusals, scores } from '../given.ts';

describe('NodeResourcesFit', () => {
  it('names every resource a node lacks', () => {
    const g = given([node('a', { cpu: '1', memory: '1Gi', pods: '0' })]);
    expect(refusals(g, pod('p', { cpu: '2', memory: '2Gi', requests: { 'ephemeral-storage': '1Gi', 'example.com/gpu': '1' } }))).toEqual({
      a: 'Too many pods, Insufficient cpu, Insufficient memory, Insufficient ephemeral-storage, Insufficient example.com/gpu',
    });
  });

  it('counts the pods that are there', () => {
    const g = given([node('a', { cpu: '1', more: { 'example.com/gpu': '2' } })], [pod('first', { cpu: '600m', requests: { 'example.com/gpu': '1' }, nodeName: 'a' })]);
    expect(refusals(g, pod('p', { cpu: '400m', requests: { 'example.com/gpu': '1' } }))).toEqual({});
    expect(refusals(g, pod('p', { cpu: '401m' }))).toEqual({ a: 'Insufficient cpu' });
    expect(refusals(g, pod('p', { requests: { 'example.com/gpu': '2' } }))).toEqual({ a: 'Insufficient example.com/gpu' });
  });

  it('knows when no eviction could help', () => {
    const g = given([node('a', { cpu: '1' })], [pod('first', { cpu: '1', nodeName: 'a' })]);
    expect(judge(g, pod('p', { cpu: '1' })).refusals[0]!.unresolvable).toBe(false);
    expect(judge(g, pod('p', { cpu: '2' })).refusals[0]!.unresolvable).toBe(true);
  });

  it('takes the largest init container, sidecars and overhead into account', () => {
    const containers = [{ name: 'c', image: 'x', resources: { requests: { cpu: '300m' } } }];
    const init = { name: 'i', image: 'x', resources: { requests: { cpu: '900m' } } };
    const sidecar = { name: 's', image: 'x', restartPolicy: 'Always', resources: { requests: { cpu: '200m' } } };
    const fits = (cpu: string, p: ReturnType<typeof pod>): boolean => Object.keys(refusals(given([node('a', { cpu })]), p)).length === 0;
    expect(fits('900m', pod('p', { containers, initContainers: [init] }))).toBe(true);
    expect(fits('899m', pod('p', { containers, initContainers: [init] }))).toBe(false);
    // A sidecar started before the init container runs beside it.
    expect(fits('1099m', pod('p', { containers, initContainers: [sidecar, init] }))).toBe(false);
    expect(fits('1100m', pod('p', { containers, initContainers: [sidecar, init] }))).toBe(true);
    expect(fits('999m', pod('p', { containers, initContainers: [init], overhead: { cpu: '100m' } }))).toBe(false);
  });

  it('likes nodes with more left; pods without requests count as 100m and 200Mi', () => {
    const g = given([node('a', { cpu: '1', memory: '2000Mi' }), node('b', { cpu: '2', memory: '2000Mi' })], [pod('first', { nodeName: 'b' })]);
    // a: cpu 50, memory 80 left of 100; b: cpu (2000-100-500)/2000 = 70, memory (2000-200-400)/2000 = 70.
    expect(scores(g, pod('p', { cpu: '500m', memory: '400Mi' }), 'NodeResourcesFit')).toEqual({ a: 65, b: 70 });
  });
});
