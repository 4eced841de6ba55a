/** Rules of the API server itself, each beside what a real v1.36 answered (texts as recorded). */
import { describe, expect, test } from 'vitest';
import { Cluster } from '../cluster/cluster.ts';
import { StatusError } from '../api/errors.ts';
import { CONFIG_MAPS, IP_ADDRESSES, NAMESPACES, NODES, PODS, RESOURCE_QUOTAS, SERVICES, type AnyResource } from '../api/resource.ts';
import type { ApiRequest } from '../api/api.ts';
import type { AnyObject, Service } from '../api/types.ts';
import { loadSnapshot, saveSnapshot } from './snapshot.ts';

const ADMIN = { username: 'admin', groups: ['system:masters'] };
const JANE = { username: 'jane', groups: ['system:authenticated'] };
const SUBJECT_REVIEWS: AnyResource = { group: 'authorization.k8s.io', version: 'v1', resource: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false };

function given(): { cluster: Cluster; ask: (request: Partial<ApiRequest> & Pick<ApiRequest, 'verb' | 'resource'>) => AnyObject; refused: (run: () => unknown) => string } {
  const cluster = new Cluster({ nodes: 0 });
  cluster.run(10_000);
  return {
    cluster,
    ask: (request) => cluster.server.handle({ user: ADMIN, options: { fieldManager: 'test' }, untyped: true, ...request }).object,
    refused(run) {
      try { run(); } catch (error) { if (error instanceof StatusError) return error.message; throw error; }
      return 'not refused';
    },
  };
}

const pod = (name: string, extra: object = {}): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'web', image: 'nginx', ...extra }] } });

describe('the API server', () => {
  test('a Service gets an address with an object of its own, and gives both back', () => {
    const { ask, cluster } = given();
    const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
    const { spec } = ask({ verb: 'create', resource: SERVICES, namespace: 'default', body }) as unknown as Service;
    const addresses = cluster.server.lookup(IP_ADDRESSES).table;
    expect(addresses.get(spec!.clusterIP!)?.value).toMatchObject({ spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } } });
    ask({ verb: 'delete', resource: SERVICES, namespace: 'default', name: 'web' });
    expect(addresses.get(spec!.clusterIP!)).toBeUndefined();
  });

  test('a deletion is nobody\'s write, and of a namespace it says no grace', () => {
    const { ask } = given();
    const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/wait'] } };
    ask({ verb: 'create', resource: CONFIG_MAPS, namespace: 'default', body: held });
    const gone = ask({ verb: 'delete', resource: CONFIG_MAPS, namespace: 'default', name: 'held', options: { fieldManager: 'deleter' } });
    expect(gone.metadata.deletionGracePeriodSeconds).toBe(0);
    expect(gone.metadata.managedFields!.map(({ manager }) => manager)).toEqual(['test']);
    ask({ verb: 'create', resource: NAMESPACES, body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } } });
    const namespace = ask({ verb: 'delete', resource: NAMESPACES, name: 'n' });
    expect(namespace).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) as string }, status: { phase: 'Terminating' } });
    expect(namespace.metadata.deletionGracePeriodSeconds).toBeUndefined();
  });

  test('addresses outside the range are refused', () => {
    const { ask, refused } = given();
    const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { clusterIP: '10.0.0.1', ports: [{ port: 80 }] } };
    expect(refused(() => ask({ verb: 'create', resource: SERVICES, namespace: 'default', body }))).toBe(
      'Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: the provided IP (10.0.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/16');
  });

  test('subresources take bodies of their own kind only', () => {
    const { ask, refused } = given();
    ask({ verb: 'create', resource: PODS, namespace: 'default', body: pod('web') });
    const evict = (body: object): string => refused(() => ask({ verb: 'create', resource: PODS, namespace: 'default', name: 'web', subresource: 'eviction', body }));
    expect(evict(pod('web'))).toBe('Pod in version "v1" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): unknown conversion');
    expect(evict({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' }, deleteOptions: { gracePeriodSeconds: 'now' } })).toBe(
      'Eviction in version "v1" cannot be handled as a Eviction: json: cannot unmarshal string into Go struct field DeleteOptions.deleteOptions.gracePeriodSeconds of type int64');
    expect(evict({ apiVersion: 'policy/v1beta1', kind: 'Eviction', metadata: { name: 'web' } })).toBe('not refused');
  });

  test('a patch names the object of the path', () => {
    const { ask, refused } = given();
    ask({ verb: 'create', resource: CONFIG_MAPS, namespace: 'default', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } } });
    const send = (type: 'application/merge-patch+json' | 'application/apply-patch+yaml', metadata: object, name = 'a'): string =>
      refused(() => ask({ verb: 'patch', resource: CONFIG_MAPS, namespace: 'default', name, patch: { type, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata } } }));
    const other = 'the namespace of the provided object does not match the namespace sent on the request';
    expect(send('application/merge-patch+json', { namespace: 'other' })).toBe(other);
    expect(send('application/apply-patch+yaml', { namespace: 'other' })).toBe(other);
    expect(send('application/merge-patch+json', { name: null })).toBe('the name of the object (a based on URL) was undeterminable: name must be provided');
    expect(send('application/merge-patch+json', { name: 'b' })).toBe('the name of the object (b) does not match the name on the URL (a)');
    expect(send('application/apply-patch+yaml', { uid: 'u' }, 'b')).toBe('Operation cannot be fulfilled on configmaps "b": uid mismatch: the provided object specified uid u, and no existing object was found');
  });

  test('admission plugins are left out by name', () => {
    const cluster = new Cluster({ nodes: 0, disableAdmissionPlugins: ['ServiceAccount'] });
    const { object } = cluster.server.handle({ verb: 'create', resource: PODS, namespace: 'default', user: ADMIN, options: {}, untyped: true, body: pod('web') });
    expect(object['spec']).not.toHaveProperty('serviceAccountName');
    expect(object['spec']).not.toHaveProperty('volumes');
    expect(() => new Cluster({ nodes: 0, disableAdmissionPlugins: ['Nope'] })).toThrow('admission-control plugin "Nope" is unknown');
  });

  test('of two fields for one address the older counts', () => {
    const { ask, refused } = given();
    ask({ verb: 'create', resource: PODS, namespace: 'default', body: pod('web') });
    const merge = (resource: AnyResource, name: string, body: object, more: object = {}): AnyObject => ask({ verb: 'patch', resource, name, patch: { type: 'application/merge-patch+json', body }, ...more });
    const status = { namespace: 'default', subresource: 'status' };
    merge(PODS, 'web', { status: { podIP: '10.1.0.1' } }, status);
    expect(merge(PODS, 'web', { status: { podIP: '10.1.0.2' } }, status)).toMatchObject({ status: { podIP: '10.1.0.2', podIPs: [{ ip: '10.1.0.2' }] } });
    ask({ verb: 'create', resource: NODES, body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: { podCIDRs: ['10.1.0.0/24'] } } });
    expect(refused(() => merge(NODES, 'n', { spec: { podCIDR: '10.2.0.0/24' } }))).toBe('Node "n" is invalid: spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid');
  });

  test('an apply to a subresource makes no object', () => {
    const { ask, refused } = given();
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, status: { phase: 'Running' } };
    expect(refused(() => ask({ verb: 'patch', resource: PODS, namespace: 'default', name: 'web', subresource: 'status', patch: { type: 'application/apply-patch+yaml', body } }))).toBe('pods "web" not found');
  });

  test('a dry run leaves no mark on chance', () => {
    const names = [false, true].map((dryFirst) => {
      const { ask } = given();
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-' } };
      if (dryFirst) ask({ verb: 'create', resource: CONFIG_MAPS, namespace: 'default', body, options: { dryRun: true } });
      return ask({ verb: 'create', resource: CONFIG_MAPS, namespace: 'default', body }).metadata;
    });
    expect(names[0]).toEqual(names[1]);
  });

  test('a quota is charged, and refuses what is too much or says too little', () => {
    const { ask, refused, cluster } = given();
    ask({ verb: 'create', resource: RESOURCE_QUOTAS, namespace: 'default', body: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '1', 'requests.cpu': '1' } } } });
    cluster.run(10_000);
    const create = (name: string, extra?: object) => (): AnyObject => ask({ verb: 'create', resource: PODS, namespace: 'default', body: pod(name, extra) });
    const resources = { requests: { cpu: '100m' } };
    expect(refused(create('a'))).toBe('pods "a" is forbidden: failed quota: q: must specify requests.cpu for: web');
    create('a', { resources })();
    expect(ask({ verb: 'get', resource: RESOURCE_QUOTAS, namespace: 'default', name: 'q' }).status).toMatchObject({ used: { pods: '1', 'requests.cpu': '100m' } });
    expect(refused(create('b', { resources }))).toBe('pods "b" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1');
  });

  test('a namespace that enforces a level refuses other pods', () => {
    const { ask, refused } = given();
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    ask({ verb: 'create', resource: NAMESPACES, body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'strict', labels } } });
    ask({ verb: 'create', resource: { group: '', version: 'v1', resource: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true }, namespace: 'strict', body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } });
    expect(refused(() => ask({ verb: 'create', resource: PODS, namespace: 'strict', body: pod('a') }))).toBe(
      'pods "a" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), '
      + 'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), '
      + 'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")');
  });

  test('a review is answered, and nothing is stored', () => {
    const { ask, cluster } = given();
    const before = cluster.server.store.revision;
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'default' } } };
    expect(ask({ verb: 'create', resource: SUBJECT_REVIEWS, body }).status).toEqual({ allowed: true });
    expect(ask({ verb: 'create', resource: SUBJECT_REVIEWS, body, user: JANE }).status).toEqual({ allowed: false });
    expect(cluster.server.store.revision).toBe(before);
  });

  test('a snapshot brings back objects and who manages them', () => {
    const { ask, cluster } = given();
    ask({ verb: 'create', resource: CONFIG_MAPS, namespace: 'default', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept' }, data: { a: '1' } } });
    const get = (): AnyObject => ask({ verb: 'get', resource: CONFIG_MAPS, namespace: 'default', name: 'kept' });
    const before = get();
    const saved: unknown = JSON.parse(JSON.stringify(saveSnapshot(cluster.server)));
    ask({ verb: 'delete', resource: CONFIG_MAPS, namespace: 'default', name: 'kept' });
    loadSnapshot(cluster.server, saved);
    expect(get()).toEqual(before);
  });

  test('a page of a list goes on where the last one ended', () => {
    const { ask, cluster, refused } = given();
    for (const name of ['a', 'b', 'c']) ask({ verb: 'create', resource: CONFIG_MAPS, namespace: 'kube-public', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } });
    const list = (options: ApiRequest['options']) => cluster.server.list<AnyObject>({ verb: 'list', resource: CONFIG_MAPS, namespace: 'kube-public', user: ADMIN, options });
    const first = list({ limit: 2 });
    expect(first.remainingItemCount).toBe(list({}).items.length - 2);
    expect([...first.items, ...list({ limit: 100, continue: first.continue! }).items].map((o) => o.metadata.name)).toEqual(list({}).items.map((o) => o.metadata.name));
    expect(refused(() => list({ continue: 'bogus' }))).toBe('invalid continue token: continue key is not valid: illegal base64 data at input byte 4');
    expect(refused(() => list({ resourceVersion: '999999' }))).toMatch(/^Timeout: Too large resource version: 999999, current: \d+$/);
  });
});

describe('what is given as empty', () => {
  test('is not kept, but its sender owns the field', () => {
    const { ask } = given();
    const roles: AnyResource = { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'roles', kind: 'Role', namespaced: true };
    const role = (name: string, rest: object): AnyObject => ask({ verb: 'create', resource: roles, namespace: 'default', body: { metadata: { name }, ...rest } });
    expect(role('empty', { rules: [] })).toMatchObject({ rules: null, metadata: { managedFields: [{ fieldsV1: { 'f:rules': {} } }] } });
    expect(role('none', {})).toMatchObject({ rules: null });
    expect(role('nothing', {}).metadata.managedFields).toBeUndefined();
  });

  test('is printed as it was given', () => {
    const { ask, refused } = given();
    const volumes: AnyResource = { group: '', version: 'v1', resource: 'persistentvolumes', kind: 'PersistentVolume', namespaced: false };
    const create = (capacity: object | undefined): string => refused(() => ask({ verb: 'create', resource: volumes, body: { metadata: { name: 'v' }, spec: { capacity, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } } } }));
    expect(create({})).toContain('spec.capacity: Unsupported value: {}: supported values: "storage"');
    expect(create(undefined)).toContain('spec.capacity: Unsupported value: null');
  });
});

test('a pod is told of old AppArmor annotations also when it is invalid', () => {
  const { cluster } = given();
  const body = { metadata: { name: 'p', annotations: { 'container.apparmor.security.beta.kubernetes.io/web': 'no such value' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
  let warnings: readonly string[] | undefined;
  try {
    cluster.server.handle({ verb: 'create', resource: PODS, namespace: 'default', user: ADMIN, options: {}, untyped: true, body });
  } catch (error) {
    warnings = (error as StatusError).warnings;
  }
  expect(warnings).toEqual(['metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]: deprecated since v1.30; use the "appArmorProfile" field instead']);
});
