/**
 * A story drawn by chance: manifests, changes and faults at odd moments, then everything is healed and the cluster must come to
 * rest with every invariant holding. The seed is the whole story: a failing one is a test to keep.
 */
import { DEPLOYMENTS, NODES, PODS, SERVICES } from '../../engine/api/resource.ts';
import { StatusError } from '../../engine/api/errors.ts';
import type { Client } from '../../engine/client/client.ts';
import { Cluster } from '../../engine/cluster/cluster.ts';
import { faultTypes } from '../../engine/faults/index.ts';
import type { FaultType } from '../../engine/faults/fault.ts';
import { FAULTS } from '../../engine/faults/kind.ts';
import { COMPONENTS } from '../../engine/faults/targets.ts';
import { createRandom, type Random } from '../../engine/kernel/random.ts';
import { checkers } from '../checkers/index.ts';

const ACTS = 24;
const REST_MS = 3_600_000;

export interface StoryResult { readonly seed: number; readonly acts: readonly string[]; readonly broken: readonly string[] }

export function playStory(seed: number): StoryResult {
  const random = createRandom(seed, 'fuzz');
  const zones = ['a', 'b', 'c'];
  const cluster = new Cluster({ seed, nodes: Array.from({ length: 3 + random.int(4) }, (_, i) => ({ cpu: '4', memory: '8Gi', zone: zones[i % 3]! })) });
  const client = cluster.client('fuzz');
  const acts: string[] = [];
  const broken: string[] = [];
  cluster.run(5000);
  for (let i = 0; i < ACTS && broken.length === 0; i++) {
    acts.push(act(cluster, client, random, i));
    cluster.run(random.int(40_000));
    broken.push(...failures(cluster, 'always'));
  }
  for (const fault of client.list(FAULTS).items) client.delete(FAULTS, fault.metadata.name!);
  cluster.run(1000);
  for (const node of client.list(NODES).items) if (node.spec?.unschedulable) client.patch(NODES, node.metadata.name!, undefined, 'application/merge-patch+json', { spec: { unschedulable: null } });
  cluster.run(REST_MS);
  if (broken.length === 0) broken.push(...failures(cluster, 'always'), ...failures(cluster, 'rest'));
  return { seed, acts, broken };
}

function failures(cluster: Cluster, when: 'always' | 'rest'): string[] {
  return checkers.filter((checker) => checker.when === when).flatMap((checker) => checker.check(cluster).map((text) => `${checker.name}: ${text}`));
}

/** Does one thing; what the API server refuses is part of the story. */
function act(cluster: Cluster, client: Client, random: Random, i: number): string {
  const choose = <T>(list: readonly T[]): T | undefined => (list.length ? list[random.int(list.length)] : undefined);
  try {
    switch (random.int(8)) {
      case 0: case 1: return deploy(client, random, `app-${i}`);
      case 2: {
        const deployment = choose(client.list(DEPLOYMENTS).items);
        if (!deployment) return deploy(client, random, `app-${i}`);
        const replicas = random.int(12);
        client.update(DEPLOYMENTS, { ...deployment, spec: { ...deployment.spec!, replicas } });
        return `scale ${deployment.metadata.name} to ${replicas}`;
      }
      case 3: {
        const deployment = choose(client.list(DEPLOYMENTS).items);
        if (!deployment) return 'nothing to update';
        const image = choose(['nginx:1.25', 'nginx:1.26', 'nginx:1.27', 'httpd:2.4', 'nginx:does-not-exist'])!;
        client.patch(DEPLOYMENTS, deployment.metadata.name!, deployment.metadata.namespace, 'application/strategic-merge-patch+json', { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } });
        return `image of ${deployment.metadata.name} to ${image}`;
      }
      case 4: {
        const pod = choose(client.list(PODS, 'default').items);
        if (!pod) return 'no pod to delete';
        client.delete(PODS, pod.metadata.name!, 'default', { gracePeriodSeconds: random.int(3) * 10 });
        return `delete pod ${pod.metadata.name}`;
      }
      case 5: {
        const deployment = random.int(4) === 0 ? choose(client.list(DEPLOYMENTS).items) : undefined;
        if (!deployment) return `machine ${cluster.addMachine({ cpu: '4', memory: '8Gi', zone: 'a' })}`;
        client.delete(DEPLOYMENTS, deployment.metadata.name!, 'default', { propagationPolicy: choose(['Background', 'Foreground'])! });
        return `delete ${deployment.metadata.name}`;
      }
      default: return fault(client, random, choose(faultTypes)!, i);
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `refused: ${error.message}`;
  }
}

function deploy(client: Client, random: Random, name: string): string {
  const replicas = 1 + random.int(8);
  const spread = random.int(3) === 0 ? [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: name } } }] : undefined;
  client.create(DEPLOYMENTS, {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default', labels: { app: name } },
    spec: {
      replicas, selector: { matchLabels: { app: name } }, strategy: random.int(4) === 0 ? { type: 'Recreate' } : undefined,
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{
            name: 'c', image: 'nginx:1.25', resources: { requests: { cpu: `${random.int(5) * 100}m`, memory: '64Mi' } },
            ...(random.int(2) ? { readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 2 } } : {}),
          }],
          ...(spread ? { topologySpreadConstraints: spread } : {}),
        },
      },
    },
  });
  client.create(SERVICES, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { selector: { app: name }, ports: [{ port: 80 }], type: random.int(3) === 0 ? 'NodePort' : 'ClusterIP' } });
  return `deploy ${name} x${replicas}`;
}

function fault(client: Client, random: Random, type: FaultType, i: number): string {
  const kind = type.targets[random.int(type.targets.length)]!;
  const name = kind === 'Node' ? pick(client.list(NODES).items.map((node) => node.metadata.name!), random)
    : kind === 'Pod' ? pick(client.list(PODS, 'default').items.map((pod) => pod.metadata.name!), random)
      : kind === 'Zone' ? pick(['a', 'b', 'c'], random) : kind === 'Component' ? pick(COMPONENTS, random) : 'cluster';
  if (name === undefined) return `no target for ${type.type}`;
  const duration = random.int(2) ? `${10 + random.int(300)}s` : undefined;
  client.create(FAULTS, {
    apiVersion: 'sandbox.bottleship.dev/v1alpha1', kind: 'Fault', metadata: { name: `fault-${i}` },
    spec: { type: type.type, target: { kind, name, ...(kind === 'Pod' ? { namespace: 'default' } : {}) }, ...(duration ? { duration } : {}) },
  });
  return `${type.type} on ${kind} ${name}${duration ? ` for ${duration}` : ''}`;
}

const pick = <T>(list: readonly T[], random: Random): T | undefined => (list.length ? list[random.int(list.length)] : undefined);
