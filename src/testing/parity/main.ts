/**
 * Replays what a real v1.36 was asked (creates, broken creates, patches) through the REST server, and recorded stories (scheduling,
 * rollouts, scenarios with a real kubectl) on whole clusters, and counts what is the same.
 *
 * `npm run parity [-- --data DIR] [--json FILE] [--out FILE] [--only TEXT] [--kubectl FILE] [set ...]`. Differences go to a file that a person can
 * read; `--json` gets the figures. Nothing here knows a single case: the same is asked of folders kept apart.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { filesOf, recordedCases, type RecordedCreate, type RecordedPatches } from './recorded-cases.ts';
import { namespaceOfPath, replayCreate, resourceOfPath } from './replay-creates.ts';
import { replayPatches } from './replay-patches.ts';
import { ReplayServer } from './replay-server.ts';
import { runRollouts } from './rollouts.ts';
import { eachScenario, type ParityResult } from './scenarios.ts';
import { runScheduling } from './scheduling.ts';

const ANSWERS = ['create', 'invalid', 'patch'];
/** Sets of whole stories: what they count is told where they are played. */
const STORIES: Readonly<Record<string, (folder: string) => AsyncIterable<ParityResult> | Iterable<ParityResult>>> = {
  scheduling: runScheduling, rollouts: runRollouts, scenarios: (folder) => eachScenario(folder, { kubectl: values.kubectl }),
};
const SETS = [...ANSWERS, ...Object.keys(STORIES)];
const AIMS: Readonly<Record<string, number>> = { create: 99, invalid: 95, patch: 98, scheduling: 98, rollouts: 100, scenarios: 95 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, json: { type: 'string' }, out: { type: 'string', default: 'test-results/parity-differences.txt' }, only: { type: 'string' }, kubectl: { type: 'string' } },
});

interface Score { same: number; all: number }

/** Titles and differences of every case of a set that `only` lets through. */
function* run(folder: string, set: string): Generator<{ resource: string; title: string; found: string[] }> {
  const wanted = (resource: string, id: string): boolean => !values.only || resource.includes(values.only) || id === values.only;
  if (set === 'patch') {
    const cases = [...recordedCases<RecordedPatches>(folder, set)].filter((recorded) => wanted(recorded.resource, recorded.id));
    const server = new ReplayServer(namespacesOf(cases.map(({ create }) => create.path)));
    for (const recorded of cases) {
      const results = replayPatches(server, recorded);
      for (const [i, found] of results.entries()) {
        const step = recorded.steps[i]!;
        yield { resource: recorded.resource, title: `${recorded.id}#${i} ${step.contentType} ${step.path}?${step.query}\n    ${JSON.stringify(step.patch).slice(0, 600)}`, found };
      }
    }
    return;
  }
  const cases = [...recordedCases<RecordedCreate>(folder, set)].filter((recorded) => wanted(resourceOfPath(recorded.request.path), recorded.id ?? recorded.source));
  const server = new ReplayServer(namespacesOf(cases.map(({ request }) => request.path)));
  for (const recorded of cases) {
    yield { resource: resourceOfPath(recorded.request.path), title: `${recorded.id ?? ''} ${recorded.source} ${recorded.mutation?.map((m) => m.slice(0, 200)).join('; ') ?? ''}`, found: replayCreate(server, recorded) };
  }
}

/** The namespaces that the recorded cluster had besides a fresh one's. */
function namespacesOf(paths: readonly string[]): string[] {
  const found = new Set(paths.map(namespaceOfPath).filter((name) => name !== undefined));
  return [...found].filter((name) => name === 'recorded' || name === 'judge');
}

const percent = ({ same, all }: Score): string => `${((100 * same) / all).toFixed(2)} %`;

function report(set: string, scores: ReadonlyMap<string, Score>, total: Score): void {
  for (const [resource, score] of set === 'scheduling' ? [] : [...scores].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`  ${resource.padEnd(62)} ${String(score.same).padStart(5)} of ${String(score.all).padStart(5)}  ${percent(score).padStart(9)}`);
  }
  console.log(`${set}: ${total.same} of ${total.all} are the same, ${percent(total)} (aim: ${AIMS[set]} %)\n`);
}

const folder = resolve(values.data ?? '.');
const figures: Record<string, Score & { percent: number; kinds: Record<string, Score> }> = {};
const lines: string[] = [];
for (const set of positionals.length ? positionals : SETS) {
  if (!SETS.includes(set)) { console.error(`unknown set ${set}: there are ${SETS.join(', ')}`); process.exitCode = 2; continue; }
  if (!existsSync(join(folder, set)) || (ANSWERS.includes(set) && filesOf(folder, set).length === 0)) { console.log(`${set}: skipped, there are no recordings in ${folder}/${set}\n`); continue; }
  const scores = new Map<string, Score>();
  const total: Score = { same: 0, all: 0 };
  if (STORIES[set]) {
    try {
      for await (const { name, same, total: all, differences } of STORIES[set](folder)) {
        scores.set(name, { same, all });
        total.same += same;
        total.all += all;
        if (differences.length) lines.push(`--- ${set} ${name}`, ...differences.map((line) => `    ${line}`), '');
      }
    } catch (error) {
      console.log(`${set}: skipped, ${(error as Error).message}\n`);
      continue;
    }
  } else for (const { resource, title, found } of run(folder, set)) {
    let score = scores.get(resource);
    if (!score) scores.set(resource, (score = { same: 0, all: 0 }));
    for (const count of [score, total]) { count.all++; if (found.length === 0) count.same++; }
    if (found.length) lines.push(`--- ${set} ${resource} ${title}`, ...found.map((line) => `    ${line}`), '');
  }
  if (!total.all) continue;
  report(set, scores, total);
  figures[set] = { ...total, percent: Number(((100 * total.same) / total.all).toFixed(2)), kinds: Object.fromEntries(scores) };
}
if (lines.length) {
  mkdirSync(dirname(resolve(values.out)), { recursive: true });
  writeFileSync(values.out, `${lines.join('\n')}\n`);
  console.log(`the differences are in ${values.out}`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
