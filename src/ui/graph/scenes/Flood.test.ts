import { expect, it } from 'vitest';
import { Flood } from './Flood.ts';

it('lays out anew while a flood rises, and later only for four times as much', () => {
  let now = 0;
  const flood = new Flood(() => now);
  const rises = (size: number, afterMs: number): boolean => { now += afterMs; return flood.risesTo(size); };
  expect([rises(1, 0), rises(2, 100), rises(3, 100), rises(3, 100)]).toEqual([true, true, true, false]);
  expect([rises(4, 5000), rises(12, 100), rises(13, 100)]).toEqual([false, false, true]);
  expect([rises(500, 100), rises(1000, 1400), rises(1005, 100), rises(2000, 1600)]).toEqual([true, true, false, false]);
});
