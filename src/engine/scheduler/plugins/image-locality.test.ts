import { describe, expect, it } from 'vitest';
import { given, node, pod, scores } from '../given.ts';

const MB = 1024 * 1024;

describe('ImageLocality', () => {
  it('scores by the size of the images a node has, thinned by how few nodes have them', () => {
    const g = given([node('a', { images: { 'big:latest': 500 * MB } }), node('b', { images: { 'big:latest': 500 * MB, 'registry:5000/small:v1': 20 * MB } }), node('c'), node('d')]);
    // 500 MB on half the nodes counts 250; (250 - 23) of (1000 - 23).
    expect(scores(g, pod('p', { image: 'big' }), 'ImageLocality')).toEqual({ a: 23, b: 23, c: 0, d: 0 });
    expect(scores(g, pod('p', { image: 'registry:5000/small:v1' }), 'ImageLocality')).toEqual({ a: 0, b: 0, c: 0, d: 0 });
  });

  it('asks for more where there are more containers', () => {
    const g = given([node('a', { images: { 'big:latest': 500 * MB } })]);
    const p = pod('p', { containers: [{ name: 'c', image: 'big' }, { name: 'd', image: 'other' }] });
    expect(scores(g, p, 'ImageLocality')).toEqual({ a: Math.floor((100 * (500 - 23)) / (2000 - 23)) });
  });
});
