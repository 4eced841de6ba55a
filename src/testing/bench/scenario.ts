/** Clusters to measure: so many machines, so many pods, from nothing to all Ready. */
import { DEPLOYMENTS, PODS } from '../../engine/api/resource.ts';
import type { Deployment, Pod } from '../../engine/api/types.ts';
import { Cluster } from '../../engine/cluster/cluster.ts';

const PODS_A_DEPLOYMENT = 1000;
const MAX_VIRTUAL_MS = 3_600_000;

export const deploymentOf = (name: string, replicas: number): Deployment => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' },
  spec: {
    replicas, selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] } },
  },
});

export function clusterOf(nodes: number): Cluster {
  const cluster = new Cluster({ seed: 1, nodes: Array.from({ length: nodes }, () => ({ cpu: '32', memory: '128Gi', pods: 250 })) });
  cluster.settle();
  return cluster;
}

/** Deploys so many pods and runs until all are Ready. Throws when they are not after an hour of virtual time. */
export function bringUp(cluster: Cluster, pods: number): void {
  const client = cluster.client('bench');
  const ready = new Set<string>();
  const watch = client.watch({
    resource: PODS,
    deliver: (events) => {
      for (const { object } of events) if ((object as unknown as Pod).status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')) ready.add(object.metadata.uid!);
    },
  });
  for (let made = 0; made < pods; made += PODS_A_DEPLOYMENT) client.create(DEPLOYMENTS, deploymentOf(`web-${made / PODS_A_DEPLOYMENT}`, Math.min(PODS_A_DEPLOYMENT, pods - made)));
  const until = cluster.now + MAX_VIRTUAL_MS;
  while (ready.size < pods && cluster.now < until) cluster.run(500);
  watch.stop();
  if (ready.size < pods) throw new Error(`only ${ready.size} of ${pods} pods are Ready`);
}
