import { expect, it } from 'vitest';
import { readyCluster } from '../../testing/writes.ts';
import { NODES, PODS } from '../api/resource.ts';
import { Cluster } from '../cluster/cluster.ts';

const ranges = (cluster: Cluster) => cluster.client().list(NODES, undefined).items.map((node) => node.spec?.podCIDR);

it('gives each node the lowest free range, and pods addresses of it; off unless wanted', () => {
  expect(ranges(readyCluster())).toEqual([undefined, undefined, undefined]);
  const cluster = readyCluster({ nodes: 3, allocateNodeCIDRs: true });
  cluster.run(15_000);
  expect([...ranges(cluster)].sort()).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24']);
  const [node] = cluster.client().list(NODES, undefined).items;
  cluster.client().create(PODS, { metadata: { name: 'p', namespace: 'default' }, spec: { nodeName: node!.metadata.name!, containers: [{ name: 'c', image: 'nginx' }] } });
  cluster.run(10_000);
  expect(cluster.findPod('default', 'p')!.status!.podIP!.replace(/\.\d+$/, '.0/24')).toBe(node!.spec!.podCIDR);
  const free = node!.spec!.podCIDR;
  cluster.removeMachine(node!.metadata.name!);
  cluster.run(1000);
  cluster.addMachine();
  cluster.run(5000);
  expect(ranges(cluster)).toContain(free);
});
