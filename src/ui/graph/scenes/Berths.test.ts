import { describe, expect, it } from 'vitest';
import { Berths } from './Berths.ts';

describe('Berths', () => {
  it('a pod keeps its cell while others come and go, and a freed cell is taken again', () => {
    const berths = new Berths();
    const cells = [10, 11, 12, 13].map((pod) => berths.add(pod));
    expect(cells).toEqual([0, 1, 2, 3]);
    berths.remove(1);
    berths.remove(2);
    expect(berths.add(14)).toBe(1);
    expect(berths.cells).toEqual([10, 14, -1, 13]);
    expect(berths.count).toBe(3);
  });

  it('cells get smaller when the grid is outgrown, and large again only when it is empty', () => {
    const berths = new Berths();
    for (let pod = 0; pod < 9; pod++) berths.add(pod);
    expect(berths.tier).toBe(2);
    for (let cell = 8; cell > 0; cell--) berths.remove(cell);
    expect(berths.tier).toBe(2);
    berths.remove(0);
    expect([berths.tier, berths.cells.length]).toEqual([0, 0]);
  });
});
