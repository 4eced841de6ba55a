import { expect, test } from 'vitest';
import { goSort } from './go-sort.ts';

/** Numbers without an order one could see, the same every time. */
function* numbers(count: number, below: number): Generator<number> {
  let x = 12345;
  for (let i = 0; i < count; i++) yield (x = (x * 1103515245 + 12345) % 2147483648) % below;
}

test.each([0, 1, 12, 13, 49, 50, 51, 200, 1000])('%i items come out sorted, all of them', (count) => {
  for (const below of [2, 10, 100_000]) {
    const items = [...numbers(count, below)];
    expect(goSort(items, (a, b) => a < b)).toEqual([...items].sort((a, b) => a - b));
    const falling = [...items].sort((a, b) => b - a);
    expect(goSort(falling, (a, b) => a < b)).toEqual([...falling].reverse());
  }
});

test('twelve items keep the order of equals', () => {
  const items = Array.from({ length: 12 }, (_, i) => ({ key: i % 3, i }));
  expect(goSort(items, (a, b) => a.key < b.key).map(({ i }) => i)).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
});
