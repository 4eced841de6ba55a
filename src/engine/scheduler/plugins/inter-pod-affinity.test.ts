import { describe, expect, it } from 'vitest';
import { given, node, pod, refusals, scores, type PodGiven } from '../given.ts';

const ZONE = 'topology.kubernetes.io/zone';
const nodes = [node('a1', { labels: { [ZONE]: 'a' } }), node('a2', { labels: { [ZONE]: 'a' } }), node('b1', { labels: { [ZONE]: 'b' } })];
const term = (app: string, more: object = {}): { labelSelector: object; topologyKey: string } => ({ labelSelector: { matchLabels: { app } }, topologyKey: ZONE, ...more });
const near = (...terms: ReturnType<typeof term>[]): PodGiven => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } });
const apart = (...terms: ReturnType<typeof term>[]): PodGiven => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } });
const FRIENDS = "node(s) didn't match pod affinity rules";
const FOES = "node(s) didn't match pod anti-affinity rules";
const FOE_OF = "node(s) didn't satisfy existing pods anti-affinity rules";

describe('InterPodAffinity', () => {
  it('keeps a pod with those it must be near', () => {
    const g = given(nodes, [pod('db', { labels: { app: 'db' }, nodeName: 'a1' })]);
    expect(refusals(g, pod('p', near(term('db'))))).toEqual({ b1: FRIENDS });
    expect(refusals(g, pod('p', near(term('cache'))))).toEqual({ a1: FRIENDS, a2: FRIENDS, b1: FRIENDS });
  });

  it('lets the first of a group go anywhere', () => {
    expect(refusals(given(nodes), pod('p', { labels: { app: 'web' }, ...near(term('web')) }))).toEqual({});
    const g = given(nodes, [pod('w', { labels: { app: 'web' }, nodeName: 'b1' })]);
    expect(refusals(g, pod('p', { labels: { app: 'web' }, ...near(term('web')) }))).toEqual({ a1: FRIENDS, a2: FRIENDS });
  });

  it('keeps apart what must be apart, whichever of the two says so', () => {
    const said = given(nodes, [pod('db', { labels: { app: 'db' }, nodeName: 'a1' })]);
    expect(refusals(said, pod('p', apart(term('db'))))).toEqual({ a1: FOES, a2: FOES });
    const other = given(nodes, [pod('db', { labels: { app: 'db' }, nodeName: 'a1', ...apart(term('web')) })]);
    expect(refusals(other, pod('p', { labels: { app: 'web' } }))).toEqual({ a1: FOE_OF, a2: FOE_OF });
    expect(refusals(other, pod('p', { labels: { app: 'batch' } }))).toEqual({});
  });

  it('looks into other namespaces only when told to', () => {
    const g = given(nodes, [pod('db', { namespace: 'data', labels: { app: 'db' }, nodeName: 'a1' })], { namespaceLabels: (name) => ({ team: name }) });
    expect(refusals(g, pod('p', apart(term('db'))))).toEqual({});
    expect(refusals(g, pod('p', apart(term('db', { namespaces: ['data'] }))))).toEqual({ a1: FOES, a2: FOES });
    expect(refusals(g, pod('p', apart(term('db', { namespaceSelector: { matchLabels: { team: 'data' } } }))))).toEqual({ a1: FOES, a2: FOES });
    expect(refusals(g, pod('p', apart(term('db', { namespaceSelector: {} }))))).toEqual({ a1: FOES, a2: FOES });
  });

  it('scores preferences of both sides, and being wanted by those who require it', () => {
    const prefers = (kind: 'podAffinity' | 'podAntiAffinity', weight: number, app: string): PodGiven =>
      ({ affinity: { [kind]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term(app) }] } } });
    const db = (more: PodGiven = {}): ReturnType<typeof given> => given(nodes, [pod('db', { labels: { app: 'db' }, nodeName: 'a1', ...more })]);
    expect(scores(db(), pod('p', prefers('podAffinity', 5, 'db')), 'InterPodAffinity')).toEqual({ a1: 200, a2: 200, b1: 0 });
    expect(scores(db(), pod('p', prefers('podAntiAffinity', 5, 'db')), 'InterPodAffinity')).toEqual({ a1: 0, a2: 0, b1: 200 });
    expect(scores(db(prefers('podAntiAffinity', 5, 'web')), pod('p', { labels: { app: 'web' } }), 'InterPodAffinity')).toEqual({ a1: 0, a2: 0, b1: 200 });
    expect(scores(db(near(term('web'))), pod('p', { labels: { app: 'web' } }), 'InterPodAffinity')).toEqual({ a1: 200, a2: 200, b1: 0 });
    expect(scores(db(), pod('p', prefers('podAffinity', 5, 'none')), 'InterPodAffinity')).toEqual({ a1: undefined, a2: undefined, b1: undefined });
  });
});
