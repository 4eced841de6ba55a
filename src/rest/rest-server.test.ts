import { beforeEach, describe, expect, it } from 'vitest';
import type { Api, ApiRequest, WatchEvent, WatchRequest } from '../engine/api/api.ts';
import { notFound } from '../engine/api/errors.ts';
import type { Kind } from '../engine/api/kinds/kind.ts';
import { LIMIT_RANGES, NODES, PODS } from '../engine/api/resource.ts';
import type { AnyObject } from '../engine/api/types.ts';
import { parseTime } from '../engine/kernel/time.ts';
import { ADMINISTRATOR, authenticator, impersonationCheck } from './authenticate.ts';
import { isStreamed, type RestReply, type RestRequest } from './exchange.ts';
import { restHandler, RestServer, toResponse } from './handler.ts';

const NOW = parseTime('2026-01-01T00:01:00Z');
const pod: AnyObject = {
  kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p', namespace: 'd', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { nodeName: 'n', containers: [{ name: 'a', image: 'x' }, { name: 'b', image: 'x' }] }, status: { phase: 'Running' },
};

const requests: ApiRequest[] = [];
let watching: WatchRequest | undefined;
let stopped = 0;
const api: Api = {
  handle<T>(request: ApiRequest) {
    requests.push(request);
    if (request.name === 'none') throw notFound(request.resource, 'none');
    if (request.name === 'broken') throw new Error('boom');
    const object = (request.verb === 'create' ? request.body : pod) as T;
    return { code: request.verb === 'create' ? 201 : 200, object, ...(request.verb === 'create' ? { warnings: ['say "no"'] } : {}) };
  },
  list<T>(request: ApiRequest) {
    requests.push(request);
    return { items: [pod as T], resourceVersion: '9', ...(request.options.limit === 1 ? { continue: 'token', remainingItemCount: 3 } : {}) };
  },
  watch(request) {
    watching = request;
    return { stop: () => { stopped++; } };
  },
};

const kinds: Kind[] = [
  { resource: PODS, singular: 'pod', subresources: ['status', 'binding', 'eviction'] },
  { resource: NODES, singular: 'node' },
  { resource: LIMIT_RANGES, singular: 'limitrange', deprecated: 'v1 LimitRange is old' },
  { resource: { group: '', version: 'v1', resource: 'componentstatuses', kind: 'ComponentStatus', namespaced: false }, singular: 'componentstatus' },
];
const timers: { callback: () => void; milliseconds: number }[] = [];
const log = 'one\ntwo\n';
const server = new RestServer({
  api, registry: { all: () => kinds.map((kind) => ({ kind })), onChange: () => {} }, now: () => NOW, authenticate: authenticator(new Map([['secret', { username: 'jane', groups: ['dev'] }]])),
  setTimer: (callback, milliseconds) => { timers.push({ callback, milliseconds }); return () => {}; },
  kubelet: {
    logs(_pod, options, sink) { sink.write(options.tailLines === 1 ? 'two\n' : log); if (!options.follow) sink.end(); return () => {}; },
    exec: () => { throw new Error('not asked'); }, attach: () => { throw new Error('not asked'); }, portForward: () => { throw new Error('not asked'); },
    proxy: (_pod, port, request) => ({ status: 200, headers: {}, body: `${port} ${request.path}` }),
    proxyService: (_service, port, request) => ({ status: 200, headers: {}, body: `${port} ${request.path}` }),
  },
});

function ask(line: string, options: { headers?: Record<string, string>; body?: unknown } = {}): RestReply {
  const [method = '', url = ''] = line.split(' ');
  const [path = '', query = ''] = url.split('?');
  const headers: Record<string, string> = options.body === undefined ? { ...options.headers } : { 'content-type': 'application/json', ...options.headers };
  const body = typeof options.body === 'string' || options.body instanceof Uint8Array ? options.body : options.body === undefined ? '' : JSON.stringify(options.body);
  const request: RestRequest = { method, path, query, header: (name) => headers[name], headers: () => Object.entries(headers), body };
  return server.answer(request);
}

const parsed = (reply: RestReply): Record<string, unknown> => JSON.parse(reply.body as string) as Record<string, unknown>;
const message = (reply: RestReply): [number, unknown] => [reply.status, parsed(reply).message];
const last = (): ApiRequest => requests[requests.length - 1]!;

beforeEach(() => { requests.length = 0; timers.length = 0; watching = undefined; stopped = 0; });

describe('reading', () => {
  it('writes an object with kind first, a list without', () => {
    expect(ask('GET /api/v1/namespaces/d/pods/p').body).toBe(`${JSON.stringify(pod)}\n`);
    const list = ask('GET /api/v1/namespaces/d/pods?limit=1').body as string;
    expect(list.startsWith('{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9","continue":"token","remainingItemCount":3},"items":[{"metadata":{"name":"p"')).toBe(true);
    expect(last()).toMatchObject({ verb: 'list', namespace: 'd', untyped: true, version: 'v1', options: { limit: 1 } });
  });

  it('prints tables, with metadata, the object or nothing', () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const table = (include: string): { rows: { cells: unknown[]; object: unknown }[]; metadata: unknown } => parsed(ask(`GET /api/v1/pods${include}`, { headers: { accept } })) as never;
    expect(table('').rows[0]!.cells.slice(0, 5)).toEqual(['p', '0/2', 'Running', '0', '60s']);
    expect(table('').rows[0]!.object).toEqual({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: pod.metadata });
    expect(table('?includeObject=Object').rows[0]!.object).toEqual(pod);
    expect(table('?includeObject=None').rows[0]!.object).toBeNull();
    expect(message(ask('GET /api/v1/pods?includeObject=x', { headers: { accept } }))).toEqual([400, 'unrecognized includeObject value: "x"']);
  });

  it('answers YAML and indents for people', () => {
    expect(ask('GET /api/v1/namespaces/d/pods/p', { headers: { accept: 'application/yaml' } }).body).toContain('apiVersion: v1\nkind: Pod\n');
    expect(ask('GET /api/v1/namespaces/d/pods/p', { headers: { 'user-agent': 'curl/8' } }).body).toContain('{\n  "kind": "Pod"');
  });

  it('warns of a deprecated kind whatever comes of it', () => {
    expect(ask('GET /api/v1/namespaces/d/limitranges').warnings).toEqual(['v1 LimitRange is old']);
    expect(ask('GET /api/v1/namespaces/d/limitranges/none')).toMatchObject({ status: 404, warnings: ['v1 LimitRange is old'] });
    expect(ask('POST /api/v1/namespaces/d/limitranges', { body: {} }).warnings).toEqual(['v1 LimitRange is old', 'say "no"']);
  });

  it('refuses as the real server does', () => {
    expect(message(ask('GET /api/v1/namespaces/d/pods/none'))).toEqual([404, 'pods "none" not found']);
    expect(message(ask('GET /api/v1/namespaces/d/pods/broken'))).toEqual([500, 'Internal error occurred: boom']);
    expect(message(ask('GET /api/v1/nothings'))).toEqual([404, 'the server could not find the requested resource']);
    expect(message(ask('GET /api/v1/pods/p'))).toEqual([404, 'the server could not find the requested resource']);
    expect(message(ask('GET /api/v1/namespaces/d/nodes'))).toEqual([404, 'the server could not find the requested resource']);
    expect(message(ask('GET /api/v1/namespaces/d/pods/p/nothing'))).toEqual([404, 'the server could not find the requested resource']);
    expect(message(ask('POST /api/v1/pods', { body: pod }))).toEqual([405, 'the server does not allow this method on the requested resource']);
    expect(message(ask('POST /api/v1/componentstatuses', { body: {} }))).toEqual([405, 'the server does not allow this method on the requested resource']);
    expect(message(ask('POST /api/v1/namespaces/d/pods/p/status', { body: {} }))[0]).toBe(405);
    expect(message(ask('GET /api/v1/pods', { headers: { accept: 'text/html' } }))[0]).toBe(406);
    expect(message(ask('GET /api/v1/pods?limit=x'))).toEqual([400, 'strconv.ParseInt: parsing "x": invalid syntax']);
    expect(message(ask('GET /api/v1/pods?resourceVersionMatch=Exact'))).toEqual([422, 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided']);
    expect(ask('GET /nothing')).toMatchObject({ status: 404, body: '404 page not found\n' });
    expect(ask('GET /apis/none.example.com/v1/things').body).toBe('404 page not found\n');
  });
});

describe('writing', () => {
  const path = 'POST /api/v1/namespaces/d/pods';
  it('hands over the body and the options', () => {
    const reply = ask(`${path}?fieldManager=me&fieldValidation=Strict&dryRun=All`, { body: pod });
    expect(reply).toMatchObject({ status: 201, warnings: ['say "no"'] });
    expect(toResponse(reply).headers.get('warning')).toBe('299 - "say \\"no\\""');
    expect(last()).toMatchObject({ verb: 'create', body: pod, options: { fieldManager: 'me', fieldValidation: 'Strict', dryRun: true } });
    ask('PUT /api/v1/namespaces/d/pods/p/status', { body: pod, headers: { 'user-agent': 'kubectl/v1.36.2 (linux/amd64)' } });
    expect(last()).toMatchObject({ verb: 'update', subresource: 'status', name: 'p', options: { fieldManager: 'kubectl' } });
  });

  it('takes YAML', () => {
    ask(path, { body: 'kind: Pod\nmetadata: {name: y}\n', headers: { 'content-type': 'application/yaml' } });
    expect(last().body).toEqual({ kind: 'Pod', metadata: { name: 'y' } });
  });

  it('takes the four patch types and no other', () => {
    const patch = (type: string, body: unknown, query = ''): RestReply => ask(`PATCH /api/v1/namespaces/d/pods/p${query}`, { body, headers: { 'content-type': type } });
    expect(patch('application/strategic-merge-patch+json', { a: 1 }).status).toBe(200);
    expect(last().patch).toEqual({ type: 'application/strategic-merge-patch+json', body: { a: 1 } });
    expect(patch('application/apply-patch+yaml', 'a: 1', '?fieldManager=m&force=true').status).toBe(200);
    expect(last()).toMatchObject({ patch: { body: { a: 1 } }, options: { force: true } });
    expect(message(patch('application/apply-patch+yaml', 'a: 1'))).toEqual([422, 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch']);
    expect(message(patch('application/merge-patch+json', {}, '?force=true'))).toEqual([422, 'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch']);
    expect(message(patch('application/json', {}))).toEqual([415, '415: Unsupported Media Type']);
  });

  it('reads delete options from the body, else from the query', () => {
    ask('DELETE /api/v1/namespaces/d/pods/p', { body: { propagationPolicy: 'Foreground', gracePeriodSeconds: 0, preconditions: { uid: 'u' } } });
    expect(last()).toMatchObject({ verb: 'delete', options: { propagationPolicy: 'Foreground', gracePeriodSeconds: 0, preconditions: { uid: 'u' } } });
    ask('DELETE /api/v1/namespaces/d/pods?labelSelector=a%3Db&gracePeriodSeconds=5');
    expect(last()).toMatchObject({ verb: 'deletecollection', options: { labelSelector: 'a=b', gracePeriodSeconds: 5 } });
    expect(message(ask('DELETE /api/v1/namespaces/d/pods/p?propagationPolicy=x'))).toEqual([422, 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"']);
  });

  it('refuses what is nested too deep, and options of the wrong type', () => {
    const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect((message(ask(path, { body: deep }))[1] as string).startsWith("the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character '[' exceeded max depth (")).toBe(true);
    expect(message(ask('DELETE /api/v1/namespaces/d/pods/p', { body: { gracePeriodSeconds: 'x' } }))).toEqual([400, 'DeleteOptions in version "v1" cannot be handled as a DeleteOptions: json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64']);
  });

  it('refuses bad bodies in the real words', () => {
    expect(message(ask(path, { body: 'hello' }))).toEqual([400, 'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: invalid character \'h\' looking for beginning of value (68656c6c6f)']);
    expect(message(ask(path, { body: '{"kind":"Pod","metadata":{"name":"aaaaaaaa"' }))).toEqual([400, 'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"kind":"Pod","metadata":{"nam ...)']);
    expect(message(ask(path, { body: '<a/>', headers: { 'content-type': 'text/xml' } }))).toEqual([415, 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf']);
    expect(message(ask(path, { body: 'x'.repeat(3 * 1024 * 1024 + 1) }))).toEqual([413, 'Request entity too large: limit is 3145728']);
    expect(message(ask(`${path}?dryRun=Some`, { body: pod }))).toEqual([422, 'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"']);
  });
});

describe('watching', () => {
  it('streams lines, and ends at its time', () => {
    const reply = ask('GET /api/v1/namespaces/d/pods?watch=1&timeoutSeconds=5&fieldSelector=metadata.name%3Dp&resourceVersion=3&allowWatchBookmarks=true');
    expect(watching).toMatchObject({ namespace: 'd', fieldSelector: 'metadata.name=p', resourceVersion: '3', allowWatchBookmarks: true });
    expect(watching!.delayMs).toBeUndefined();
    if (!isStreamed(reply.body)) throw new Error('not a stream');
    const lines: string[] = [];
    let ended = false;
    const event: WatchEvent = { type: 'ADDED', object: pod };
    watching!.deliver([event]);
    reply.body.start({ write: (chunk) => { lines.push(chunk as string); }, end: () => { ended = true; } });
    watching!.deliver([event, { type: 'DELETED', object: pod }]);
    expect(lines).toEqual([`{"type":"ADDED","object":${JSON.stringify(pod)}}\n`, `{"type":"ADDED","object":${JSON.stringify(pod)}}\n{"type":"DELETED","object":${JSON.stringify(pod)}}\n`]);
    timers.find((timer) => timer.milliseconds === 60_000)!.callback();
    expect(JSON.parse(lines[2]!)).toEqual({ type: 'BOOKMARK', object: { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: '9' } } });
    timers.find((timer) => timer.milliseconds === 5000)!.callback();
    expect([ended, stopped]).toEqual([true, 1]);
  });

  it('sends table columns once', () => {
    const reply = ask('GET /api/v1/pods?watch=true', { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
    if (!isStreamed(reply.body)) throw new Error('not a stream');
    const events: { object: { kind: string; columnDefinitions: unknown[] | null } }[] = [];
    reply.body.start({ write: (chunk) => { events.push(JSON.parse(chunk as string) as never); }, end: () => {} });
    watching!.deliver([{ type: 'ADDED', object: pod }]);
    watching!.deliver([{ type: 'MODIFIED', object: pod }]);
    expect(events.map((e) => [e.object.kind, e.object.columnDefinitions?.length])).toEqual([['Table', 9], ['Table', undefined]]);
  });

  it('ends after an error, and stops when the client goes', async () => {
    const response = await restHandler(server)(new Request('http://x/api/v1/pods?watch=true'));
    const reader = response.body!.getReader();
    watching!.deliver([{ type: 'ADDED', object: pod }]);
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"ADDED"');
    watching!.deliver([{ type: 'ERROR', object: { kind: 'Status', code: 410 } as never }]);
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('410');
    expect((await reader.read()).done).toBe(true);
    expect(stopped).toBe(1);

    const other = await restHandler(server)(new Request('http://x/api/v1/watch/pods'));
    await other.body!.cancel();
    expect(stopped).toBe(2);
  });
});

describe('who asks', () => {
  it('is the administrator, a token\'s owner, a certificate\'s subject, or whom they act as', () => {
    const user = (headers: Record<string, string>): unknown => { ask('GET /api/v1/pods', { headers }); return last().user; };
    expect(user({})).toEqual(ADMINISTRATOR);
    expect(user({ authorization: 'Bearer secret' })).toEqual({ username: 'jane', groups: ['dev'] });
    expect(user({ 'x-client-certificate-subject': 'O=ops,CN=bob' })).toEqual({ username: 'bob', groups: ['ops', 'system:authenticated'] });
    expect(user({ 'impersonate-user': 'system:serviceaccount:d:sa' })).toEqual({ username: 'system:serviceaccount:d:sa', groups: ['system:serviceaccounts', 'system:serviceaccounts:d', 'system:authenticated'] });
    expect(user({ 'impersonate-user': 'eve', 'impersonate-group': 'a, b', 'impersonate-extra-scopes': 'view' })).toEqual({ username: 'eve', groups: ['a', 'b', 'system:authenticated'], extra: { scopes: ['view'] } });
    expect(user({ 'impersonate-user': 'eve', 'impersonate-group': 'b, ,,,a', 'impersonate-extra-k': 'hello there, one,two' })).toEqual({ username: 'eve', groups: ['b', ',,,a', 'system:authenticated'], extra: { k: ['hello there', 'one,two'] } });
    expect(message(ask('GET /api/v1/pods', { headers: { 'impersonate-group': 'a', 'impersonate-uid': 'u' } }))).toEqual([500, 'Internal error occurred: requested [{Group  a    } {UID  u  authentication.k8s.io/v1  }] without impersonating a user']);
    expect(message(ask('GET /api/v1/pods', { headers: { authorization: 'Bearer wrong' } }))).toEqual([401, 'Unauthorized']);
  });
});

it('asks before it lets a user act as another', () => {
  const check = impersonationCheck({ authorizer: { authorize: ({ name }) => ({ allowed: name === 'friend', reason: '' }) } });
  const jane = { username: 'jane', groups: ['dev'] };
  expect(() => check(jane, 'users', 'friend')).not.toThrow();
  expect(() => check(jane, 'users', 'eve')).toThrow('users "eve" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope');
  expect(() => check(jane, 'serviceaccounts', 'sa', { namespace: 'd' })).toThrow('in the namespace "d"');
  expect(() => check(jane, 'userextras', 'x', { subresource: 'scopes' })).toThrow('userextras.authentication.k8s.io "x" is forbidden: User "jane" cannot impersonate resource "userextras/scopes" in API group "authentication.k8s.io" at the cluster scope');
  expect(() => check(ADMINISTRATOR, 'users', 'eve')).not.toThrow();
});

describe('other paths', () => {
  it('failures come in the form that the client takes', () => {
    const refused = (headers: Record<string, string>): unknown => ask('GET /api/v1/namespaces/d/nothing', { headers }).body;
    expect(refused({ 'user-agent': 'curl/8.0' })).toContain('{\n  "kind": "Status",\n');
    expect(refused({ accept: 'application/yaml' })).toContain('apiVersion: v1\ncode: 404\n');
    expect(refused({ accept: 'application/nothing' })).toContain('{"kind":"Status"');
  });

  it('tells its version and health', () => {
    expect(parsed(ask('GET /version')).gitVersion).toBe('v1.36.2');
    expect(ask('GET /healthz').body).toBe('ok');
    expect(ask('GET /readyz?verbose').body).toContain('[+]etcd ok\n');
    expect(ask('GET /livez/ping').body).toBe('ok');
    expect(ask('GET /livez/nothing').status).toBe(404);
  });

  it('reads logs from the node, of a container that is named', () => {
    expect(ask('GET /api/v1/namespaces/d/pods/p/log?container=a&tailLines=1').body).toBe('two\n');
    expect(message(ask('GET /api/v1/namespaces/d/pods/p/log'))).toEqual([400, 'a container name must be specified for pod p, choose one of: [a b]']);
    expect(message(ask('GET /api/v1/namespaces/d/pods/p/log?container=z'))).toEqual([400, 'container z is not valid for pod p']);
    expect(ask('GET /api/v1/namespaces/d/pods/p:8080/proxy/index.html').body).toBe('8080 /index.html');
  });

  it('refuses what is too large while it comes in', async () => {
    const stream = new ReadableStream({ pull(controller) { controller.enqueue(new Uint8Array(1 << 20)); } });
    const request = new Request('http://x/api/v1/namespaces/d/pods', { method: 'POST', body: stream, duplex: 'half' } as RequestInit);
    expect((await restHandler(server)(request)).status).toBe(413);
  });
});
