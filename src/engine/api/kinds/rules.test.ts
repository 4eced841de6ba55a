/** Answers of a real v1.36.2, one or two a kind; the developers' tools in `src/testing/parity` replay them all. */
import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../types.ts';
import { validateChanged, validateNew } from '../validation/object.ts';
import { kindOf } from './index.ts';

function made(group: string, resource: string, object: Record<string, unknown>): AnyObject {
  const kind = kindOf(group, resource)!;
  const made = { ...object, metadata: { name: 'x', ...(kind.resource.namespaced ? { namespace: 'default' } : {}), resourceVersion: '1', ...(object.metadata as object | undefined) } } as AnyObject;
  kind.setDefaults?.(made);
  kind.prepareForCreate?.(made);
  return made;
}
const refusals = (group: string, resource: string, object: Record<string, unknown>): string[] =>
  validateNew(kindOf(group, resource)!, made(group, resource, object)).map((error) => `${error.field}: ${error.message}`);

describe('create', () => {
  test('Secret: what stands under stringData becomes data; a docker config must be JSON', () => {
    expect(made('', 'secrets', { stringData: { a: 'é' } })).toMatchObject({ type: 'Opaque', data: { a: 'w6k=' } });
    expect(refusals('', 'secrets', { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'UmVhbGx5' } }))
      .toEqual(['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'R\' looking for beginning of value']);
  });
  test('LimitRange: defaults of containers, and values that cannot be', () => {
    expect(made('', 'limitranges', { spec: { limits: [{ type: 'Container', max: { cpu: '800m' }, min: { cpu: '200m' } }] } }).spec)
      .toEqual({ limits: [{ type: 'Container', max: { cpu: '800m' }, min: { cpu: '200m' }, default: { cpu: '800m' }, defaultRequest: { cpu: '800m' } }] });
    expect(refusals('', 'limitranges', { spec: { limits: [{ type: 'PersistentVolumeClaim', max: { storage: '7' }, min: { storage: '1Gi' } }] } }))
      .toEqual(['spec.limits[0].min[storage]: Invalid value: "1Gi": min value 1Gi is greater than max value 7']);
  });
  test('Ingress and IngressClass', () => {
    expect(refusals('networking.k8s.io', 'ingresses', { spec: { rules: [{ http: { paths: [{ pathType: 'Prefix', path: '/', backend: { service: {} } }] } }] } }))
      .toEqual(['spec.rules[0].http.paths[0].backend.service.name: Required value', 'spec.rules[0].http.paths[0].backend: Required value: port name or number is required']);
    expect(refusals('networking.k8s.io', 'ingressclasses', { spec: { controller: '100%' } })).toEqual(['spec.controller: Invalid value: "100%": must be a domain-prefixed path (such as "acme.io/foo")']);
  });
  test('CustomResourceDefinition: errors name what all versions share at the top', () => {
    const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { a: {} } } } } } };
    const spec = { group: 'stable.example.com', scope: 'Namespaced', names: { plural: 'crontabs', kind: 'CronTab' }, versions: [version] };
    expect(refusals('apiextensions.k8s.io', 'customresourcedefinitions', { metadata: { name: 'crontabs.stable.example.com' }, spec }))
      .toEqual(['spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Required value: must not be empty for specified object fields']);
  });
  test('webhooks: where they are called, and of what', () => {
    const webhook = (more: object): Record<string, unknown> => ({ webhooks: [{ name: 'a.example.com', sideEffects: 'None', admissionReviewVersions: ['v1'], clientConfig: { service: { name: 's', namespace: 'n', path: '' } }, ...more }] });
    const told = (more: object): string[] => refusals('admissionregistration.k8s.io', 'validatingwebhookconfigurations', webhook(more)).map((line) => line.replace('webhooks[0].', ''));
    expect(told({})).toEqual([]);
    expect(told({ clientConfig: { service: { name: 's', namespace: 'n', path: 'a//b' } } })).toEqual([
      `clientConfig.service.path: Invalid value: "a//b": must start with a '/'`, ...[0, 1].map((i) => `clientConfig.service.path: Invalid value: "a//b": segment[${i}] may not be empty`),
    ]);
    expect(told({ clientConfig: { url: 'http://me:pw@hook.example.com/a?b=c#d' } }).map((line) => line.replace('clientConfig.url: Invalid value: ', ''))).toEqual([
      `"http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`, '"me:pw": user information is not permitted in the URL', '"d": fragments are not permitted in the URL', '"b=c": query parameters are not permitted in the URL',
    ]);
    expect(told({ admissionReviewVersions: ['v1', 'v1'], rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*', 'pods', 'pods/*', 'pods/log'] }] })).toEqual([
      'admissionReviewVersions[1]: Duplicate value: "v1"', `rules[0].resources[3]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log`,
      `rules[0].resources: Invalid value: ["*","pods","pods/*","pods/log"]: if '*' is present, must not specify other resources without subresources`,
    ]);
  });
  test('PersistentVolume: a type, a capacity, an access mode', () => {
    expect(refusals('', 'persistentvolumes', { spec: {} })).toEqual([
      'spec.accessModes: Required value', 'spec.capacity: Required value', 'spec.capacity: Unsupported value: null: supported values: "storage"',
      'spec: Required value: must specify a volume type',
    ]);
  });
});

describe('update', () => {
  const changed = (group: string, resource: string, before: Record<string, unknown>, after: Record<string, unknown>): string[] =>
    validateChanged(kindOf(group, resource)!, made(group, resource, after), made(group, resource, before)).map((error) => `${error.field}: ${error.message}`);
  test('an immutable ConfigMap stays as it is', () => {
    expect(changed('', 'configmaps', { immutable: true, data: { a: '1' } }, { data: { a: '2' } }))
      .toEqual(['immutable: Forbidden: field is immutable when `immutable` is set', 'data: Forbidden: field is immutable when `immutable` is set']);
  });
  test('a claim keeps its spec; the refusal shows the difference', () => {
    const claim = (storageClassName: string): Record<string, unknown> => ({ spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName } });
    expect(changed('', 'persistentvolumeclaims', claim('fast'), claim('slow'))[0]).toBe(
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n'
      + '@@ -10,7 +10,7 @@\n   }\n  },\n  "VolumeName": "",\n- "StorageClassName": "fast",\n+ "StorageClassName": "slow",\n  "VolumeMode": "Filesystem",\n  "DataSource": null,\n  "DataSourceRef": null,\n');
  });
  test('a Service keeps its address', () => {
    const service = (ip: string): Record<string, unknown> => ({ spec: { clusterIP: ip, clusterIPs: [ip], ports: [{ port: 80 }] } });
    expect(changed('', 'services', service('10.96.0.7'), service('10.96.200.200'))).toEqual(['spec.clusterIPs[0]: Invalid value: ["10.96.200.200"]: may not change once set']);
  });
  test('a wrong label is told four times of a ConfigMap, three times of a LimitRange', () => {
    const bad = { metadata: { labels: { 'bad key': 'x' } } };
    expect(changed('', 'configmaps', {}, bad)).toHaveLength(4);
    expect(changed('', 'limitranges', {}, bad)).toHaveLength(3);
  });
});
