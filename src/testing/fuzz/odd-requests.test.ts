import { expect, test } from 'vitest';
import { playOddRequests } from './odd-requests.ts';

test.each([1, 2, 3])('odd requests %i are answered, and nothing fails over them', (seed) => {
  expect(playOddRequests(seed, 120)).toEqual([]);
});
