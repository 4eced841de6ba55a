import { expect, it } from 'vitest';
import { prioritySort } from './priority-sort.ts';

it('puts higher priority first, then who waits longer', () => {
  expect(prioritySort.less(10, 5, 1, 0)).toBe(true);
  expect(prioritySort.less(1, 0, 10, 5)).toBe(false);
  expect(prioritySort.less(1, 0, 1, 5)).toBe(true);
  expect(prioritySort.less(1, 5, 1, 5)).toBe(false);
});
