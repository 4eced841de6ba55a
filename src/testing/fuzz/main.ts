/** `npx tsx src/testing/fuzz/main.ts [stories] [first seed]`: plays many stories and prints those that break something. */
import { playStory } from './story.ts';

const [count = '100', first = '1'] = process.argv.slice(2);
let failed = 0;
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const { acts, broken } = playStory(seed);
  if (broken.length === 0) continue;
  failed++;
  console.log(`story ${seed}\n  ${acts.join('\n  ')}\n  BROKEN ${broken.slice(0, 5).join('\n  BROKEN ')}`);
}
console.log(`${Number(count) - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
