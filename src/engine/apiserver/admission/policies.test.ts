import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/api.ts';
import { encodeText } from '../../api/base64.ts';
import { StatusError } from '../../api/errors.ts';
import {
  CONFIG_MAPS, MUTATING_ADMISSION_POLICIES, MUTATING_ADMISSION_POLICY_BINDINGS, MUTATING_WEBHOOK_CONFIGURATIONS, NAMESPACES, PODS, SERVICES, VALIDATING_ADMISSION_POLICIES, VALIDATING_ADMISSION_POLICY_BINDINGS,
  VALIDATING_WEBHOOK_CONFIGURATIONS, ENDPOINT_SLICES, type AnyResource,
} from '../../api/resource.ts';
import type { AnyObject } from '../../api/types.ts';
import { SYSTEM_ADMIN } from '../../client/client.ts';
import { Cluster } from '../../cluster/cluster.ts';
import { objectsAsMaps } from './object-literals.ts';
import type { AdmissionReviewResponse, WebhookCall } from './webhook-backend.ts';

let cluster: Cluster;

const create = (resource: AnyResource, body: object, namespace?: string): ApiResponse => cluster.outside.handle({
  verb: 'create', resource, ...(namespace ? { namespace } : {}), options: { fieldManager: 'test' }, user: SYSTEM_ADMIN, untyped: true,
  body: { apiVersion: resource.group ? `${resource.group}/${resource.version}` : resource.version, kind: resource.kind, ...body },
});
const configMap = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): ApiResponse => create(CONFIG_MAPS, { metadata: { name, labels }, data }, 'default');
const statusOf = (act: () => unknown): { message?: string; reason?: string; code: number } | undefined => {
  try { act(); } catch (error) { if (error instanceof StatusError) return error.status; throw error; }
  return undefined;
};
const errorOf = (act: () => unknown): string | undefined => statusOf(act)?.message;

const RULES = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['configmaps'] }];
const NAMED = { objectSelector: { matchLabels: { checked: 'yes' } } };

function policy(spec: object, binding: object = { validationActions: ['Deny'] }): void {
  create(VALIDATING_ADMISSION_POLICIES, { metadata: { name: 'p' }, spec: { matchConstraints: { resourceRules: RULES, ...NAMED }, ...spec } });
  create(VALIDATING_ADMISSION_POLICY_BINDINGS, { metadata: { name: 'b' }, spec: { policyName: 'p', ...binding } });
}
const checked = (data: Record<string, string> = {}, name = 'c'): ApiResponse => configMap(name, data, { checked: 'yes' });

beforeEach(() => {
  cluster = new Cluster({ nodes: 0 });
  cluster.run(1000);
});

describe('ValidatingAdmissionPolicy', () => {
  test('refuses what its rules do not hold for', () => {
    policy({ variables: [{ name: 'size', expression: 'size(object.data)' }], validations: [{ expression: 'variables.size < 2', messageExpression: "'too many: ' + string(variables.size)" }] });
    const status = statusOf(() => checked({ a: '1', b: '2' }))!;
    expect(status).toMatchObject({ code: 422, reason: 'Invalid', message: `configmaps "c" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many: 2` });
    expect(checked({ a: '1' }).code).toBe(201);
    expect(configMap('other', { a: '1', b: '2' }).code).toBe(201);
  });

  test('says which expression failed, with its own reason', () => {
    policy({ validations: [{ expression: "object.metadata.name != 'c'", reason: 'Forbidden' }] });
    expect(statusOf(() => checked())).toMatchObject({ code: 403, reason: 'Forbidden', message: `configmaps "c" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.metadata.name != 'c'` });
  });

  test('an error of an expression is a refusal, unless failures are ignored', () => {
    policy({ validations: [{ expression: 'object.nothing.here' }] });
    expect(errorOf(() => checked())).toContain("denied request: expression 'object.nothing.here' resulted in error: no such key: nothing");
    create(VALIDATING_ADMISSION_POLICIES, { metadata: { name: 'ignoring' }, spec: { failurePolicy: 'Ignore', matchConstraints: { resourceRules: RULES }, validations: [{ expression: 'object.nothing.here' }] } });
    create(VALIDATING_ADMISSION_POLICY_BINDINGS, { metadata: { name: 'ignoring' }, spec: { policyName: 'ignoring', validationActions: ['Deny'] } });
    expect(configMap('free').code).toBe(201);
  });

  test('warns where it may not refuse', () => {
    policy({ validations: [{ expression: 'false', message: 'never' }] }, { validationActions: ['Warn'] });
    expect(checked().warnings).toEqual(["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': never"]);
  });

  test('takes parameters from another object', () => {
    policy({ paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'size(object.data) <= int(params.data.max)', message: 'too many' }] },
      { validationActions: ['Deny'], paramRef: { name: 'limits', namespace: 'default', parameterNotFoundAction: 'Deny' } });
    expect(errorOf(() => checked())).toContain('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction');
    configMap('limits', { max: '1' });
    expect(errorOf(() => checked({ a: '1', b: '2' }))).toContain('denied request: too many');
    expect(checked({ a: '1' }).code).toBe(201);
  });

  test('knows the request, the namespace, the old object and what the user may do', () => {
    policy({
      matchConditions: [{ name: 'not-others', expression: "request.userInfo.username == 'system:admin'" }],
      validations: [
        { expression: "request.operation == 'CREATE' || object.data == oldObject.data", message: 'data is fixed' },
        { expression: "namespaceObject.metadata.name == 'default' && authorizer.group('apps').resource('deployments').namespace('default').check('create').allowed()", message: 'no right' },
        { expression: "authorizer.requestResource.check('delete').allowed()", message: 'no right either' },
      ],
    });
    checked({ a: '1' });
    const patch = (body: object): unknown => cluster.outside.handle({ verb: 'patch', resource: CONFIG_MAPS, namespace: 'default', name: 'c', patch: { type: 'application/merge-patch+json', body }, options: {}, user: SYSTEM_ADMIN, untyped: true });
    expect(errorOf(() => patch({ data: { a: '2' } }))).toContain('denied request: data is fixed');
    expect(errorOf(() => patch({ metadata: { labels: { x: 'y' } } }))).toBeUndefined();
  });
});

test('fields that matched types do not have are noted in a policy\'s status', () => {
  create(VALIDATING_ADMISSION_POLICIES, { metadata: { name: 'p' }, spec: { matchConstraints: { resourceRules: RULES }, validations: [{ expression: 'object.data.any == "x"' }, { expression: 'object.date.any == "x"' }] } });
  cluster.run(1000);
  expect(cluster.client().get(VALIDATING_ADMISSION_POLICIES, 'p').status).toEqual({
    observedGeneration: 1,
    typeChecking: { expressionWarnings: [{ fieldRef: 'spec.validations[1].expression', warning: `v1, Kind=ConfigMap: ERROR: <input>:1:7: undefined field 'date'\n | object.date.any == "x"\n | ......^\n` }] },
  });
});

test('what cannot be compared is told in the status', () => {
  create(VALIDATING_ADMISSION_POLICIES, { metadata: { name: 'p' }, spec: { matchConstraints: { resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }] }, validations: [{ expression: "object.spec.replicas > '1'" }, { expression: 'object.spec.replicas > 1.5 && object.metadata.name == "x"' }] } });
  cluster.run(1000);
  expect(cluster.client().get(VALIDATING_ADMISSION_POLICIES, 'p').status?.typeChecking).toEqual({
    expressionWarnings: [{ fieldRef: 'spec.validations[0].expression', warning: `apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, string)'\n | object.spec.replicas > '1'\n | .....................^\n` }],
  });
});

test('variables, conditions and rules that are wrong', () => {
  const wrong = (spec: object): string | undefined => errorOf(() => create(VALIDATING_ADMISSION_POLICIES, { metadata: { name: 'w' }, spec: { matchConstraints: { resourceRules: RULES }, validations: [{ expression: 'true' }], ...spec } }));
  expect(wrong({ variables: [{ name: '1x', expression: 'true' }] })).toContain('spec.variables[0].name: Invalid value: "1x": name is not a valid CEL identifier');
  expect(wrong({ variables: [{ name: 'a', expression: 'variables.b' }, { name: 'b', expression: 'true' }] })).toContain("spec.variables[0].expression: Invalid value: \"variables.b\": compilation failed: ERROR: <input>:1:10: undefined field 'b'");
  expect(wrong({ validations: [{ expression: 'variables.y' }] })).toContain("undefined field 'y'");
  expect(wrong({ matchConditions: [{ name: 'a b', expression: 'true' }] })).toContain('spec.matchConditions[0].name: Invalid value: "a b"');
  expect(wrong({ auditAnnotations: [{ key: 'a/b', valueExpression: "'x'" }] })).toContain('spec.auditAnnotations[0].key: Invalid value: "w/a/b"');
  const resources = (...names: string[]): string | undefined => wrong({ matchConstraints: { resourceRules: [{ ...RULES[0], resources: names }] } });
  expect(resources('*', 'pods')).toContain("if '*' is present, must not specify other resources without subresources");
  expect(resources('pods/*', 'pods/status')).toContain("resources[1]: Invalid value: \"pods/status\": if 'pods/*' is present, must not specify pods/status");
});

describe('MutatingAdmissionPolicy', () => {
  const mutating = (mutations: object[], rules = RULES, more: object = {}): void => {
    create(MUTATING_ADMISSION_POLICIES, { metadata: { name: 'm' }, spec: { reinvocationPolicy: 'Never', matchConstraints: { resourceRules: rules }, mutations, ...more } });
    create(MUTATING_ADMISSION_POLICY_BINDINGS, { metadata: { name: 'm' }, spec: { policyName: 'm' } });
  };

  test('merges a configuration over the object: lists by their keys', () => {
    mutating([{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{spec: Object.spec{containers: [Object.spec.containers{name: "mesh", image: "mesh:1"}]}}' } }], [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }]);
    cluster.run(1000);
    const pod = create(PODS, { metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'b' }] } }, 'default').object as AnyObject & { spec: { containers: { name: string; terminationMessagePath: string }[] } };
    expect(pod.spec.containers.map(({ name, terminationMessagePath }) => [name, terminationMessagePath])).toEqual([['a', '/dev/termination-log'], ['mesh', '/dev/termination-log']]);
  });

  test('applies a JSON patch', () => {
    mutating([{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "add", path: "/data", value: {"count": string(1 + 1)}}]' } }]);
    expect(configMap('c').object.data).toEqual({ count: '2' });
  });

  test('escapes keys of a JSON patch', () => {
    mutating([{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/a"), value: "v"}]' } }]);
    expect(checked().object.metadata.labels).toMatchObject({ 'example.com/a': 'v' });
  });

  test('objects are maps to the CEL library', () => {
    expect(objectsAsMaps('Object{spec: Object.spec{a: {"Object{": 1}, __namespace__: "x{y: 1}"}}')).toBe('{ "spec": { "a": {"Object{": 1}, "namespace": "x{y: 1}"}}');
  });
});

describe('webhooks', () => {
  const SERVICE = { name: 'svc', namespace: 'ns', path: '/check' };
  const webhook = (resource: AnyResource, more: object = {}): void => void create(resource, { metadata: { name: 'w' }, webhooks: [{ name: 'check.example.com', admissionReviewVersions: ['v1'], sideEffects: 'None', clientConfig: { service: SERVICE, caBundle: 'Q0E=' }, rules: RULES, ...more }] });
  const serve = (answer: (call: WebhookCall) => AdmissionReviewResponse): void => {
    create(NAMESPACES, { metadata: { name: 'ns' } });
    create(SERVICES, { metadata: { name: 'svc' }, spec: { ports: [{ port: 443 }] } }, 'ns');
    create(ENDPOINT_SLICES, { metadata: { name: 'svc-1', labels: { 'kubernetes.io/service-name': 'svc' } }, addressType: 'IPv4', endpoints: [{ addresses: ['10.244.0.9'], conditions: { ready: true } }], ports: [{ port: 8443 }] }, 'ns');
    cluster.server.webhooks = { call: (call) => ({ response: { uid: call.review.request.uid, ...answer(call) } }) };
  };
  const FAILED = 'Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://svc.ns.svc:443/check?timeout=10s": ';

  test('that cannot be reached fail the request, unless failures are ignored', () => {
    webhook(VALIDATING_WEBHOOK_CONFIGURATIONS);
    expect(errorOf(() => configMap('c'))).toBe(`${FAILED}service "svc" not found`);
    create(NAMESPACES, { metadata: { name: 'ns' } });
    const { clusterIP } = (create(SERVICES, { metadata: { name: 'svc' }, spec: { ports: [{ port: 443 }] } }, 'ns').object as AnyObject & { spec: { clusterIP: string } }).spec;
    expect(errorOf(() => configMap('c'))).toBe(`${FAILED}dial tcp ${clusterIP}:443: connect: connection refused`);
    cluster.client().delete(VALIDATING_WEBHOOK_CONFIGURATIONS, 'w');
    webhook(VALIDATING_WEBHOOK_CONFIGURATIONS, { failurePolicy: 'Ignore' });
    expect(configMap('c').code).toBe(201);
  });

  test('without an authority to check them by are not trusted', () => {
    webhook(VALIDATING_WEBHOOK_CONFIGURATIONS, { clientConfig: { service: SERVICE } });
    serve(() => ({ allowed: true }));
    expect(errorOf(() => configMap('c'))).toBe(`${FAILED}tls: failed to verify certificate: x509: certificate signed by unknown authority`);
  });

  test('refuse, with their own words and warnings', () => {
    webhook(VALIDATING_WEBHOOK_CONFIGURATIONS);
    serve(({ review }) => (review.request.name === 'bad' ? { allowed: false, status: { message: 'not today', code: 403 } } : { allowed: true, warnings: ['careful'] }));
    expect(statusOf(() => configMap('bad'))).toMatchObject({ code: 403, message: 'admission webhook "check.example.com" denied the request: not today' });
    expect(configMap('good').warnings).toEqual(['careful']);
  });

  test('change the object with a JSON patch', () => {
    webhook(MUTATING_WEBHOOK_CONFIGURATIONS, { matchConditions: [{ name: 'named', expression: "object.metadata.name != 'plain'" }] });
    serve(() => ({ allowed: true, patchType: 'JSONPatch', patch: encodeText('[{"op":"add","path":"/data","value":{"by":"webhook"}}]') }));
    expect(configMap('c').object.data).toEqual({ by: 'webhook' });
    expect(configMap('plain').object.data).toBeUndefined();
  });
});
