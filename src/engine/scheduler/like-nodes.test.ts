import { expect, it, vi } from 'vitest';
import type { Pod, PodSpec } from '../api/types.ts';
import { createRandom, type Random } from '../kernel/random.ts';
import { bareView } from './cluster-view.ts';
import { Cycle } from './cycle.ts';
import { scheduleExhaustively } from './exhaustive.ts';
import { node, pod, type PodGiven } from './given.ts';
import { LikeNodes } from './like-nodes.ts';
import { NodeTable } from './node-table.ts';
import { PodShapes, type PodInfo } from './pod-info.ts';
import { defaultPlugins } from './plugins/index.ts';

const HOST = 'kubernetes.io/hostname', ZONE = 'topology.kubernetes.io/zone';
const labelled = (app: string): { labelSelector: { matchLabels: { app: string } } } => ({ labelSelector: { matchLabels: { app } } });

const spread = (topologyKey: string, whenUnsatisfiable: string, maxSkew: number, app: string): Partial<PodSpec> => ({ topologySpreadConstraints: [{ topologyKey, whenUnsatisfiable, maxSkew, ...labelled(app) }] });

/** Templates as people write them: every way to relate to other pods, by host and by zone. */
const TEMPLATES: readonly PodGiven[] = [
  { labels: { app: 'plain' } },
  { labels: { app: 'web' } }, // has a Service: the system's default constraints
  { labels: { app: 'a' }, ...spread(ZONE, 'DoNotSchedule', 1, 'a') },
  { labels: { app: 'a' }, ...spread(ZONE, 'ScheduleAnyway', 5, 'a') },
  { labels: { app: 'b' }, ...spread(HOST, 'DoNotSchedule', 1, 'b') },
  { labels: { app: 'b' }, ...spread(HOST, 'ScheduleAnyway', 2, 'b') },
  { labels: { app: 'c' }, topologySpreadConstraints: [...spread(ZONE, 'DoNotSchedule', 2, 'c').topologySpreadConstraints!, ...spread(HOST, 'ScheduleAnyway', 1, 'c').topologySpreadConstraints!] },
  { labels: { app: 'd' }, affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: HOST, ...labelled('d') }] } } },
  { labels: { app: 'e' }, affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ZONE, ...labelled('e') }] } } },
  { labels: { app: 'e' }, affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 40, podAffinityTerm: { topologyKey: HOST, ...labelled('a') } }] } } },
  { labels: { app: 'd' }, affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 7, podAffinityTerm: { topologyKey: ZONE, ...labelled('d') } }] } } },
];

const machine = (random: Random, i: number): ReturnType<typeof node> => node(`n${i}`, {
  labels: random.int(15) === 0 ? {} : { [ZONE]: `z${random.int(3)}` }, cpu: random.int(4) ? '4' : '2', unschedulable: random.int(20) === 0,
  images: random.int(3) ? { 'big:latest': 500 * 1024 * 1024 } : {},
});

it('asks one node of each group and places every pod where asking them all does', () => {
  const grouped = vi.spyOn(LikeNodes.prototype, 'nth');
  let placed = 0;
  for (let seed = 1; seed <= 2; seed++) {
    const random = createRandom(seed, 'cluster');
    const table = new NodeTable(), shapes = new PodShapes();
    const view = bareView(table, { defaultSelectors: (p: Pod) => (p.metadata.labels?.['app'] === 'web' ? [{ matchLabels: { app: 'web' } }] : []), now: () => 0, namespaceLabels: () => ({}) });
    const cycle = new Cycle(view, defaultPlugins, createRandom(seed, 'lots'));
    const lots = createRandom(seed, 'lots');
    for (let i = 0; i < 70; i++) table.setNode(machine(random, i));
    const there: PodInfo[] = [];
    for (let step = 0; step < 300; step++) {
      const what = random.int(40);
      if (what === 0) table.setNode(machine(random, random.int(90)));
      else if (what === 1) table.setNode({ ...table.nodes[3]!, status: { ...table.nodes[3]!.status, images: [{ names: ['big:latest'], sizeBytes: 500 * 1024 * 1024 }] } });
      else if (what < 8 && there.length > 0) table.removePod(there.splice(random.int(there.length), 1)[0]!);
      const given = TEMPLATES[random.int(TEMPLATES.length)]!;
      const info = shapes.info(pod(`p${step}`, { ...given, cpu: '100m', memory: '128Mi', image: random.int(2) ? 'x' : 'big' }));
      const plain = scheduleExhaustively(info, view, defaultPlugins, lots);
      const fast = cycle.schedule(info);
      expect(fast.placed ? table.names[fast.node] : undefined).toBe(plain.chosen < 0 ? undefined : table.names[plain.chosen]);
      // The plain way drew for a victim as little as the fast one: nothing here has a priority.
      if (!fast.placed) continue;
      table.addPod(info, table.names[fast.node]!);
      there.push(info);
      placed++;
    }
  }
  expect(placed).toBeGreaterThan(400);
  expect(grouped.mock.calls.length).toBeGreaterThan(300);
}, 60_000);
