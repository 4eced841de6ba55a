/** The REST server over a whole cluster: what no part of it shows alone. */
import { expect, test } from 'vitest';
import { Cluster } from '../engine/cluster/cluster.ts';
import { authenticator, impersonationCheck } from './authenticate.ts';
import { restHandler } from './handler.ts';
import { RestServer } from './rest-server.ts';
import { servedDocuments } from './served-documents.ts';
import { tokenUser } from '../engine/apiserver/service-account-tokens.ts';

const cluster = new Cluster({ nodes: 0 });
cluster.settle(1000);
const rest = new RestServer({
  api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: () => () => {},
  authenticate: authenticator(new Map(), (token) => tokenUser(cluster.server, token)), mayImpersonate: impersonationCheck(cluster.server),
  documents: servedDocuments({ registry: cluster.server.registry, docs: () => undefined, serverAddress: '10.0.0.1:6443' }),
  authorizeUnserved: (attributes) => cluster.server.authorizeUnserved(attributes),
});

interface Answer { code: number; text: string; message: string; headers: Readonly<Record<string, string>>; json: Record<string, never> & { metadata?: { name?: string }; status?: { token?: string; user?: unknown } } }
function ask(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Answer {
  const [path = '', query = ''] = url.split('?');
  const all: Record<string, string> = { 'content-type': 'application/json', ...headers };
  const reply = rest.answer({ method, path, query, body: body === undefined ? '' : JSON.stringify(body), header: (name) => all[name] });
  const text = typeof reply.body === 'string' ? reply.body : '';
  const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Answer['json'] & { message?: string };
  return { code: reply.status, text, message: json.message ?? '', headers: reply.headers, json };
}
const BOB = { 'impersonate-user': 'bob' };

test('a question is answered in its own form alone', () => {
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  expect(ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } }, table).code).toBe(406);
  expect(ask('GET', '/api/v1/namespaces', undefined, table).code).toBe(200);
  expect(ask('GET', '/api/v1', undefined, { accept: 'application/nothing' }).code).toBe(406);
});

test('paths that nothing serves are refused before they are not found', () => {
  expect(ask('GET', '/metrics/nothing', undefined, BOB)).toMatchObject({ code: 403, message: 'forbidden: User "bob" cannot get path "/metrics/nothing"' });
  expect(ask('GET', '/version', undefined, BOB).code).toBe(200);
  expect(ask('GET', '/api/v1/namespaces/default/foos/x', undefined, BOB)).toMatchObject({ code: 403, message: 'foos "x" is forbidden: User "bob" cannot get resource "foos" in API group "" in the namespace "default"' });
  expect(ask('GET', '/api/v1/namespaces/default/foos/x')).toMatchObject({ code: 404, message: 'the server could not find the requested resource' });
  expect(ask('GET', '/apis/apps/v9/deployments')).toMatchObject({ code: 404, message: 'the server could not find the requested resource' });
  expect(ask('GET', '/apis/nothing/v1/foos').text).toBe('404 page not found\n');
});

test('deletecollection with a limit takes one page and says where the rest begins', () => {
  const path = '/api/v1/namespaces/default/configmaps';
  for (const name of ['a', 'b', 'c']) ask('POST', path, { metadata: { name, labels: { paged: 'yes' } } });
  const first = ask('DELETE', `${path}?limit=2&labelSelector=paged`).json as unknown as { items: { metadata: { name: string } }[]; metadata: { continue: string } };
  expect(first.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  const rest = ask('DELETE', `${path}?labelSelector=paged&continue=${encodeURIComponent(first.metadata.continue)}`).json as unknown as typeof first;
  expect([rest.items.map(({ metadata }) => metadata.name), rest.metadata.continue]).toEqual([['c'], undefined]);
});

test('an answer names the flow schema of the request and its priority level', () => {
  const uid = (path: string): string => (ask('GET', `/apis/flowcontrol.apiserver.k8s.io/v1/${path}`).json.metadata as unknown as { uid: string }).uid;
  const told = ({ headers }: Answer): unknown[] => [headers['x-kubernetes-pf-flowschema-uid'], headers['x-kubernetes-pf-prioritylevel-uid']];
  const named = (schema: string, level: string): unknown[] => [uid(`flowschemas/${schema}`), uid(`prioritylevelconfigurations/${level}`)];
  expect(told(ask('GET', '/api/v1/namespaces'))).toEqual(named('exempt', 'exempt'));
  expect(told(ask('GET', '/api/v1/namespaces', undefined, BOB))).toEqual(named('global-default', 'global-default'));
  expect(told(ask('GET', '/version', undefined, { 'impersonate-user': 'system:serviceaccount:kube-system:x' }))).toEqual(named('kube-system-service-accounts', 'workload-high'));
  ask('POST', '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas', {
    metadata: { name: 'bob' }, spec: { matchingPrecedence: 999, priorityLevelConfiguration: { name: 'workload-low' }, rules: [{
      subjects: [{ kind: 'User', user: { name: 'bob' } }], resourceRules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'], namespaces: ['default'] }],
    }] },
  });
  expect(told(ask('GET', '/api/v1/namespaces/default/pods', undefined, BOB))).toEqual(named('bob', 'workload-low'));
  expect(told(ask('GET', '/api/v1/pods', undefined, BOB))).toEqual(named('global-default', 'global-default'));
  expect(told(ask('GET', '/api/v1/namespaces/default/pods/p/log'))).toEqual([undefined, undefined]);
});

test('what is only read takes no other method', () => {
  for (const path of ['/version', '/api', '/apis', '/api/v1', '/apis/apps', '/apis/apps/v1', '/openapi/v3']) expect([path, ask('POST', path, {}).code, ask('GET', path).code]).toEqual([path, 405, 200]);
});

test('a token that is bound to a pod says so', () => {
  ask('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
  const request = (boundObjectRef: object): Answer => ask('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: { boundObjectRef } });
  expect(request({ kind: 'Foo', apiVersion: 'v1', name: 'p' })).toMatchObject({ code: 400, message: 'cannot bind token to object of type v1, Kind=Foo' });
  expect(request({ kind: 'Pod', apiVersion: 'v1', name: 'none' })).toMatchObject({ code: 404, message: 'pods "none" not found' });
  const { token } = request({ kind: 'Pod', apiVersion: 'v1', name: 'p' }).json.status!;
  const review = ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } });
  expect(review.json.status!.user).toMatchObject({ username: 'system:serviceaccount:default:default', extra: { 'authentication.kubernetes.io/pod-name': ['p'] } });
  const whoAmI = (): number => ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, { authorization: `Bearer ${token}` }).code;
  expect(whoAmI()).toBe(201);
  ask('DELETE', '/api/v1/namespaces/default/pods/p');
  expect(whoAmI()).toBe(401);
  expect(ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } }).json.status).toMatchObject({ error: '[invalid bearer token, service account token has been invalidated]' });
});

test('what is larger than etcd takes', () => {
  const revision = { metadata: { name: 'large' }, revision: 1, data: { text: 'x'.repeat(2_000_000) } };
  expect(ask('POST', '/apis/apps/v1/namespaces/default/controllerrevisions', revision)).toMatchObject({ code: 500, message: 'etcdserver: request is too large' });
  expect(ask('GET', '/apis/apps/v1/namespaces/default/controllerrevisions/large').code).toBe(404);
});

test('the issuer of tokens describes itself', () => {
  const { issuer, jwks_uri: keys } = ask('GET', '/.well-known/openid-configuration').json as unknown as { issuer: string; jwks_uri: string };
  expect([issuer, keys]).toEqual(['https://kubernetes.default.svc.cluster.local', 'https://10.0.0.1:6443/openid/v1/jwks']);
  expect(ask('GET', '/openid/v1/jwks').json).toMatchObject({ keys: [{ use: 'sig', kty: 'EC', crv: 'P-256', alg: 'ES256' }] });
});

test('large answers are compressed for those who take it', async () => {
  const handler = restHandler(rest, async (body) => new TextEncoder().encode(`${body.length} small`));
  const get = async (path: string, encoding: string): Promise<string | null> => (await handler(new Request(`http://x${path}`, { headers: { 'accept-encoding': encoding } }))).headers.get('content-encoding');
  expect(await get('/openapi/v3/apis/apps/v1', 'deflate, gzip;q=1')).toBe('gzip');
  expect(await get('/openapi/v3/apis/apps/v1', 'identity')).toBeNull();
  expect(await get('/api/v1/namespaces', 'gzip')).toBeNull();
});

test('a field manager is made of printable characters', () => {
  expect(ask('POST', '/api/v1/namespaces/default/configmaps?fieldManager=a%00', { metadata: { name: 'c' } }).message)
    .toBe('CreateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\x00": invalid character U+0000 (at position 1)');
});

test('a continue token goes with resource version 0', () => {
  for (const name of ['a', 'b', 'c']) ask('POST', '/api/v1/namespaces/kube-public/configmaps', { metadata: { name } });
  const path = '/api/v1/namespaces/kube-public/configmaps?limit=1';
  const { continue: token } = (ask('GET', path).json.metadata as unknown as { continue: string });
  expect(ask('GET', `${path}&continue=${token}&resourceVersion=0`).code).toBe(200);
  expect(ask('GET', `${path}&continue=${token}&resourceVersion=5`).message).toBe('specifying resource version is not allowed when using continue');
});

test('a patch that changes nothing writes nothing', () => {
  ask('POST', '/api/v1/namespaces/default/configmaps?fieldManager=one', { metadata: { name: 'same' }, data: { a: 'b' } });
  const patch = (): unknown => ask('PATCH', '/api/v1/namespaces/default/configmaps/same?fieldManager=two', { data: { z: '1' } }, { 'content-type': 'application/merge-patch+json' }).json;
  const first = patch();
  expect(patch()).toEqual(first);
  expect(ask('PUT', '/api/v1/namespaces/default/configmaps/same?fieldManager=two', first).json).toEqual(first);
});
