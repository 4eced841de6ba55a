/**
 * Dev tool: how often the scheduler decides as a recorded real one did.
 *
 *   npx tsx src/testing/parity/scheduling.ts <folder of recordings>
 *
 * The folder holds `scheduling/scheduling.jsonl.gz`: nodes, pods on them, one pod, and the answer (a node, one of
 * several nodes that tie, or the exact message). Prints the differences and the score; exits 1 below 98 %.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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

function main(folder: string): void {
  const lines = gunzipSync(readFileSync(join(folder, 'scheduling', 'scheduling.jsonl.gz'))).toString().trim().split('\n');
  let right = 0;
  for (const line of lines) {
    const scenario = JSON.parse(line) as Scenario;
    const expected = scenario.answer.nodes ?? [scenario.answer.unschedulable!];
    const wrong = Array.from({ length: 6 }, (_, seed) => decide(scenario, seed)).find((answer) => !expected.includes(answer));
    if (wrong === undefined) right++;
    else console.log(`${scenario.id}\n  expected ${expected.join(' | ')}\n  got      ${wrong}`);
  }
  console.log(`scheduling: ${right} of ${lines.length} as recorded (${((100 * right) / lines.length).toFixed(1)} %)`);
  if (right / lines.length < 0.98) process.exitCode = 1;
}

const folder = process.argv[2];
if (!folder) { console.error('usage: npx tsx src/testing/parity/scheduling.ts <folder of recordings>'); process.exitCode = 2; } else main(folder);
