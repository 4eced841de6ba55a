/** What is measured, and beside what. The aims are those of the issues. */
import { bringUp, clusterOf } from './scenario.ts';
import { cpuSeconds, heapMegabytes, type Figure } from './figure.ts';
import { CONFIG_MAPS } from '../../engine/api/resource.ts';
import type { ConfigMap } from '../../engine/api/types.ts';
import { restFigures } from './rest.ts';
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

/** How much longer a rollout of everything takes when the cluster is twice as large: 2 is linear. */
function growth(): number {
  untilReady(50, 2000); // warms the code up
  const small = untilReady(50, 2000);
  const large = untilReady(100, 4000);
  return large / small;
}

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
  { name: 'a cluster twice as large, time of a rollout of everything', unit: 'times', aim: 2, run: growth },
  ...restFigures,
  beside(10), beside(100), beside(500),
];

