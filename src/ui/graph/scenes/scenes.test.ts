/** The scenes over a mirror that is fed as the worker feeds it. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SyntheticCluster } from '../../../testing/feed/SyntheticCluster.ts';
import { Mirror } from '../../state/Mirror.ts';
import { change } from '../../state/settings.ts';
import { Rover } from '../Rover.ts';
import { ControlPlaneScene } from './ControlPlaneScene.ts';
import { MachinesScene, WAITING } from './MachinesScene.ts';
import type { Scene } from './Scene.ts';
import { ServicesScene } from './ServicesScene.ts';
import { WorkloadsScene } from './WorkloadsScene.ts';

function feed(nodes: number, pods: number): { mirror: Mirror; more: () => void } {
  const mirror = new Mirror();
  const cluster = new SyntheticCluster({ nodes, pods, churn: 1000 });
  const more = (): void => mirror.apply(cluster.take(0, true, 1, 100, false));
  return { mirror, more };
}
function fill(nodes: number, pods: number): { mirror: Mirror; more: () => void } {
  const fed = feed(nodes, pods);
  for (let i = 0; i < 4 + pods / 2000; i++) fed.more();
  return fed;
}

const total = (scene: Scene): number => [...scene.boxes.keys()].reduce((sum, key) => sum + (scene.pods.counts(key)?.[0] ?? 0), 0);
const places = (scene: Scene): string[] => [...scene.boxes.values()].map((b) => `${b.key} ${b.x},${b.y}`).sort();
/** Boxes that lie over one another. */
function overlaps(scene: Scene): string[] {
  const boxes = [...scene.boxes.values()];
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).map((b) => `${a.key} ${b.key}`));
}

describe('scenes', () => {
  beforeEach(() => change({ places: {}, pinned: [] }));

  it('on a phone nodes lie two abreast, zones below each other, and what comes later has room', () => {
    vi.stubGlobal('innerWidth', 390);
    const { mirror, more } = feed(7, 40);
    const scene = new MachinesScene(mirror);
    for (let i = 0; i < 4; i++) more();
    expect([...scene.boxes.values()].filter((box) => box.type === 'machine')).toHaveLength(7);
    expect(overlaps(scene)).toEqual([]);
    expect(scene.bounds().w).toBeLessThan(3 * 284);
    vi.unstubAllGlobals();
  });

  it('a pod lies in its node though the same batch brings both', () => {
    const { mirror, more } = feed(3, 40);
    const scene = new MachinesScene(mirror);
    for (let i = 0; i < 4; i++) more();
    const waiting = scene.pods.counts(WAITING)?.[0] ?? 0;
    let without = 0;
    for (let slot = 0; slot < mirror.tables.pods.length; slot++) if (mirror.tables.pods.get(slot, 'node') < 0) without++;
    expect(waiting).toBe(without);
    expect(total(scene)).toBe(40);
  });

  it('counts by state follow every change', () => {
    const { mirror, more } = fill(5, 200);
    const scene = new MachinesScene(mirror);
    for (let i = 0; i < 30; i++) more();
    const real = new Uint32Array(9), counted = new Uint32Array(9);
    for (let slot = 0; slot < mirror.tables.pods.length; slot++) { const state = mirror.tables.pods.get(slot, 'state'); if (state) { real[state]!++; real[0]!++; } }
    for (const key of scene.boxes.keys()) scene.pods.counts(key)?.forEach((n, state) => { counted[state]! += n; });
    expect([...counted]).toEqual([...real]);
  });

  it('no update moves anything, in any view, and nothing lies over anything', () => {
    const { mirror, more } = fill(40, 800);
    const scenes = [new MachinesScene(mirror), new WorkloadsScene(mirror), new ServicesScene(mirror), new ControlPlaneScene(mirror)];
    const before = scenes.map(places);
    for (let i = 0; i < 50; i++) more();
    scenes.forEach((scene, i) => {
      expect(places(scene)).toEqual(before[i]);
      expect(overlaps(scene)).toEqual([]);
    });
  });

  it('a large cluster is laid out about as wide as a screen', () => {
    const { mirror } = fill(600, 6000);
    for (const scene of [new MachinesScene(mirror), new WorkloadsScene(mirror), new ServicesScene(mirror)]) {
      const { w, h } = scene.bounds();
      expect(w / h, scene.view).toBeGreaterThan(1);
      expect(w / h, scene.view).toBeLessThan(3.2);
    }
  });

  it('what a person moved stays there, and what is pinned withstands tidying up', () => {
    const { mirror } = fill(6, 30);
    const scene = new MachinesScene(mirror);
    const at = (key: string): [number, number] => [scene.boxes.get(key)!.x, scene.boxes.get(key)!.y];
    const home = at('Node//node-2');
    scene.move('Node//node-1', 5000, 40);
    scene.move('Node//node-2', 5000, 400);
    expect([at('Node//node-1'), at('Node//node-2')]).toEqual([[5000, 40], [5000, 400]]);
    change({ pinned: ['machines/Node//node-1'], places: { 'machines/Node//node-1': [5000, 40] } });
    scene.tidy();
    expect([at('Node//node-1'), at('Node//node-2')]).toEqual([[5000, 40], home]);
  });

  it('a stack opens over its neighbours and closes to what it was', () => {
    const { mirror } = fill(6, 300);
    const scene = new WorkloadsScene(mirror);
    const key = [...scene.boxes.keys()].find((k) => k.startsWith('stack:'))!;
    const closed = scene.boxes.get(key)!;
    scene.toggle(key);
    const open = scene.boxes.get(key)!;
    expect(open.w).toBeGreaterThan(closed.w);
    expect([...scene.boxes.keys()].at(-1)).toBe(key);
    expect(scene.boxAt(open.x + open.w - 5, open.y + open.h - 5)).toBe(open);
    scene.toggle(key);
    expect({ ...scene.boxes.get(key)!, open: undefined }).toEqual({ ...closed, open: undefined });
  });

  it('arrows lead from node to node, into the pods and out again', () => {
    const { mirror } = fill(3, 40);
    const scene = new MachinesScene(mirror);
    const rover = new Rover(scene, mirror, () => true);
    const first = rover.first()!;
    expect(first).toMatchObject({ kind: 'Node', name: 'node-1' });
    expect(rover.next(first, 'right')).toMatchObject({ kind: 'Node', name: 'node-2' });
    const pod = rover.next(first, 'down')!;
    expect(pod.kind).toBe('Pod');
    const reached = new Set<string>();
    for (let row: typeof pod | undefined = pod; row?.kind === 'Pod'; row = rover.next(row, 'down')) for (let at: typeof pod | undefined = row; at?.kind === 'Pod' && !reached.has(at.name); at = rover.next(at, 'right')) reached.add(at.name);
    const onFirst = scene.pods.berths('Node//node-1')!.cells.filter((slot) => slot >= 0).map((slot) => mirror.nameOf('pods', slot));
    for (const name of onFirst) expect(reached).toContain(name);
    expect(rover.next(pod, 'up')).toEqual(first);
  });

  it('shows a dozen kubelets and counts the rest', () => {
    const { mirror } = fill(40, 40);
    const scene = new ControlPlaneScene(mirror);
    expect([...scene.boxes.keys()].filter((key) => key.startsWith('Node//'))).toHaveLength(12);
    expect(scene.boxes.get('more-kubelets')?.title).toBe('28 more kubelets');
    expect(scene.boxOf({ actor: 'kubelet', subject: 'nodes/node-40' })).toBe('more-kubelets');
    expect(scene.boxOf({ actor: 'kubelet', subject: 'nodes/node-1' })).toBe('Node//node-1');
  });
});
