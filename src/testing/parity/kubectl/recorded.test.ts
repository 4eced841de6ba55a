/**
 * Our kubectl prints what a real kubectl v1.36 printed for the same lines on the same cluster (`recorded/`, made by
 * `../kubectl.ts --record`). All lines run; compared are those that do not show how pods fare, which is told by other tests.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { differencesOf, LinesRunner } from './compare.ts';
import { readRecord } from './record.ts';

const here = dirname(fileURLToPath(import.meta.url));
const RUNTIME = /kubectl (get (pods?|all|deploy|ep|events|node|-f|-k|-A)|describe|logs|events|exec|debug|attach|port-forward|top|wait|drain|rollout (status|history|undo|restart)|cluster-info dump|explain|api-|version|scale|delete (deploy|all|pods)|diff|edit|patch deploy|replace)|-o (yaml|json).*--dry-run=(server|client)$|deploy\S* .*-o yaml|job-|pods --all/;
/** Lines that are known to print something else, with the reason behind ` # `. */
const KNOWN = new Set(readFileSync(join(here, 'different.txt'), 'utf8').split('\n').filter((line) => line !== '').map((line) => line.split(' # ')[0]!.trim()));

test.each(['create', 'kustomize', 'metadata', 'client', 'apply', 'words'])('%s: as the real kubectl printed', (session) => {
  const ours = new LinesRunner();
  const wrong: string[] = [];
  let compared = 0;
  for (const recorded of readRecord(readFileSync(join(here, 'recorded', `${session}.txt`), 'utf8'))) {
    ours.at(recorded.atMs);
    const mine = ours.run(recorded.line);
    if (RUNTIME.test(recorded.line) || KNOWN.has(recorded.line.trim())) continue;
    compared++;
    const differences = differencesOf(recorded.line, mine, recorded);
    if (differences.length > 0) wrong.push(recorded.line, ...differences);
  }
  expect(wrong.join('\n')).toBe('');
  expect(compared).toBeGreaterThan(20);
}, 60_000);
