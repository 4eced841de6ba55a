/** Clusters to test the scheduler with: small ones by hand, large and random ones from a seed. */
import type { Node, Pod, PodSpec, Taint } from '../api/types.ts';
import { createRandom, type Random } from '../kernel/random.ts';
import { bareView, type ClusterView } from './cluster-view.ts';
import { scheduleExhaustively, type VerdictTable } from './exhaustive.ts';
import { NodeTable } from './node-table.ts';
import { PodShapes } from './pod-info.ts';
import { defaultPlugins } from './plugins/index.ts';

export type Labels = Record<string, string>;

export interface NodeGiven { labels?: Labels; cpu?: string; memory?: string; pods?: string; taints?: Taint[]; unschedulable?: boolean; images?: Record<string, number>; more?: Labels }

export function node(name: string, given: NodeGiven = {}): Node {
  return {
    apiVersion: 'v1', kind: 'Node',
    metadata: { name, uid: `uid-${name}`, labels: { 'kubernetes.io/hostname': name, ...given.labels } },
    spec: { ...(given.taints ? { taints: given.taints } : {}), ...(given.unschedulable ? { unschedulable: true } : {}) },
    status: {
      allocatable: { cpu: given.cpu ?? '4', memory: given.memory ?? '8Gi', pods: given.pods ?? '110', ...given.more },
      images: Object.entries(given.images ?? {}).map(([image, sizeBytes]) => ({ names: [image], sizeBytes })),
    },
  };
}

export interface PodGiven extends Partial<Omit<PodSpec, 'containers'>> { labels?: Labels; cpu?: string; memory?: string; requests?: Labels; namespace?: string; image?: string; hostPort?: number; containers?: PodSpec['containers'] }

export function pod(name: string, given: PodGiven = {}): Pod {
  const { labels, cpu, memory, requests, namespace = 'default', image = 'x', hostPort, ...spec } = given;
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, namespace, uid: `uid-${namespace}-${name}`, ...(labels ? { labels } : {}) },
    spec: {
      schedulerName: 'default-scheduler',
      containers: [{
        name: 'c', image, resources: { requests: { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}), ...requests } },
        ...(hostPort ? { ports: [{ containerPort: 80, hostPort }] } : {}),
      }],
      ...spec,
    },
  };
}

export interface Given { table: NodeTable; shapes: PodShapes; view: ClusterView }

export function given(nodes: readonly Node[], pods: readonly Pod[] = [], more: Partial<ClusterView> = {}): Given {
  const table = new NodeTable();
  const shapes = new PodShapes();
  for (const n of nodes) table.setNode(n);
  for (const p of pods) table.addPod(shapes.info(p), p.spec!.nodeName!);
  return { table, shapes, view: bareView(table, more) };
}

/** Every plugin's word on every node. */
export function judge(g: Given, p: Pod): VerdictTable {
  return scheduleExhaustively(g.shapes.info(p), g.view, defaultPlugins, createRandom(1, 'test'));
}

/** `{node: reasons}` of the nodes that are refused. */
export function refusals(g: Given, p: Pod): Record<string, string> {
  const found: Record<string, string> = {};
  for (const n of judge(g, p).nodes) if (n.refusal) found[n.node] = n.refusal.reasons.join(', ');
  return found;
}

/** `{node: weighted score}` of one plugin. */
export function scores(g: Given, p: Pod, plugin: string): Record<string, number | undefined> {
  const found: Record<string, number | undefined> = {};
  for (const n of judge(g, p).nodes) if (!n.refusal) found[n.node] = n.scores[plugin]?.weighted;
  return found;
}

const APPS = ['web', 'db', 'cache', 'batch'];
const ZONES = ['a', 'b', 'c'];

export function randomNode(random: Random, i: number): Node {
  const pick = <T>(items: readonly T[]): T => items[random.int(items.length)]!;
  const taints = [];
  if (random.int(6) === 0) taints.push({ key: 'gpu', value: 'a', effect: 'NoSchedule' });
  if (random.int(5) === 0) taints.push({ key: 'slow', value: '', effect: 'PreferNoSchedule' });
  if (random.int(9) === 0) taints.push({ key: 'old', value: '', effect: 'PreferNoSchedule' });
  return node(`n${i}`, {
    labels: { ...(random.int(8) === 0 ? {} : { 'topology.kubernetes.io/zone': pick(ZONES) }), ...(random.int(2) ? { disk: pick(['ssd', 'hdd']) } : {}) },
    cpu: pick(['1', '2', '4']), memory: pick(['1Gi', '2Gi', '8Gi']), pods: pick(['3', '10', '110']), taints, unschedulable: random.int(12) === 0,
    images: random.int(3) === 0 ? { 'big:latest': 300 * 1024 * 1024 } : {},
  });
}

/** A pod of any kind: plain, spread, with affinity, prioritised ... */
export function randomPod(random: Random, name: string): Pod {
  const pick = <T>(items: readonly T[]): T => items[random.int(items.length)]!;
  const chance = (n: number): boolean => random.int(n) === 0;
  const app = pick(APPS);
  const term = (): { labelSelector: { matchLabels: Labels }; topologyKey: string } => ({
    labelSelector: { matchLabels: { app: pick(APPS) } }, topologyKey: pick(['kubernetes.io/hostname', 'topology.kubernetes.io/zone']),
  });
  const affinity: NonNullable<PodSpec['affinity']> = {};
  if (chance(6)) affinity.podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [term()] };
  if (chance(8)) affinity.podAntiAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 + random.int(100), podAffinityTerm: term() }] };
  if (chance(10)) affinity.podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [{ ...term(), labelSelector: { matchLabels: { app } } }] };
  if (chance(6)) affinity.podAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 + random.int(100), podAffinityTerm: term() }] };
  if (chance(6)) {
    affinity.nodeAffinity = {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 + random.int(100), preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }],
    };
  }
  if (chance(12)) {
    affinity.nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [
      { matchFields: [{ key: 'metadata.name', operator: 'In', values: [`n${random.int(12)}`] }] },
      ...(chance(4) ? [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [`n${random.int(12)}`] }] }] : []),
    ] } };
  }
  return pod(name, {
    labels: { app }, cpu: pick(['50m', '100m', '500m', '1']), memory: pick(['64Mi', '256Mi', '512Mi']), image: pick(['x', 'big']),
    ...(Object.keys(affinity).length > 0 ? { affinity } : {}),
    ...(chance(3) ? { priority: random.int(3) * 100 } : {}),
    ...(chance(5) ? { nodeSelector: { disk: pick(['ssd', 'hdd']) } } : {}),
    ...(chance(4) ? { tolerations: [{ key: 'gpu', operator: 'Exists' }] } : {}),
    ...(chance(10) ? { hostPort: 8080 } : {}),
    ...(chance(4) ? {
      topologySpreadConstraints: [{
        maxSkew: 1 + random.int(2), topologyKey: pick(['kubernetes.io/hostname', 'topology.kubernetes.io/zone']),
        whenUnsatisfiable: pick(['DoNotSchedule', 'ScheduleAnyway']), labelSelector: { matchLabels: { app } },
        ...(chance(3) ? { nodeTaintsPolicy: 'Honor' } : {}),
      }],
    } : {}),
  });
}
