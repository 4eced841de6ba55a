import { describe, expect, it } from 'vitest';
import { createRandom } from '../kernel/random.ts';
import { backoffOf, profilesOf, type SchedulerConfiguration } from './configuration.ts';
import { Cycle } from './cycle.ts';
import { fitErrorMessage } from './fit-error.ts';
import { given, node, pod, type Given, type PodGiven } from './given.ts';
import { defaultPlugins } from './plugins/index.ts';

type Source = NonNullable<SchedulerConfiguration['profiles']>[number];
const configuration = (...profiles: Source[]): SchedulerConfiguration => ({ apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration', profiles });

/** The node that a profile chooses, or the message. */
function choice(g: Given, profile: Source, p: PodGiven = {}): string {
  const [made] = profilesOf(configuration(profile));
  const outcome = new Cycle(g.view, made!.plugins, createRandom(1, 'lots')).schedule(g.shapes.info(pod('p', p)));
  return outcome.placed ? g.table.names[outcome.node]! : fitErrorMessage(outcome.diagnosis);
}

const half = (name: string, on: string): ReturnType<typeof pod> => pod(name, { cpu: '2', memory: '4Gi', nodeName: on });

describe('scheduler configuration', () => {
  it('without one there is the default profile', () => {
    expect(profilesOf(undefined).map((p) => [p.schedulerName, p.plugins])).toEqual([['default-scheduler', defaultPlugins]]);
  });

  it('packs nodes with MostAllocated', () => {
    const g = given([node('empty'), node('used')], [half('h', 'used')]);
    const most: Source = { pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] } } }] };
    expect(choice(g, {}, { cpu: '100m', memory: '100Mi' })).toBe('empty');
    expect(choice(g, most, { cpu: '100m', memory: '100Mi' })).toBe('used');
  });

  it('scores by a line of points with RequestedToCapacityRatio', () => {
    const g = given([node('empty', { more: { 'example.com/gpu': '4' } }), node('used', { more: { 'example.com/gpu': '4' } })], [pod('h', { requests: { 'example.com/gpu': '2' }, nodeName: 'used' })]);
    const ratio: Source = { pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: {
      type: 'RequestedToCapacityRatio', resources: [{ name: 'example.com/gpu', weight: 3 }], requestedToCapacityRatio: { shape: [{ utilization: 0, score: 0 }, { utilization: 100, score: 10 }] },
    } } }] };
    expect(choice(g, ratio, { requests: { 'example.com/gpu': '1' } })).toBe('used');
  });

  it('leaves plugins out where they are disabled', () => {
    const g = given([node('tainted', { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] })]);
    expect(choice(g, {})).toContain('1 node(s) had untolerated taint(s)');
    expect(choice(g, { plugins: { filter: { disabled: [{ name: 'TaintToleration' }] } } })).toBe('tainted');
    expect(choice(g, { plugins: { multiPoint: { disabled: [{ name: 'TaintToleration' }] } } })).toBe('tainted');
    expect(choice(g, { plugins: { postFilter: { disabled: [{ name: '*' }] } } })).toBe('0/1 nodes are available: 1 node(s) had untolerated taint(s).');
  });

  it('weighs scores as told', () => {
    const disk = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }] } };
    const g = given([node('ssd', { labels: { disk: 'ssd' } }), node('idle')], [pod('h', { cpu: '3900m', memory: '7900Mi', nodeName: 'ssd' })]);
    const p: PodGiven = { cpu: '50m', memory: '50Mi', affinity: disk };
    expect(choice(g, {}, p)).toBe('ssd');
    expect(choice(g, { plugins: { score: { disabled: [{ name: 'NodeAffinity' }] } } }, p)).toBe('idle');
    expect(choice(g, { plugins: { score: { enabled: [{ name: 'NodeResourcesFit', weight: 10 }] } } }, p)).toBe('idle');
  });

  it('takes default spreading constraints of one\'s own, hard ones too', () => {
    const g = given([node('a'), node('b')], [pod('h', { labels: { app: 'web' }, nodeName: 'a' })], { defaultSelectors: () => [{ matchLabels: { app: 'web' } }] });
    const list: Source = { pluginConfig: [{ name: 'PodTopologySpread', args: { defaultingType: 'List', defaultConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }] } }] };
    expect(choice(g, list, { labels: { app: 'web' }, nodeSelector: {} })).toBe('b');
  });

  it('refuses what is none', () => {
    const wrong = (c: object): (() => unknown) => () => profilesOf(c as SchedulerConfiguration);
    expect(wrong({ apiVersion: 'v1', kind: 'Pod' })).toThrow('no kind "Pod" is registered');
    expect(wrong(configuration({ plugins: { score: { enabled: [{ name: 'Nope' }] } } }))).toThrow('score plugin "Nope" does not exist');
    expect(wrong(configuration({ schedulerName: 'a' }, { schedulerName: 'a' }))).toThrow('profiles[1].schedulerName: Duplicate value: "a"');
    expect(wrong({ ...configuration({}), percentageOfNodesToScore: 101 })).toThrow('not in valid range [0-100]');
    expect(() => backoffOf({ ...configuration(), podInitialBackoffSeconds: 20 })).toThrow('podMaxBackoffSeconds: Invalid value: 10');
    expect(backoffOf({ ...configuration(), podInitialBackoffSeconds: 2 })).toEqual({ initialMs: 2000, maxMs: 10_000 });
  });
});
