/**
 * Replays the recorded rolling updates (`<recordings>/rollouts`) on a fresh cluster of three hollow nodes and compares the sizes of the
 * ReplicaSets: in order from the first step to the last, within the Deployment's limits, with the same annotations, to the same end.
 *
 * `npx tsx src/testing/parity/rollouts.ts <recordings dir>`; or call `runRollouts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { DEPLOYMENTS, REPLICA_SETS, type AnyResource } from '../../engine/api/resource.ts';
import type { Deployment, ReplicaSet } from '../../engine/api/types.ts';
import { Cluster } from '../../engine/cluster/cluster.ts';
import { HOLLOW } from '../../engine/workloads/hollow.ts';
import type { ParityResult } from './scenarios.ts';

interface RecordedEvent {
  readonly t: number;
  readonly kind: 'D' | 'RS' | 'P' | 'E';
  readonly type: string;
  readonly name: string;
  readonly rev?: string;
  readonly desired?: string;
  readonly max?: string;
  readonly want?: number;
  readonly s?: { readonly replicas?: number; readonly availableReplicas?: number };
  readonly image?: string;
}

interface RecordedRollout {
  readonly replicas: number;
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
  readonly minReadySeconds?: number;
  readonly scaledMidway?: boolean;
  readonly create: readonly RecordedEvent[];
  readonly update: readonly RecordedEvent[];
}

/** A ReplicaSet's size as written: which template, how many it wants, and the two annotations. */
interface Size { readonly image: string; readonly want: number; readonly desired: string; readonly max: string; readonly revision: string }

const NAMESPACE = 'default';
const NAME = 'web';

export function runRollouts(dir: string): ParityResult[] {
  const path = existsSync(join(dir, 'rollouts')) ? join(dir, 'rollouts', 'rollouts.jsonl.gz') : join(dir, 'rollouts.jsonl.gz');
  const recorded = gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as RecordedRollout);
  return recorded.map(compare);
}

function compare(recorded: RecordedRollout): ParityResult {
  const { replicas, maxSurge, maxUnavailable, minReadySeconds = 0, scaledMidway = false } = recorded;
  const name = `${replicas} replicas, surge ${maxSurge}, unavailable ${maxUnavailable}${minReadySeconds ? `, minReadySeconds ${minReadySeconds}` : ''}${scaledMidway ? ', scaled midway' : ''}`;
  const checks: [title: string, ours: unknown, theirs: unknown][] = [];
  const ours = play(recorded);
  const theirs = { create: sizes(recorded.create), update: sizes(recorded.update) };
  for (const phase of ['create', 'update'] as const) {
    checks.push([`${phase}: first steps`, firstSteps(ours[phase]), firstSteps(theirs[phase])]);
    checks.push([`${phase}: last state`, lastState(ours[phase]), lastState(theirs[phase])]);
  }
  checks.push(['update: order of the steps, sizes left out', directions(ours.update), directions(theirs.update)]);
  if (!scaledMidway) checks.push(['update: every step', steps(ours.update), steps(theirs.update)]);
  const differences = checks.filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b)).flatMap(([title, a, b]) => [`${title}:`, `    ours   ${JSON.stringify(a)}`, `    theirs ${JSON.stringify(b)}`]);
  const beyond = beyondLimits(ours.update, recorded);
  if (beyond) differences.push(beyond);
  const total = checks.length + 1;
  return { set: 'rollouts', name, same: total - differences.filter((line) => !line.startsWith('    ')).length, total, differences };
}

/** A change of the wanted size or of the annotations is a step; repeats (status writes) are none. */
function sizes(events: readonly RecordedEvent[]): Size[] {
  const found: Size[] = [];
  const last = new Map<string, string>();
  for (const { kind, type, name, image = '', want = 0, desired = '', max = '', rev: revision = '' } of events) {
    if (kind !== 'RS' || type === 'DELETED') continue;
    const size = { image: tag(image), want, desired, max, revision };
    if (last.get(name) === JSON.stringify(size)) continue;
    last.set(name, JSON.stringify(size));
    found.push(size);
  }
  return found;
}

const tag = (image: string): string => image.split(':').at(-1)!;
const steps = (list: readonly Size[]): string[] => list.map(({ image, want }) => `${image}=${want}`);

/** Until the first pod of the new template can have become ready. */
const firstSteps = (list: readonly Size[]): Size[] => {
  const images = new Set<string>();
  const found: Size[] = [];
  for (const size of list) {
    if (images.has(size.image) && found.some((earlier) => earlier.image === size.image)) break;
    images.add(size.image);
    found.push(size);
  }
  return found;
};

const lastState = (list: readonly Size[]): Record<string, Size> => Object.fromEntries([...new Map(list.map((size) => [size.image, size]))].sort(([a], [b]) => (a < b ? -1 : 1)));

/** `v2 up, v1 down, ...` with runs of one direction as one: how many pods one step takes depends on how many became ready at once. */
function directions(list: readonly Size[]): string[] {
  const size = new Map<string, number>();
  const found: string[] = [];
  for (const { image, want } of list) {
    const before = size.get(image);
    size.set(image, want);
    const text = before === undefined ? `${image} made` : want > before ? `${image} up` : want < before ? `${image} down` : undefined;
    if (text !== undefined && found.at(-1) !== text && found.at(-2) !== text) found.push(text);
  }
  return found;
}

/** The sum of the sizes never passes replicas + surge. */
function beyondLimits(list: readonly Size[], { maxSurge, replicas, scaledMidway }: RecordedRollout): string | undefined {
  if (maxSurge === 'Recreate' || scaledMidway) return undefined;
  const limit = replicas + (typeof maxSurge === 'number' ? maxSurge : Math.ceil((Number.parseInt(maxSurge, 10) * replicas) / 100));
  const size = new Map<string, number>();
  for (const { image, want } of list) {
    size.set(image, want);
    const sum = [...size.values()].reduce((a, b) => a + b, 0);
    if (sum > limit) return `update: ${sum} pods wanted, the limit is ${limit}`;
  }
  return undefined;
}

function play({ replicas, maxSurge, maxUnavailable, minReadySeconds = 0, scaledMidway, update }: RecordedRollout): { create: Size[]; update: Size[] } {
  const cluster = new Cluster({ seed: 1, nodes: 3 });
  cluster.machines.workloads = HOLLOW;
  cluster.run(60_000);
  const client = cluster.client('kubectl');
  const strategy = maxSurge === 'Recreate' ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
  const log = record(cluster);
  client.create(DEPLOYMENTS, {
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: {
      replicas, minReadySeconds, strategy, selector: { matchLabels: { app: NAME } },
      template: { metadata: { labels: { app: NAME } }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'app:v1' }] } },
    },
  } as unknown as Deployment);
  cluster.run(60_000);
  const create = log.splice(0);
  const patch = (body: object): void => { client.patch(DEPLOYMENTS as AnyResource, NAME, NAMESPACE, 'application/strategic-merge-patch+json', body); };
  patch({ spec: { template: { spec: { containers: [{ name: 'c', image: 'app:v2' }] } } } });
  if (scaledMidway) {
    // The recorded machine was slow: what counts is how far the update had come when the size changed.
    const wanted = String(replicas + 6);
    const before = sizes(update).findIndex(({ desired }) => desired === wanted);
    for (let ms = 0; ms < 5000 && sizes(log).length < before; ms++) cluster.run(1);
    patch({ spec: { replicas: replicas + 6 } });
  }
  cluster.run(120_000);
  return { create: sizes(create), update: sizes(log) };
}

/** Every version of the ReplicaSets, as the recordings show them. */
function record(cluster: Cluster): RecordedEvent[] {
  const log: RecordedEvent[] = [];
  const { table } = cluster.server.lookup(REPLICA_SETS);
  cluster.server.store.onWrite((write) => {
    if (write.table !== table || write.type === 'delete') return;
    const { metadata, spec } = write.value as ReplicaSet;
    const annotations = metadata.annotations ?? {};
    log.push({
      t: 0, kind: 'RS', type: 'MODIFIED', name: metadata.name!, want: spec!.replicas!, image: spec!.template!.spec!.containers[0]!.image!,
      rev: annotations['deployment.kubernetes.io/revision'] ?? '', desired: annotations['deployment.kubernetes.io/desired-replicas'] ?? '', max: annotations['deployment.kubernetes.io/max-replicas'] ?? '',
    });
  });
  return log;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [dir] = process.argv.slice(2);
  if (dir === undefined) throw new Error('usage: rollouts.ts <recordings dir>');
  const results = runRollouts(dir);
  for (const { name, same, total, differences } of results) console.log([`${name}: ${same} of ${total}`, ...differences.map((line) => `  ${line}`)].join('\n'));
  const same = results.reduce((sum, result) => sum + result.same, 0), total = results.reduce((sum, result) => sum + result.total, 0);
  console.log(`rollouts: ${same} of ${total} are the same, ${((100 * same) / total).toFixed(2)} %`);
}
