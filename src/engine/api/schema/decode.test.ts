import { describe, expect, test } from 'vitest';
import { StatusError } from '../errors.ts';
import { decodeObject, type FieldValidation } from './decode.ts';
import { TimeError, normalTime } from './go-time.ts';
import { parseJson } from './parse-json.ts';

const deployment = (spec: unknown): unknown => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec });
const decode = (body: unknown, apiVersion: string, kind: string, mode: FieldValidation = 'Strict'): Record<string, unknown> => decodeObject(body, apiVersion, kind, mode).object;

function refusal(body: unknown, apiVersion: string, kind: string): string {
  try {
    decodeObject(body, apiVersion, kind, 'Strict');
  } catch (error) {
    if (error instanceof StatusError && error.code === 400) return error.message;
    throw error;
  }
  return 'taken';
}

describe('wrong types', () => {
  test.each([
    [{ replicas: '3' }, 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ replicas: 4294967296 }, 'json: cannot unmarshal number 4294967296 into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ selector: { matchLabels: { app: 1 } } }, 'json: cannot unmarshal number into Go struct field LabelSelector.spec.selector.matchLabels of type string'],
    [{ selector: [] }, 'json: cannot unmarshal array into Go struct field DeploymentSpec.spec.selector of type v1.LabelSelector'],
    [{ strategy: { type: true } }, 'json: cannot unmarshal bool into Go struct field DeploymentStrategy.spec.strategy.type of type v1.DeploymentStrategyType'],
    [{ template: { spec: { containers: {} } } }, 'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container'],
    [{ template: { spec: { containers: [{ command: [1] }] } } }, 'json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.command of type string'],
    [{ template: { spec: { volumes: [{ hostPath: { path: 1 } }] } } }, 'json: cannot unmarshal number into Go struct field HostPathVolumeSource.spec.template.spec.volumes.VolumeSource.hostPath.path of type string'],
    [{ template: { spec: { containers: [{ resources: { limits: 1 } }] } } }, 'json: cannot unmarshal number into Go struct field ResourceRequirements.spec.template.spec.containers.resources.limits of type v1.ResourceList'],
    [{ template: { spec: { containers: [{ resources: { limits: { cpu: 'a..b' } } }] } } }, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    [{ replicas: 'x', template: { metadata: { creationTimestamp: 'soon' } } }, 'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'],
    [{ strategy: { rollingUpdate: { maxSurge: 1.5 } } }, 'json: cannot unmarshal number 1.5 into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32'],
  ])('%j', (spec, why) => {
    expect(refusal(deployment(spec), 'apps/v1', 'Deployment')).toBe(`Deployment in version "v1" cannot be handled as a Deployment: ${why}`);
  });

  test('the first wrong type counts', () => {
    expect(refusal(deployment({ paused: 1, replicas: 'x' }), 'apps/v1', 'Deployment')).toContain('DeploymentSpec.spec.paused of type bool');
  });

  test.each([['no such value', 2], ['UPPER', 4], ['-1', 0], ['100%', 3], ['a..b', 1], ['YQ=', 3], ['YQ==x', 4]])('base64 %j', (text, at) => {
    expect(refusal({ data: { key: text } }, 'v1', 'Secret')).toBe(`Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte ${at}`);
  });
});

describe('strictness', () => {
  const body = deployment({ bogus: 1, template: { spec: { containers: [{ name: 'a' }, { name: 'b', imagePull: 'x' }] } } });

  test('Strict refuses unknown fields, all at once', () => {
    expect(refusal(body, 'apps/v1', 'Deployment')).toBe('Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.bogus", unknown field "spec.template.spec.containers[1].imagePull"');
  });

  test('Warn tells and drops, Ignore drops', () => {
    const { object, unknownOrDuplicate } = decodeObject(body, 'apps/v1', 'Deployment', 'Warn');
    expect(unknownOrDuplicate).toEqual(['unknown field "spec.bogus"', 'unknown field "spec.template.spec.containers[1].imagePull"']);
    expect(object.spec).not.toHaveProperty('bogus');
    expect(decodeObject(body, 'apps/v1', 'Deployment', 'Ignore').unknownOrDuplicate).toEqual([]);
  });

  test('keys given twice are found in the text', () => {
    const twice = parseJson('{"metadata":{"name":"a","name":"b","labels":{"x":"1","x":"2"}},"data":{"k\\u0031":"v","k1":"w"},"more":{"y":1,"y":2}}');
    expect(decodeObject(twice, 'v1', 'ConfigMap', 'Warn').unknownOrDuplicate).toEqual(['unknown field "more"', 'duplicate field "metadata.name"', 'duplicate field "metadata.labels.x"', 'duplicate field "data.k1"']);
    expect(decode(twice, 'v1', 'ConfigMap', 'Ignore').metadata).toMatchObject({ name: 'b' });
    expect(decodeObject(parseJson('{"data":{"a":"b"}}'), 'v1', 'ConfigMap', 'Strict').unknownOrDuplicate).toEqual([]);
  });
});

describe('what Go would write again', () => {
  test('structs are there, empty lists and maps are not, null is not set', () => {
    expect(decode(deployment({ replicas: 0, paused: false, minReadySeconds: null, template: { metadata: { labels: {}, creationTimestamp: null }, spec: { containers: [{ image: 'i', ports: [], args: null, securityContext: {} }], volumes: [{ name: 'v', emptyDir: {} }] } } }), 'apps/v1', 'Deployment')).toEqual({
      kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'web' }, status: {},
      spec: { replicas: 0, selector: null, strategy: {}, template: { metadata: {}, spec: { containers: [{ name: '', image: 'i', resources: {}, securityContext: {} }], volumes: [{ name: 'v', emptyDir: {} }] } } },
    });
    expect(decode({ metadata: { name: 'r' } }, 'rbac.authorization.k8s.io/v1', 'Role')).toEqual({ kind: 'Role', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'r' }, rules: null });
    expect(decode({ data: { a: null, b: '' } }, 'v1', 'ConfigMap')).toMatchObject({ data: { a: '', b: '' } });
  });

  test('fields come in the order of the Go struct, map keys sorted', () => {
    const object = decode({ data: { b: '1', a: '2' }, metadata: { namespace: 'x', name: 'n' }, kind: 'ConfigMap' }, 'v1', 'ConfigMap');
    expect(JSON.stringify(object)).toBe('{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"n","namespace":"x"},"data":{"a":"2","b":"1"}}');
  });

  test('quantities, times and bytes take their normal form', () => {
    expect(decode({ spec: { hard: { cpu: 0.5, memory: ' 1.5Gi ' } } }, 'v1', 'ResourceQuota').spec).toEqual({ hard: { cpu: '500m', memory: '1536Mi' } });
    expect(decode({ data: { k: 'YW\nJj' } }, 'v1', 'Secret').data).toEqual({ k: 'YWJj' });
    expect(decode({ spec: { renewTime: '2026-01-01T00:30:00.123456+01:00' } }, 'coordination.k8s.io/v1', 'Lease').spec).toEqual({ renewTime: '2025-12-31T23:30:00.123456Z' });
  });

  test('a CRD schema keeps its unions', () => {
    const schema = { type: 'object', properties: { a: { type: 'array', items: { type: 'string', minLength: 0 } }, b: { additionalProperties: false, default: { x: 1 }, bogus: 1 } } };
    const { object, unknownOrDuplicate } = decodeObject({ spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema: schema } }] } }, 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'Warn');
    expect(unknownOrDuplicate).toEqual(['unknown field "spec.versions[0].schema.openAPIV3Schema.properties.b.bogus"']);
    expect((object as unknown as { spec: { versions: { schema: unknown }[] } }).spec.versions[0]!.schema).toEqual({ openAPIV3Schema: { type: 'object', properties: { a: { type: 'array', items: { type: 'string', minLength: 0 } }, b: { additionalProperties: false, default: { x: 1 } } } } });
  });
});

describe('times', () => {
  test.each([['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'], ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59Z'], ['2024-02-29T23:59:59-01:00', '2024-03-01T00:59:59Z'], ['2024-03-01T00:00:00+05:30', '2024-02-29T18:30:00Z']])('%s', (text, normal) => {
    expect(normalTime(text)).toBe(normal);
  });
  test.each([['2023-02-29T00:00:00Z', 'parsing time "2023-02-29T00:00:00Z": day out of range'], ['2023-13-01T00:00:00Z', 'parsing time "2023-13-01T00:00:00Z": month out of range'], ['2023-01-01', 'parsing time "2023-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'], ['2023-01-01T00:00:00Zx', 'parsing time "2023-01-01T00:00:00Zx": extra text: "x"']])('%s is refused', (text, message) => {
    expect(() => normalTime(text)).toThrow(new TimeError(message));
  });
});
