/**
 * How often the scheduler decides as a recorded real one did: the set `scheduling` of `npm run parity`.
 *
 * The folder holds `scheduling/scheduling.jsonl.gz`: nodes, pods on them, one pod, and the answer (a node, one of
 * several nodes that tie, or the exact message).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ParityResult } from './scenarios.ts';
import type { Node, Pod } from '../../engine/api/types.ts';
import { createRandom } from '../../engine/kernel/random.ts';
import { bareView } from '../../engine/scheduler/cluster-view.ts';
import { Cycle } from '../../engine/scheduler/cycle.ts';
import { fitErrorMessage } from '../../engine/scheduler/fit-error.ts';
import { NodeTable } from '../../engine/scheduler/node-table.ts';
import { PodShapes } from '../../engine/scheduler/pod-info.ts';
import { defaultPlugins } from '../../engine/scheduler/plugins/index.ts';

interface Scenario {
  id: string;
  nodes: Node[];
  existing: Pod[];
  pod: { labels: Record<string, string>; spec: Pod['spec'] };
  answer: { nodes?: string[]; unschedulable?: string };
}

export function decide(scenario: Scenario, seed: number): string {
  const table = new NodeTable();
  const shapes = new PodShapes();
  for (const node of scenario.nodes) table.setNode(node);
  for (const pod of scenario.existing) table.addPod(shapes.info(pod), pod.spec!.nodeName!);
  const cycle = new Cycle(bareView(table), defaultPlugins, createRandom(seed, 'scheduler'));
  const pod: Pod = { metadata: { name: 'pod', namespace: 'default', labels: scenario.pod.labels }, spec: scenario.pod.spec };
  const outcome = cycle.schedule(shapes.info(pod));
  return outcome.placed ? table.names[outcome.node]! : fitErrorMessage(outcome.diagnosis);
}

/** One result a scenario: every one of six seeds must answer as recorded. */
export function runScheduling(folder: string): ParityResult[] {
  const lines = gunzipSync(readFileSync(join(folder, 'scheduling', 'scheduling.jsonl.gz'))).toString().trim().split('\n');
  return lines.map((line) => {
    const scenario = JSON.parse(line) as Scenario;
    const expected = scenario.answer.nodes ?? [scenario.answer.unschedulable!];
    const wrong = Array.from({ length: 6 }, (_, seed) => decide(scenario, seed)).find((answer) => !expected.includes(answer));
    const differences = wrong === undefined ? [] : [`expected ${expected.join(' | ')}`, `got      ${wrong}`];
    return { set: 'scheduling', name: scenario.id, same: differences.length ? 0 : 1, total: 1, differences };
  });
}
