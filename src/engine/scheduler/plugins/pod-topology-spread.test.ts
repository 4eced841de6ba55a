import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/types.ts';
import { given, node, pod, refusals, scores, type PodGiven } from '../given.ts';

const ZONE = 'topology.kubernetes.io/zone';
const SKEWED = "node(s) didn't match pod topology spread constraints";
const zone = (name: string, z: string, more = {}): ReturnType<typeof node> => node(name, { labels: { [ZONE]: z }, ...more });
const app = (name: string, nodeName?: string, more: PodGiven = {}): Pod => pod(name, { labels: { app: 'web' }, ...(nodeName ? { nodeName } : {}), ...more });
const spread = (whenUnsatisfiable: string, more: object = {}): PodGiven => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable, labelSelector: { matchLabels: { app: 'web' } }, ...more }],
});

describe('PodTopologySpread', () => {
  const nodes = [zone('a1', 'a'), zone('a2', 'a'), zone('b1', 'b')];

  it('refuses domains that would have too many more than the emptiest', () => {
    const g = given(nodes, [app('p1', 'a1')]);
    expect(refusals(g, app('p', undefined, spread('DoNotSchedule')))).toEqual({ a1: SKEWED, a2: SKEWED });
    expect(refusals(g, app('p', undefined, spread('DoNotSchedule', { maxSkew: 2 })))).toEqual({});
    expect(refusals(g, pod('p', spread('DoNotSchedule')))).toEqual({});
  });

  it('refuses nodes without the label, for good', () => {
    expect(refusals(given([...nodes, node('none')]), app('p', undefined, spread('DoNotSchedule')))).toEqual({ none: `${SKEWED} (missing required label)` });
  });

  it('does not count pods that are going, or of other namespaces', () => {
    const going = app('p1', 'a1');
    going.metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(refusals(given(nodes, [going]), app('p', undefined, spread('DoNotSchedule')))).toEqual({});
    expect(refusals(given(nodes, [app('p1', 'a1', { namespace: 'other' })]), app('p', undefined, spread('DoNotSchedule')))).toEqual({});
  });

  it('wants minDomains domains before it lets one fill', () => {
    const g = given([zone('a1', 'a')], [app('p1', 'a1')]);
    expect(refusals(g, app('p', undefined, spread('DoNotSchedule')))).toEqual({});
    expect(refusals(g, app('p', undefined, spread('DoNotSchedule', { minDomains: 2 })))).toEqual({ a1: SKEWED });
  });

  it('leaves out domains the pod cannot reach, by affinity unless told otherwise, by taints when told so', () => {
    const tainted = [zone('a1', 'a'), zone('b1', 'b', { taints: [{ key: 'k', effect: 'NoSchedule' }] })];
    const g = given(tainted, [app('p1', 'a1')]);
    expect(refusals(g, app('p', undefined, spread('DoNotSchedule')))['a1']).toBe(SKEWED);
    expect(refusals(g, app('p', undefined, spread('DoNotSchedule', { nodeTaintsPolicy: 'Honor' })))['a1']).toBeUndefined();
    const selecting = { nodeSelector: { [ZONE]: 'a' } };
    expect(refusals(g, app('p', undefined, { ...spread('DoNotSchedule'), ...selecting }))['a1']).toBeUndefined();
    expect(refusals(g, app('p', undefined, { ...spread('DoNotSchedule', { nodeAffinityPolicy: 'Ignore' }), ...selecting }))['a1']).toBe(SKEWED);
  });

  it('counts pods of the same revision only with matchLabelKeys', () => {
    const g = given(nodes, [pod('p1', { labels: { app: 'web', rev: '1' }, nodeName: 'a1' })]);
    const p = (rev: string): Pod => pod('p', { labels: { app: 'web', rev }, ...spread('DoNotSchedule', { matchLabelKeys: ['rev'] }) });
    expect(refusals(g, p('1'))).toEqual({ a1: SKEWED, a2: SKEWED });
    expect(refusals(g, p('2'))).toEqual({});
  });

  it('scores emptier domains higher when it only prefers', () => {
    const g = given(nodes, [app('p1', 'a1'), app('p2', 'a2')]);
    expect(scores(g, app('p', undefined, spread('ScheduleAnyway')), 'PodTopologySpread')).toEqual({ a1: 0, a2: 0, b1: 200 });
  });

  it('spreads pods of a Service or workload by host and zone of its own accord', () => {
    const g = given([zone('a1', 'a'), zone('a2', 'a'), zone('b1', 'b'), node('none')], [app('p1', 'a1')], { defaultSelectors: () => [{ matchLabels: { app: 'web' } }] });
    const by = scores(g, app('p'), 'PodTopologySpread');
    expect(by['a1']!).toBeLessThan(by['a2']!);
    expect(by['a2']!).toBeLessThan(by['b1']!);
    expect(scores(given(nodes, [app('p1', 'a1')]), app('p'), 'PodTopologySpread')['a1']).toBeUndefined();
  });
});
