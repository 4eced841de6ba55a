/** Stories by chance with a fixed budget. Longer: `npx tsx src/testing/fuzz/main.ts 1000`. */
import { expect, test } from 'vitest';
import { playStory } from './story.ts';

/** Seeds that found something once. */
const KEPT: readonly number[] = [];
const BUDGET = 12;

test.each([...KEPT, ...Array.from({ length: BUDGET }, (_, i) => i + 1)])('story %i comes to rest with every invariant holding', (seed) => {
  const { acts, broken } = playStory(seed);
  expect(broken, acts.join('\n')).toEqual([]);
});
