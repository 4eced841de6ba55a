import { describe, expect, it } from 'vitest';
import { NamespaceGrid } from './NamespaceGrid.ts';

const rows = (namespace: string, from: number, to: number): [string, string][] => Array.from({ length: to - from }, (_, i) => [`${namespace}/${from + i}`, namespace]);

describe('NamespaceGrid', () => {
  it('a row keeps its place while others come and go, and a freed place is taken again', () => {
    const grid = new NamespaceGrid(900, 100);
    grid.assign(new Map(rows('shop', 0, 5)));
    const before = grid.placeOf('shop/3');
    const freed = grid.placeOf('shop/1');
    expect(grid.assign(new Map([...rows('shop', 0, 1), ...rows('shop', 2, 6)]))).toBe(false);
    expect(grid.placeOf('shop/3')).toEqual(before);
    expect(grid.placeOf('shop/5')).toEqual(freed);
    expect(grid.placeOf('shop/1')).toBeUndefined();
  });

  it('no two rows share a place, whatever outgrows its block', () => {
    const grid = new NamespaceGrid(900, 100);
    for (const size of [4, 9, 15]) grid.assign(new Map([...rows('shop', 0, size), ...rows('media', 0, 2), ...(size > 9 ? rows('late', 0, 6) : [])]));
    const places = [...rows('shop', 0, 15), ...rows('media', 0, 2), ...rows('late', 0, 6)].map(([key]) => { const { x, y } = grid.placeOf(key)!; return `${x},${y}`; });
    expect(new Set(places).size).toBe(places.length);
  });

  it('is about twice as wide as it is high, however many rows there are', () => {
    for (const size of [40, 400, 4000]) {
      const grid = new NamespaceGrid(900, 100);
      grid.assign(new Map([...rows('a', 0, size), ...rows('b', 0, size / 4), ...rows('c', 0, 3)]));
      let w = 0, h = 0;
      for (const [key] of rows('a', 0, size)) { const p = grid.placeOf(key)!; w = Math.max(w, p.x + 900); h = Math.max(h, p.y + 100); }
      expect(w / h).toBeGreaterThan(0.8);
      expect(w / h).toBeLessThan(5);
    }
  });
});
