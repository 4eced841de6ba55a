/** What is measured, and beside what. The aims are those of the issues. */
import { bringUp, clusterOf } from './scenario.ts';
import { cpuSeconds, heapMegabytes, type Figure } from './figure.ts';
import { CONFIG_MAPS } from '../../engine/api/resource.ts';
import type { ConfigMap } from '../../engine/api/types.ts';
import { restFigures } from './rest.ts';
import { schedulingFigures } from './scheduling.ts';
import { bringUpWebernetes } from './webernetes.ts';

const untilReady = (nodes: number, pods: number): number => cpuSeconds(() => bringUp(clusterOf(nodes), pods));

function heapOf(nodes: number, pods: number): number {
  const before = heapMegabytes();
  const cluster = clusterOf(nodes);
  bringUp(cluster, pods);
  const after = heapMegabytes();
  return cluster.now > 0 ? after - before : 0;
}

function idleHour(): number {
  const cluster = clusterOf(10);
  bringUp(cluster, 100);
  cluster.settle();
  return cpuSeconds(() => cluster.run(3_600_000));
}

/** In-process writes a CPU second, with ten watchers that get everything. */
function writesASecond(): number {
  const cluster = clusterOf(1);
  const client = cluster.client('bench');
  let seen = 0;
  for (let i = 0; i < 10; i++) client.watch({ resource: CONFIG_MAPS, namespace: 'default', delayMs: 2, deliver: (events) => { seen += events.length; } });
  const count = 100_000;
  let map: ConfigMap = client.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'bench', namespace: 'default' }, data: { n: '0' } });
  const seconds = cpuSeconds(() => {
    for (let i = 1; i <= count; i++) {
      map = client.update(CONFIG_MAPS, { ...map, data: { n: String(i) } });
      if (i % 1000 === 0) cluster.run(10);
    }
  });
  if (seen < count) throw new Error('the watchers missed writes');
  return count / seconds;
}

/** Nodes and pods of the smallest cluster whose rollout is measured. */
const SMALL = { nodes: 50, pods: 1500 };

/** How much longer a rollout of everything takes in a cluster `times` as large: `times` is linear. */
function growth(times: number): number {
  const { nodes, pods } = SMALL;
  untilReady(nodes, pods); // warms the code up
  const small = untilReady(nodes, pods);
  return untilReady(times * nodes, times * pods) / small;
}

const growths = [2, 4, 8].map((times): Figure => ({
  name: `a rollout of everything in a cluster ${times} times as large (${SMALL.nodes * times} nodes, ${(SMALL.pods * times).toLocaleString('en')} pods)`,
  unit: 'times the time', aim: times, run: () => growth(times),
}));

const beside = (pods: number): Figure => ({
  name: `${pods} pods of one Deployment from nothing to all Ready, 3 nodes`, unit: 's of CPU',
  run: () => untilReady(3, pods),
  peer: { name: '@ngrok/webernetes', run: () => bringUpWebernetes(pods) },
});

export const figures: readonly Figure[] = [
  { name: '1,000 nodes and 30,000 pods from nothing to all Ready', unit: 's of CPU', aim: 6, run: () => untilReady(1000, 30_000) },
  { name: 'heap with 1,000 nodes and 30,000 pods', unit: 'MB', aim: 200, run: () => heapOf(1000, 30_000) },
  { name: 'one virtual hour of 10 nodes and 100 pods, idle', unit: 's of CPU', aim: 1, run: idleHour },
  { name: 'in-process writes with 10 watchers', unit: 'writes/s', largerIsBetter: true, aim: 150_000, run: writesASecond },
  { name: `a rollout of everything, ${SMALL.nodes} nodes and ${SMALL.pods.toLocaleString('en')} pods`, unit: 's of CPU', run: () => { untilReady(SMALL.nodes, SMALL.pods); return untilReady(SMALL.nodes, SMALL.pods); } },
  ...growths,
  ...schedulingFigures,
  ...restFigures,
  beside(10), beside(100), beside(500),
];

