import { expect, test } from 'vitest';
import { CATALOGUE } from '../../engine/api/kinds/catalogue.ts';
import docs from '../../engine/api/schema/docs.gen.json';
import type { DocsTable } from '../../engine/api/schema/docs.ts';
import type { RestRequest } from '../exchange.ts';
import { answerOpenApi } from './answer.ts';
import type { CustomVersion } from './custom.ts';
import { OpenApiDocuments } from './documents.ts';
import { groupTag } from './operations.ts';

const cronTabs: CustomVersion = {
  group: 'stable.example.com', version: 'v1', listKind: 'CronTabList',
  resource: { group: 'stable.example.com', versions: ['v1'], resource: 'crontabs', singular: 'crontab', kind: 'CronTab', namespaced: true, shortNames: [], categories: [], verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'], stored: undefined, subresources: [] },
  schema: { type: 'object', properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } } } } },
};
let custom: readonly CustomVersion[] = [cronTabs];
const documents = new OpenApiDocuments({ builtin: CATALOGUE, custom: () => custom, docs: () => docs as unknown as DocsTable });
const get = (path: string, headers: Record<string, string> = {}): RestRequest => ({ method: 'GET', path, query: '', header: (name) => headers[name], body: '' });

interface Document { paths: Record<string, Record<string, { operationId: string; parameters?: { name: string }[]; 'x-kubernetes-group-version-kind': unknown; requestBody: { content: object } }>>; components: { schemas: Record<string, { description?: string; required?: string[]; properties: Record<string, unknown>; 'x-kubernetes-group-version-kind': unknown }> } }
const document = (name: string): Document => documents.document(name) as unknown as Document;

test('a PATCH names fieldValidation and the kind: what kubectl looks for', () => {
  const { patch } = document('apis/apps/v1').paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']!;
  expect(patch!.parameters!.map((p) => p.name)).toContain('fieldValidation');
  expect(patch!['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
  expect(patch!.operationId).toBe('patchAppsV1NamespacedDeployment');
});

test('schemas have Go declaration marks, defaults and docs, and all that they refer to', () => {
  const { schemas } = document('apis/apps/v1').components;
  expect(schemas['io.k8s.api.apps.v1.DeploymentSpec']).toMatchObject({ required: ['selector', 'template'], properties: { replicas: { type: 'integer', format: 'int32' }, strategy: { default: {}, 'x-kubernetes-patch-strategy': 'retainKeys', allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy' }] } } });
  expect(schemas['io.k8s.api.core.v1.PodSpec']!.properties.containers).toMatchObject({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
  for (const reference of JSON.stringify(document('apis/apps/v1')).matchAll(/#\/components\/schemas\/([^"]+)/g)) expect(schemas).toHaveProperty([reference[1]!]);
});

test('a custom resource has its paths, its schema with metadata, and its list', () => {
  const { paths, components: { schemas } } = document('apis/stable.example.com/v1');
  const { patch } = paths['/apis/stable.example.com/v1/namespaces/{namespace}/crontabs/{name}']!;
  expect(Object.keys(patch!.requestBody.content)).not.toContain('application/strategic-merge-patch+json');
  expect(schemas['com.example.stable.v1.CronTab']).toMatchObject({ properties: { spec: { properties: { replicas: { type: 'integer' } } }, metadata: { allOf: [{}] } }, 'x-kubernetes-group-version-kind': [{ group: 'stable.example.com', kind: 'CronTab', version: 'v1' }] });
  expect(schemas['com.example.stable.v1.CronTabList']!.required).toEqual(['items']);
});

test('the index names every document, and a hash changes with its document only', () => {
  const before = documents.index() as { paths: Record<string, { serverRelativeURL: string }> };
  expect(before.paths['apis/apps/v1']!.serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{64}$/);
  custom = [{ ...cronTabs, schema: { type: 'object' } }];
  const after = documents.index() as typeof before;
  expect(after.paths['apis/apps/v1']).toEqual(before.paths['apis/apps/v1']);
  expect(after.paths['apis/stable.example.com/v1']).not.toEqual(before.paths['apis/stable.example.com/v1']);
});

test('documents are kept by their hash', () => {
  const hash = documents.hash('apis/apps/v1');
  const ask = (search: string, headers?: Record<string, string>): ReturnType<typeof answerOpenApi> => answerOpenApi(get('/openapi/v3/apis/apps/v1', headers), new URLSearchParams(search), documents);
  expect(ask(`hash=${hash}`)).toMatchObject({ status: 200, headers: { 'cache-control': 'public, immutable', etag: `"${hash}"` } });
  expect(ask('hash=OLD')).toMatchObject({ status: 301, headers: { location: `/openapi/v3/apis/apps/v1?hash=${hash}` } });
  expect(ask('', { 'if-none-match': `"${hash}"` })).toMatchObject({ status: 304 });
  expect(answerOpenApi(get('/openapi/v3/apis/none/v1'), new URLSearchParams(), documents)).toBeUndefined();
  expect(answerOpenApi(get('/api'), new URLSearchParams(), documents)).toBeUndefined();
});

test('tags', () => {
  expect([groupTag(''), groupTag('apps'), groupTag('rbac.authorization.k8s.io')]).toEqual(['core', 'apps', 'rbacAuthorization']);
});

test('/openapi/v2 is one document of everything, in JSON and in the protobuf that kubectl asks for', () => {
  const answer = (accept: string) => answerOpenApi(get('/openapi/v2', { accept }), new URLSearchParams(), documents)!;
  const json = answer('application/json');
  const swagger = JSON.parse(json.body as string) as { swagger: string; paths: Record<string, Record<string, { parameters: { $ref: string }[]; consumes: string[] }>>; definitions: Record<string, Record<string, unknown> & { properties?: Record<string, unknown> }>; parameters: Record<string, unknown> };
  expect(swagger.swagger).toBe('2.0');
  expect(swagger.definitions['io.k8s.api.apps.v1.DeploymentSpec']!.properties!.strategy).toMatchObject({ $ref: '#/definitions/io.k8s.api.apps.v1.DeploymentStrategy', description: expect.any(String) as string });
  expect(swagger.definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString']).toMatchObject({ type: 'string', format: 'int-or-string' });
  expect(swagger.definitions).toHaveProperty(['com.example.stable.v1.CronTab']);
  const patch = swagger.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']!.patch!;
  expect(patch.consumes).toContain('application/strategic-merge-patch+json');
  const named = new Set([...(json.body as string).matchAll(/#\/definitions\/([^"]+)/g)].map((reference) => reference[1]!));
  expect([...named].filter((name) => !(name in swagger.definitions))).toEqual([]);
  expect(patch.parameters.filter(({ $ref }) => !($ref.slice('#/parameters/'.length) in swagger.parameters))).toEqual([]);

  const binary = answer('application/com.github.proto-openapi.spec.v2@v1.0+protobuf');
  expect(binary.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  const bytes = binary.body as Uint8Array;
  // Field 1, three bytes: the version; then field 2, the title.
  expect([...bytes.slice(0, 5)]).toEqual([0x0a, 3, 0x32, 0x2e, 0x30]);
  expect(bytes[5]).toBe(0x12);
  expect(answer('application/nothing').status).toBe(406);
});
