import { describe, expect, it } from 'vitest';
import { given, node, pod, scores } from '../given.ts';

const NAME = 'NodeResourcesBalancedAllocation';

describe('NodeResourcesBalancedAllocation', () => {
  it('gives 50 where the pod changes nothing, less where it tips the balance, more where it restores it', () => {
    const nodes = [node('even', { cpu: '2', memory: '2Gi' }), node('tipped', { cpu: '1', memory: '4Gi' }), node('restored', { cpu: '2', memory: '2Gi' })];
    const g = given(nodes, [pod('first', { cpu: '500m', nodeName: 'restored' })]);
    const p = pod('p', { cpu: '512m', memory: '1Gi' });
    // even: |0.256-0.5|/2 = 0.122 -> 50 - 6.1; tipped: |0.512-0.25|/2 = 0.131; restored: from 0.125 to |0.506-0.5|/2 = 0.003.
    expect(scores(g, p, NAME)).toEqual({ even: 43, tipped: 43, restored: 56 });
  });

  it('does not compare nodes for pods that request nothing', () => {
    expect(scores(given([node('a')]), pod('p'), NAME)).toEqual({ a: undefined });
  });
});
