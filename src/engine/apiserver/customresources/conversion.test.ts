import { expect, test } from 'vitest';
import type { ApiRequest } from '../../api/api.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, ENDPOINT_SLICES, SERVICES, type AnyResource } from '../../api/resource.ts';
import type { AnyObject, CustomResourceDefinition } from '../../api/types.ts';
import { SYSTEM_ADMIN } from '../../client/client.ts';
import { Cluster } from '../../cluster/cluster.ts';

const cluster = new Cluster({ nodes: 0 });
cluster.settle(1000);
const ask = (request: Partial<ApiRequest> & Pick<ApiRequest, 'verb' | 'resource'>): AnyObject => cluster.server.handle({ user: SYSTEM_ADMIN, options: { fieldManager: 'test' }, untyped: true, namespace: 'default', ...request }).object;
const messageOf = (run: () => unknown): string => { try { run(); } catch (error) { return (error as Error).message; } return 'none'; };

const HOSTS: AnyResource = { group: 'stable.example.com', version: 'v1', resource: 'hosts', kind: 'Host', namespaced: true };
const version = (name: string, storage: boolean, properties: object): object => ({ name, served: true, storage, schema: { openAPIV3Schema: { type: 'object', properties } } });
const text = { type: 'string' };
const definition = (stored: string): object => ({
  metadata: { name: 'hosts.stable.example.com' },
  spec: {
    group: 'stable.example.com', scope: 'Namespaced', names: { plural: 'hosts', singular: 'host', kind: 'Host', listKind: 'HostList' },
    versions: [version('v1', stored === 'v1', { hostPort: text }), version('v2', stored === 'v2', { host: text, port: text })],
    conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig: { service: { namespace: 'default', name: 'converter', path: '/crdconvert' }, caBundle: 'Q0E=' } } },
  },
});
const objectOf = (v: string, name: string, fields: object): object => ({ apiVersion: `stable.example.com/${v}`, kind: 'Host', metadata: { name }, ...fields });

/** As the webhook of the Kubernetes documentation does it. */
cluster.server.webhooks = {
  call({ review }) {
    const { desiredAPIVersion, objects } = review.request as unknown as { desiredAPIVersion: string; objects: (AnyObject & Record<string, string>)[] };
    const convertedObjects = objects.map(({ hostPort, host, port, ...rest }) => {
      expect(rest.apiVersion).not.toBe(desiredAPIVersion);
      const [h, p] = hostPort?.split(':') ?? [];
      return { ...rest, ...(desiredAPIVersion.endsWith('v2') ? { host: h, port: p } : { hostPort: `${host}:${port}` }), apiVersion: desiredAPIVersion };
    });
    return { response: { result: { status: 'Success' }, convertedObjects } as never };
  },
};

test('objects are converted as they come and go, whatever version they were stored in', () => {
  ask({ verb: 'create', resource: CUSTOM_RESOURCE_DEFINITIONS, namespace: undefined, body: definition('v1') });
  cluster.settle(1000);
  ask({ verb: 'create', resource: HOSTS, version: 'v1', body: objectOf('v1', 'a', { hostPort: 'one:80' }) });
  const get = (v: string, name: string): AnyObject => ask({ verb: 'get', resource: HOSTS, version: v, name });
  expect(messageOf(() => get('v2', 'a'))).toBe('conversion webhook for stable.example.com/v1, Kind=Host failed: Post "https://converter.default.svc:443/crdconvert?timeout=30s": service "converter" not found');

  ask({ verb: 'create', resource: SERVICES, body: { metadata: { name: 'converter' }, spec: { ports: [{ port: 443 }] } } });
  ask({ verb: 'create', resource: ENDPOINT_SLICES, body: { metadata: { name: 'converter', labels: { 'kubernetes.io/service-name': 'converter' } }, addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.9'] }], ports: [{ port: 443 }] } });
  expect(get('v2', 'a')).toMatchObject({ apiVersion: 'stable.example.com/v2', host: 'one', port: '80', metadata: { name: 'a' } });
  ask({ verb: 'create', resource: HOSTS, version: 'v2', body: objectOf('v2', 'b', { host: 'two', port: '81' }) });
  expect(get('v1', 'b')).toMatchObject({ hostPort: 'two:81' });

  // The other version is stored from now on: what was stored stays as it is until it is written.
  const crd = ask({ verb: 'get', resource: CUSTOM_RESOURCE_DEFINITIONS, namespace: undefined, name: 'hosts.stable.example.com' }) as unknown as CustomResourceDefinition;
  ask({ verb: 'update', resource: CUSTOM_RESOURCE_DEFINITIONS, namespace: undefined, name: 'hosts.stable.example.com', body: { ...definition('v2'), metadata: crd.metadata, status: crd.status } });
  cluster.settle(1000);
  ask({ verb: 'create', resource: HOSTS, version: 'v2', body: objectOf('v2', 'c', { host: 'three', port: '82' }) });
  const listed = (v: string): unknown[] => cluster.server.list<AnyObject>({ verb: 'list', resource: HOSTS, version: v, namespace: 'default', user: SYSTEM_ADMIN, options: {}, untyped: true }).items.map(({ hostPort, host, port }) => hostPort ?? `${String(host)} ${String(port)}`);
  expect(listed('v1')).toEqual(['one:80', 'two:81', 'three:82']);
  expect(listed('v2')).toEqual(['one 80', 'two 81', 'three 82']);
  const patched = ask({ verb: 'patch', resource: HOSTS, version: 'v1', name: 'a', patch: { type: 'application/merge-patch+json', body: { hostPort: 'four:83' } } });
  expect(patched).toMatchObject({ hostPort: 'four:83', metadata: { generation: 2 } });
  expect(get('v2', 'a')).toMatchObject({ host: 'four', port: '83' });
});
