import { expect, it } from 'vitest';
import { sortSliced } from './sortSliced.ts';

it('sorts as the built-in sort does, whatever the number, and pauses in between', () => {
  for (const size of [0, 1, 511, 512, 513, 1024, 20_000]) {
    const slots = Array.from({ length: size }, (_, i) => i * 2);
    const keyOf = (slot: number): string => `pod-${(slot * 7919) % 1013}`;
    const sorting = sortSliced(slots, keyOf);
    let pauses = 0, done = sorting.next();
    for (; !done.done; done = sorting.next()) pauses++;
    expect(done.value).toEqual([...slots].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : a - b)));
    expect(pauses).toBeGreaterThanOrEqual(Math.floor(size / 512));
  }
});
