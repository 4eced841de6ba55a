import { expect, test } from 'vitest';
import { CATALOGUE } from '../../engine/api/kinds/catalogue.ts';
import type { Kind } from '../../engine/api/kinds/kind.ts';
import type { RestRequest } from '../exchange.ts';
import { answerDiscovery } from './answer.ts';
import { Discovery, compareVersions } from './discovery.ts';
import { discoveredKind } from './from-kind.ts';
import { sha256 } from '../../engine/kernel/sha256.ts';

const widgets: Kind = {
  resource: { group: 'example.com', version: 'v1', resource: 'widgets', kind: 'Widget', namespaced: true },
  singular: 'widget', shortNames: ['wd'], subresources: ['status'], scale: { specReplicas: '.spec.replicas', statusReplicas: '.status.replicas' },
  versions: [{ version: 'v1beta1', toStored: (o) => o, fromStored: (o) => o }],
};
const discovery = new Discovery([...CATALOGUE, discoveredKind(widgets)]);

const get = (path: string, accept = 'application/json'): RestRequest => ({ method: 'GET', path, query: '', header: (name) => (name === 'accept' ? accept : undefined), body: '' });
const ask = (path: string, accept?: string): unknown => {
  const reply = answerDiscovery(get(path, accept), discovery, '10.0.0.10:6443');
  return reply && JSON.parse(reply.body as string);
};

test('groups come with their versions, the preferred one first, custom ones last', () => {
  const { groups } = ask('/apis') as { groups: { name: string }[] };
  expect(groups[0]!.name).toBe('apiregistration.k8s.io');
  expect(groups.at(-1)).toEqual({ name: 'example.com', versions: [{ groupVersion: 'example.com/v1', version: 'v1' }, { groupVersion: 'example.com/v1beta1', version: 'v1beta1' }], preferredVersion: { groupVersion: 'example.com/v1', version: 'v1' } });
  expect(ask('/apis/autoscaling')).toMatchObject({ preferredVersion: { version: 'v2' } });
  expect(ask('/apis/none')).toBeUndefined();
});

test('a resource list has resources, subresources and the hash of the stored version', () => {
  const { resources } = ask('/apis/apps/v1') as { resources: { name: string }[] };
  expect(resources.find((r) => r.name === 'deployments')).toEqual({
    name: 'deployments', singularName: 'deployment', namespaced: true, kind: 'Deployment', verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: ['deploy'], categories: ['all'], storageVersionHash: '8aSe+NMegvE=',
  });
  expect(resources.find((r) => r.name === 'deployments/scale')).toMatchObject({ group: 'autoscaling', version: 'v1', kind: 'Scale', singularName: '' });
  expect((ask('/apis/example.com/v1') as { resources: { name: string }[] }).resources.map((r) => r.name)).toEqual(['widgets', 'widgets/status', 'widgets/scale']);
});

test('aggregated discovery is for those who ask for it', () => {
  const all = ask('/apis', 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json') as { kind: string; items: { metadata: { name: string }; versions: { resources: unknown[] }[] }[] };
  expect(all.kind).toBe('APIGroupDiscoveryList');
  expect(all.items.at(-1)!.versions[0]!.resources[0]).toMatchObject({ resource: 'widgets', responseKind: { group: 'example.com', version: 'v1', kind: 'Widget' }, scope: 'Namespaced' });
  expect(ask('/api')).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
  expect((ask('/') as { paths: string[] }).paths).toContain('/apis/example.com/v1');
  expect(answerDiscovery({ ...get('/apis'), method: 'POST' }, discovery, '')).toBeUndefined();
});

test('versions are ordered as Kubernetes orders them', () => {
  expect(['foo', 'v1alpha1', 'v2beta1', 'v10', 'v1beta2', 'v1', 'v2beta2'].sort(compareVersions)).toEqual(['v10', 'v1', 'v2beta2', 'v2beta1', 'v1beta2', 'v1alpha1', 'foo']);
});

test('SHA-256 of FIPS 180-4', () => {
  const hex = (text: string): string => [...sha256(new TextEncoder().encode(text))].map((b) => b.toString(16).padStart(2, '0')).join('');
  expect(hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1');
});
