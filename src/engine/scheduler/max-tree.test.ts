import { expect, it } from 'vitest';
import { createRandom } from '../kernel/random.ts';
import { MaxTree } from './max-tree.ts';

it('knows the greatest and the places of its ties, as a scan would', () => {
  const random = createRandom(3, 'tree');
  const values = Int32Array.from({ length: 37 }, () => random.int(5));
  const tree = new MaxTree(values, values.length);
  for (let step = 0; step < 500; step++) {
    const at = random.int(values.length);
    values[at] = random.int(9) - 1;
    tree.set(at, values[at]!);
    const max = Math.max(...values);
    const places = [...values.keys()].filter((i) => values[i] === max);
    expect([tree.max, tree.ties]).toEqual([max, places.length]);
    expect(places.map((_, k) => tree.place(k))).toEqual(places);
  }
});
