import { beforeEach, describe, expect, test } from 'vitest';
import { StatusError } from '../../api/errors.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, type AnyResource } from '../../api/resource.ts';
import type { AnyObject, CustomResourceDefinition } from '../../api/types.ts';
import type { ApiRequest } from '../../api/api.ts';
import { Cluster } from '../../cluster/cluster.ts';
import { SYSTEM_ADMIN } from '../../client/client.ts';
import definition from './crontab.fixture.json' with { type: 'json' };

const CRON_TABS: AnyResource = { group: 'stable.example.com', version: 'v1', resource: 'crontabs', kind: 'CronTab', namespaced: true };
const SCHEDULE = '* * * * *';

let cluster: Cluster;

const send = (request: Partial<ApiRequest> & { verb: ApiRequest['verb'] }): AnyObject =>
  cluster.outside.handle<AnyObject>({ resource: CRON_TABS, namespace: 'default', options: { fieldValidation: 'Strict', fieldManager: 'test' }, user: SYSTEM_ADMIN, untyped: true, ...request }).object;
const create = (spec: unknown, more: object = {}): AnyObject => send({ verb: 'create', body: { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'c' }, spec, ...more } });
const merge = (body: unknown, subresource?: string): AnyObject => send({ verb: 'patch', name: 'c', patch: { type: 'application/merge-patch+json', body }, ...(subresource ? { subresource } : {}) });

const errorOf = (act: () => unknown): string => {
  try { act(); } catch (error) { if (error instanceof StatusError) return error.message; throw error; }
  return '';
};
const causesOf = (act: () => unknown): string[] => {
  try { act(); } catch (error) { if (error instanceof StatusError) return (error.status.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`); throw error; }
  return [];
};

const define = (body: unknown): void => {
  cluster.outside.handle({ verb: 'create', resource: CUSTOM_RESOURCE_DEFINITIONS, body, options: {}, user: SYSTEM_ADMIN, untyped: true });
  cluster.run(1000);
};
const definitionNow = (name = 'crontabs.stable.example.com'): CustomResourceDefinition => cluster.client().get(CUSTOM_RESOURCE_DEFINITIONS, name);
const renamed = (from: RegExp, to: string): unknown => JSON.parse(JSON.stringify(definition).replaceAll(from, to)) as unknown;

beforeEach(() => {
  cluster = new Cluster({ nodes: 0 });
  cluster.run(1000);
  define(definition);
});

describe('definitions', () => {
  test('are established when their names are free', () => {
    const { status } = definitionNow();
    expect(status!.conditions!.map(({ type, status: value, reason, message }) => [type, value, reason, message])).toEqual([
      ['NamesAccepted', 'True', 'NoConflicts', 'no conflicts found'], ['Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted'],
    ]);
    expect(status!.acceptedNames).toEqual({ plural: 'crontabs', singular: 'crontab', shortNames: ['ct'], kind: 'CronTab', listKind: 'CronTabList' });
    expect(status!.storedVersions).toEqual(['v1']);
  });

  test('wait while another of their group has a name', () => {
    define(renamed(/crontabs/g, 'others'));
    const conditions = (): unknown[] => definitionNow('others.stable.example.com').status!.conditions!.map(({ type, status, reason, message }) => [type, status, reason, message]);
    expect(conditions()).toEqual([['NamesAccepted', 'False', 'ListKindConflict', '"CronTabList" is already in use'], ['Established', 'False', 'NotAccepted', 'not all names are accepted']]);
    cluster.client().delete(CUSTOM_RESOURCE_DEFINITIONS, 'crontabs.stable.example.com');
    cluster.run(1000);
    expect(conditions()).toContainEqual(['Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted']);
  });

  test('go when their last object is gone', () => {
    create({ cronSpec: SCHEDULE }, { metadata: { name: 'c', finalizers: ['example.com/hold'] } });
    cluster.client().delete(CUSTOM_RESOURCE_DEFINITIONS, 'crontabs.stable.example.com');
    cluster.run(1000);
    expect(definitionNow().status!.conditions!.at(-1)).toMatchObject({ type: 'Terminating', status: 'True', reason: 'InstanceDeletionInProgress', message: 'CustomResource deletion is in progress' });
    expect(errorOf(() => create({ cronSpec: SCHEDULE }))).toBe('create not allowed while custom resource definition is terminating');
    merge({ metadata: { finalizers: null } });
    cluster.run(6000);
    expect(errorOf(() => definitionNow())).toBe('customresourcedefinitions.apiextensions.k8s.io "crontabs.stable.example.com" not found');
    expect(errorOf(() => create({ cronSpec: SCHEDULE }))).toBe('the server could not find the requested resource');
  });

  test('are served again after a restore', () => {
    create({ cronSpec: SCHEDULE });
    const snapshot = cluster.server.store.snapshot();
    const other = new Cluster({ nodes: 0 });
    other.server.store.restore(snapshot);
    expect(other.server.lookup(CRON_TABS).table.size).toBe(1);
  });
});

describe('objects', () => {
  test('get defaults, and lose what is not theirs', () => {
    const object = send({ verb: 'create', options: {}, body: { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'c' }, spec: { cronSpec: SCHEDULE, bogus: 1, image: null, any: { x: { z: 1 } } }, status: { replicas: 3 } } });
    expect(object.spec).toEqual({ cronSpec: SCHEDULE, replicas: 1, minReplicas: 0, maxReplicas: 8, any: { x: { z: 1 } } });
    expect(object.status).toBeUndefined();
    expect(object.metadata.generation).toBe(1);
  });

  test('strict validation tells unknown fields', () => {
    expect(errorOf(() => create({ cronSpec: SCHEDULE, bogus: 1 }))).toBe('CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.bogus"');
    expect(errorOf(() => create({ cronSpec: SCHEDULE, pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', foo: 1 } } }))).toContain('unknown field "spec.pod.metadata.foo"');
  });

  const NOT_CHECKED = '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  test.each([
    ['pattern', { cronSpec: 'bad' }, ["spec.cronSpec: Invalid value: \"bad\": spec.cronSpec in body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'"]],
    ['type', { cronSpec: SCHEDULE, replicas: 'x' }, ['spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"', NOT_CHECKED]],
    ['maximum', { cronSpec: SCHEDULE, replicas: 30, maxReplicas: 40 }, ['spec.replicas: Invalid value: 30: spec.replicas in body should be less than or equal to 10']],
    ['required, int-or-string', { port: 1.5 }, ['spec.port: Invalid value: "number": spec.port in body must be of type integer,string: "number"', 'spec.cronSpec: Required value', NOT_CHECKED]],
    ['length, format', { cronSpec: SCHEDULE, image: 'a'.repeat(21), when: 'nope' }, ['spec.image: Too long: may not be more than 20 bytes', 'spec.when: Invalid value: "nope": spec.when in body must be of type date-time: "nope"', NOT_CHECKED]],
    ['oneOf', { cronSpec: SCHEDULE, one: { a: 'x', b: 'z' } }, ['<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives']],
    ['list types', { cronSpec: SCHEDULE, set: ['a', 'a'], list: [{ name: 'x' }, { name: 'x' }] }, ['spec.list[1]: Duplicate value: {"name":"x"}', 'spec.set[1]: Duplicate value: "a"']],
    ['embedded object', { cronSpec: SCHEDULE, pod: { x: 1 } }, ['spec.pod.apiVersion: Required value: must not be empty', 'spec.pod.kind: Required value: must not be empty', NOT_CHECKED]],
    ['rule', { cronSpec: SCHEDULE, minReplicas: 5 }, ['spec: Invalid value: replicas should be greater than or equal to minReplicas.']],
    ['rule with messageExpression, fieldPath and reason', { cronSpec: SCHEDULE, replicas: 9 }, ['spec.replicas: Forbidden: replicas must be <= 8']],
  ])('are checked: %s', (_, spec, causes) => {
    expect(causesOf(() => create(spec))).toEqual(causes);
  });

  test('transition rules see what was there before', () => {
    create({ cronSpec: SCHEDULE, image: 'a', list: [{ name: 'q', v: 5 }] });
    expect(causesOf(() => merge({ spec: { image: 'b', list: [{ name: 'z' }, { name: 'q', v: 4 }] } }))).toEqual(['spec: Invalid value: image is immutable', 'spec.list[1].v: Invalid value: 4: must not decrease']);
    expect(merge({ spec: { list: [{ name: 'q', v: 6 }] } }).metadata.generation).toBe(2);
  });

  test('spec and status are written apart', () => {
    create({ cronSpec: SCHEDULE });
    const status = merge({ status: { replicas: 2 }, spec: { replicas: 5 }, metadata: { labels: { a: 'b' } } }, 'status');
    expect([status.spec, status.status, status.metadata.generation, status.metadata.labels]).toMatchObject([{ replicas: 1 }, { replicas: 2 }, 1, undefined]);
    const spec = merge({ status: { replicas: 7 }, spec: { replicas: 5 } });
    expect([spec.spec, spec.status, spec.metadata.generation]).toMatchObject([{ replicas: 5 }, { replicas: 2 }, 2]);
    expect(send({ verb: 'get', name: 'c', subresource: 'scale' })).toMatchObject({ kind: 'Scale', spec: { replicas: 5 }, status: { replicas: 2 } });
  });

  test('show in other versions what those have', () => {
    create({ cronSpec: SCHEDULE, image: 'a' });
    expect(send({ verb: 'get', name: 'c', version: 'v1beta1' })).toMatchObject({ apiVersion: 'stable.example.com/v1beta1', spec: { cronSpec: SCHEDULE, replicas: 1 } });
    expect(send({ verb: 'get', name: 'c', version: 'v1beta1' }).spec).not.toHaveProperty('image');
  });

  test('what was wrong before a stricter schema may stay', () => {
    create({ cronSpec: SCHEDULE, image: 'long-enough' });
    const crd = definitionNow();
    const stricter = JSON.parse(JSON.stringify(crd.spec).replace('"maxLength":20', '"maxLength":5').replace('"image":{', '"added":{"type":"string","default":"new"},"image":{')) as CustomResourceDefinition['spec'];
    cluster.client().update(CUSTOM_RESOURCE_DEFINITIONS, { ...crd, spec: stricter });
    expect(send({ verb: 'get', name: 'c' }).spec).toMatchObject({ added: 'new', image: 'long-enough' });
    expect(merge({ spec: { replicas: 2 } }).spec).toMatchObject({ replicas: 2 });
    expect(causesOf(() => merge({ spec: { image: 'longer-now' } }))[0]).toBe('spec.image: Too long: may not be more than 5 bytes');
  });

  test('are selected by the fields the definition names', () => {
    create({ cronSpec: SCHEDULE });
    const list = (fieldSelector: string): number => cluster.outside.list({ verb: 'list', resource: CRON_TABS, options: { fieldSelector }, user: SYSTEM_ADMIN, untyped: true }).items.length;
    expect([list(`spec.cronSpec=${SCHEDULE}`), list('spec.cronSpec=x')]).toEqual([1, 0]);
    expect(errorOf(() => list('spec.image=a'))).toBe('field label not supported: spec.image');
  });
});
