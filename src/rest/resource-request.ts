/** Requests for objects: from a path, a method and a body to the `Api`, and from its answer to a reply. */
import { withProxiedLinks } from './proxy-links.ts';
import { dump, load } from 'js-yaml';
import type { Api, ApiRequest, ApiResponse, PatchType, RequestOptions, UserInfo } from '../engine/api/api.ts';
import { badRequest, failure } from '../engine/api/errors.ts';
import { goJSONError } from '../engine/api/go-json.ts';
import { CATALOGUE } from '../engine/api/kinds/catalogue.ts';
import { PODS, SERVICES, type AnyResource } from '../engine/api/resource.ts';
import type { AnyObject, Pod, Service } from '../engine/api/types.ts';
import type { AuthorizationAttributes } from '../engine/apiserver/server.ts';
import { partialMetadata, scaleTable, tableFor, type IncludeObject } from '../engine/apiserver/tables/index.ts';
import { SYSTEM_ADMIN } from '../engine/client/client.ts';
import { bodyText, checkDepth, checkSize, decodeDeleteOptions, decodeObject, MAX_YAML_DEPTH, mediaType, TooDeep, type ProtobufDecoder } from './body.ts';
import type { Catalog, Served } from './catalog.ts';
import { methodNotAllowed, pageNotFound, resourceNotFound, unsupportedByRoute, unsupportedMediaType } from './errors.ts';
import type { RestReply, RestRequest } from './exchange.ts';
import type { Kubelet } from './kubelet.ts';
import { isPretty, LIST_TRANSFORMS, negotiate, OBJECT_TRANSFORMS, WATCH_TRANSFORMS, type MediaType } from './negotiate.ts';
import { deleteOptions, listOptions, writeOptions } from './options.ts';
import type { ResourcePath } from './path.ts';
import { plainConnect, wantsPlain } from './plain-connect.ts';
import { connectTo, readLog, upgradeRequired, type Connect } from './pod-connect.ts';
import { customText, listMeta, listText, objectText } from './serialize.ts';
import { watchStream } from './watch-stream.ts';

export interface ResourceContext {
  readonly api: Api;
  readonly catalog: Catalog;
  readonly now: () => number;
  readonly setTimer: (callback: () => void, milliseconds: number) => () => void;
  readonly kubelet?: Kubelet;
  readonly protobuf?: ProtobufDecoder;
  readonly authorize?: AuthorizeConnect;
  readonly authorizeUnserved?: (attributes: AuthorizationAttributes) => void;
}

/** Throws 403 unless the user may do `verb` with a subresource that does not go through the `Api`. */
export type AuthorizeConnect = (verb: string, resource: AnyResource, target: { user: UserInfo; namespace?: string; name?: string; subresource?: string }) => void;

/** Real seconds a watch lasts when the client names no time; real servers draw from 30 to 60 minutes. */
const WATCH_TIMEOUT_SECONDS = 45 * 60;
/** Real servers send bookmarks about once a minute. */
const BOOKMARK_MS = 60_000;

/** Ends at the node, whatever the method. */
const CONNECT = new Set(['exec', 'attach', 'portforward']);

const BUILT_IN_GROUPS = new Set(CATALOGUE.map(({ group }) => group));

interface Call {
  readonly context: ResourceContext;
  readonly served: Served;
  readonly path: ResourcePath;
  readonly request: RestRequest;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
}

export function answerResource(context: ResourceContext, path: ResourcePath, request: RestRequest, query: URLSearchParams, user: UserInfo): RestReply {
  const served = context.catalog.find(path.group, path.version, path.resource);
  if (!served) {
    const { group, version, resource, namespace, name, subresource } = path;
    const verb = request.method === 'POST' ? 'create' : request.method === 'GET' && name === undefined ? 'list' : NAMED_VERBS[request.method] ?? request.method.toLowerCase();
    context.authorizeUnserved?.({ user, verb, group, version, resource, namespace, name, subresource });
    // Groups of custom resources have no paths but those of their definitions.
    if (!BUILT_IN_GROUPS.has(path.group)) return pageNotFound();
    throw resourceNotFound();
  }
  const { resource } = served;
  if (resource.namespaced ? path.name !== undefined && path.namespace === undefined && !path.watch : path.namespace !== undefined) throw resourceNotFound();
  const call: Call = { context, served, path, request, query, user };
  if (path.subresource !== undefined) return subresource(call);
  if (path.name !== undefined && !path.watch) return named(call);
  return collection(call);
}

function collection(call: Call): RestReply {
  const { served, path, request, query } = call;
  // Under no namespace, namespaced kinds can only be listed and watched.
  const readOnly = served.resource.namespaced && path.namespace === undefined;
  if (request.method === 'GET') {
    const options = listOptions(query, path.watch);
    checkVerb(served, options.watch ? 'watch' : 'list');
    return options.watch ? watch(call, options) : list(call, options);
  }
  if (request.method === 'POST' && !readOnly) {
    checkVerb(served, 'create');
    return write(call, 'create', 'CreateOptions');
  }
  if (request.method === 'DELETE' && !readOnly) {
    checkVerb(served, 'deletecollection');
    return deleteCollection(call);
  }
  throw methodNotAllowed();
}

const NAMED_VERBS: Readonly<Record<string, string>> = { GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

function named(call: Call): RestReply {
  const verb = NAMED_VERBS[call.request.method];
  if (!verb) throw methodNotAllowed();
  checkVerb(call.served, verb);
  switch (verb) {
    case 'get': return get(call);
    case 'update': return write(call, 'update', 'UpdateOptions');
    case 'patch': return patch(call);
    default: return deleteOne(call);
  }
}

function checkVerb(served: Served, verb: string): void {
  if (!served.verbs.has(verb)) throw methodNotAllowed();
}

function subresource(call: Call): RestReply {
  const { context, served, path, request } = call;
  const { subresource: name } = path;
  if (served.resource.group === '' && served.resource.resource === PODS.resource) {
    if (name === 'log' && context.kubelet) {
      if (request.method !== 'GET') throw methodNotAllowed();
      return readLog(context.kubelet, pod(call), call.query);
    }
    if (CONNECT.has(name!) && context.kubelet) {
      if (!wantsPlain(request)) throw upgradeRequired();
      return plainConnect(connectTo(context.kubelet, pod(call), name!, call.query), request.body);
    }
    if (name === 'proxy' && context.kubelet) return proxy(call, context.kubelet);
  }
  if (served.resource.group === '' && served.resource.resource === SERVICES.resource && name === 'proxy' && context.kubelet) return serviceProxy(call, context.kubelet);
  const verbs = served.subresources.get(name!);
  if (!verbs) throw resourceNotFound();
  const verb = request.method === 'POST' ? 'create' : NAMED_VERBS[request.method];
  if (!verb || !verbs.has(verb)) throw methodNotAllowed();
  switch (verb) {
    case 'get': return get(call);
    case 'update': return write(call, 'update', 'UpdateOptions');
    case 'patch': return patch(call);
    case 'create': return write(call, 'create', 'CreateOptions');
  }
  throw methodNotAllowed();
}

/** The verb that a connecting method counts as. */
const CONNECT_VERBS: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** The pod whose node is asked. The user needs the right to the subresource, not to read the pod. */
function pod(call: Call): Pod {
  const { context, path, request, user } = call;
  context.authorize?.(CONNECT_VERBS[request.method] ?? 'get', PODS, { user, namespace: path.namespace, name: path.name, subresource: path.subresource });
  // Only what is carried through to the pod is a connection; reading a log is not.
  if (path.subresource !== 'log') return context.api.handle<Pod>({ verb: 'connect', resource: PODS, namespace: path.namespace, name: path.name, subresource: path.subresource, body: connectOptions(call.query), options: {}, user }).object;
  return context.api.handle<Pod>({ verb: 'get', resource: PODS, namespace: path.namespace, name: path.name, options: {}, user: context.authorize ? SYSTEM_ADMIN : user }).object;
}

/** `?stdin=true&command=ls&command=-l` as the options object that admission sees. */
function connectOptions(query: URLSearchParams): object {
  const options: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    options[name] = name === 'command' ? values : name === 'ports' ? values.map(Number) : /^(stdin|stdout|stderr|tty)$/.test(name) ? /^(true|1)$/.test(values[0]!) : values[0];
  }
  return options;
}

export function openConnect(context: ResourceContext, kubelet: Kubelet, path: ResourcePath, request: RestRequest, query: URLSearchParams, user: UserInfo): Connect {
  const served = context.catalog.find(path.group, path.version, path.resource);
  if (!served || served.resource.group !== '' || served.resource.resource !== PODS.resource || !CONNECT.has(path.subresource ?? '')) throw resourceNotFound();
  return connectTo(kubelet, pod({ context, served, path, request, query, user }), path.subresource!, query);
}

const throughProxy = ({ namespace, resource, name }: ResourcePath, reply: ReturnType<Kubelet['proxy']>): RestReply => withProxiedLinks(reply, `/api/v1/namespaces/${namespace}/${resource}/${name}/proxy`);

function proxy(call: Call, kubelet: Kubelet): RestReply {
  const { path, request } = call;
  const [, port] = /^(?:https?:)?[^:]+:(\d+)/.exec(path.name!) ?? [];
  const name = port === undefined ? path.name! : path.name!.replace(/^https?:/, '').split(':')[0]!;
  const target = pod({ ...call, path: { ...path, name } });
  const target80 = target.spec?.containers.find((c) => c.ports?.length)?.ports?.[0]?.containerPort ?? 80;
  return throughProxy(path, kubelet.proxy(target, port === undefined ? target80 : Number(port), { method: request.method, path: path.rest ?? '/', query: request.query, body: request.body }));
}

/** `services/[https:]name[:port]/proxy/...`; the port by number or name, by default the only one. */
function serviceProxy(call: Call, kubelet: Kubelet): RestReply {
  const { context, path, request, user } = call;
  const [name = '', wanted] = path.name!.replace(/^https?:/, '').split(':');
  context.authorize?.(CONNECT_VERBS[request.method] ?? 'get', SERVICES, { user, namespace: path.namespace, name, subresource: path.subresource });
  const service = context.api.handle<Service>({ verb: 'get', resource: SERVICES, namespace: path.namespace, name, options: {}, user: context.authorize ? SYSTEM_ADMIN : user }).object;
  const ports = service.spec?.ports ?? [];
  const port = wanted === undefined || wanted === '' ? ports.length === 1 ? ports[0] : undefined : ports.find((one) => one.name === wanted || String(one.port) === wanted);
  if (!port) throw failure(503, 'ServiceUnavailable', `no endpoints available for service ${JSON.stringify(path.name)}`);
  return throughProxy(path, kubelet.proxyService(service, port.port, { method: request.method, path: path.rest ?? '/', query: request.query, body: request.body }));
}

/** What all requests to the `Api` have. */
function base(call: Call): Omit<ApiRequest, 'verb' | 'options'> {
  const { served, path, user } = call;
  return {
    resource: served.resource, version: served.version, user, untyped: true,
    ...(path.namespace === undefined ? {} : { namespace: path.namespace }), ...(path.name === undefined ? {} : { name: path.name }),
    ...(path.subresource === undefined ? {} : { subresource: path.subresource }),
  };
}

function get(call: Call): RestReply {
  const { context, query } = call;
  const media = negotiate(call.request.header('accept'), OBJECT_TRANSFORMS);
  const resourceVersion = query.get('resourceVersion');
  return one(call, context.api.handle({ ...base(call), verb: 'get', options: resourceVersion ? { resourceVersion } : {} }), media);
}

function list(call: Call, options: RequestOptions): RestReply {
  const { context, served, query, request } = call;
  const media = negotiate(request.header('accept'), LIST_TRANSFORMS);
  const includeObject = includeObjectOf(query);
  const result = context.api.list<AnyObject>({ ...base(call), verb: 'list', options });
  const metadata = listMeta(result);
  switch (media.as) {
    case 'Table': {
      const table = tableFor(served.resource, result.items, context.now(), { includeObject, definition: served.table, metadata });
      return reply(call, 200, `${JSON.stringify(table)}\n`, media);
    }
    case 'PartialObjectMetadataList': {
      const body = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: result.items.map(partialMetadata) };
      return reply(call, 200, `${JSON.stringify(body)}\n`, media);
    }
    default: return reply(call, 200, listText(served.apiVersion, `${served.resource.kind}List`, metadata, result.items, served.custom), media);
  }
}

function includeObjectOf(query: URLSearchParams): IncludeObject {
  const text = query.get('includeObject');
  if (text === null || text === '' || text === 'Metadata') return 'Metadata';
  if (text === 'None' || text === 'Object') return text;
  throw badRequest(`unrecognized includeObject value: ${JSON.stringify(text)}`);
}

function watch(call: Call, options: ReturnType<typeof listOptions>): RestReply {
  const { context, served, path, query, request, user } = call;
  const media = negotiate(request.header('accept'), WATCH_TRANSFORMS);
  const byName = path.name === undefined ? undefined : `metadata.name=${path.name}`;
  const fieldSelector = [byName, options.fieldSelector].filter((text) => text !== undefined).join(',');
  const body = watchStream(context.api, served, {
    resource: served.resource, version: served.version, user,
    ...(path.namespace === undefined ? {} : { namespace: path.namespace }),
    ...(options.resourceVersion === undefined ? {} : { resourceVersion: options.resourceVersion }),
    ...(options.resourceVersionMatch === undefined ? {} : { resourceVersionMatch: options.resourceVersionMatch }),
    ...(options.labelSelector === undefined ? {} : { labelSelector: options.labelSelector }), ...(fieldSelector ? { fieldSelector } : {}),
    ...(options.sendInitialEvents === undefined ? {} : { sendInitialEvents: options.sendInitialEvents }), allowWatchBookmarks: options.allowWatchBookmarks,
  }, {
    media, includeObject: includeObjectOf(query), timeoutSeconds: options.timeoutSeconds || WATCH_TIMEOUT_SECONDS, now: context.now, setTimer: context.setTimer, bookmarkMs: BOOKMARK_MS,
  });
  return { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' }, body };
}

function write(call: Call, verb: 'create' | 'update', optionsKind: 'CreateOptions' | 'UpdateOptions'): RestReply {
  const { served, context, query, request } = call;
  // What cannot be read back (reviews, bindings, evictions, tokens) has no form but its own.
  const readable = served.verbs.has('get') && !WRITE_ONLY.has(call.path.subresource ?? '');
  const media = negotiate(request.header('accept'), readable ? OBJECT_TRANSFORMS : undefined);
  const options = writeOptions(query, optionsKind, request.header('user-agent'));
  const body = decodeObject(request, served.resource.kind, context.protobuf);
  return one(call, handleWrite(call, { ...base(call), verb, body, options }), media);
}

const WRITE_ONLY = new Set(['binding', 'eviction', 'token']);
/** Bytes of a request that etcd takes. */
const MAX_ETCD_BYTES = 1.5 * 1024 * 1024;

/** Runs the request. What etcd would not take is refused once all else is found to be right. */
function handleWrite(call: Call, request: ApiRequest): ApiResponse {
  const { api } = call.context;
  if (call.request.body.length <= MAX_ETCD_BYTES) return api.handle(request);
  const answer = api.handle({ ...request, options: { ...request.options, dryRun: true } });
  if (request.options.dryRun || !call.served.verbs.has('get')) return answer;
  if (JSON.stringify(answer.object).length <= MAX_ETCD_BYTES) return api.handle(request);
  throw failure(500, '', 'etcdserver: request is too large');
}

const PATCH_TYPES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml'];

function patch(call: Call): RestReply {
  const { served, query, request } = call;
  const media = negotiate(request.header('accept'), OBJECT_TRANSFORMS);
  const type = mediaType(request.header('content-type'));
  const accepted = served.custom ? PATCH_TYPES.filter((t) => !t.includes('strategic')) : PATCH_TYPES;
  // Routes of built-in kinds name what they take, and the router itself refuses the rest.
  if (!accepted.includes(type)) throw served.custom ? unsupportedMediaType(accepted) : unsupportedByRoute();
  checkSize(request);
  const apply = type === 'application/apply-patch+yaml';
  const options = writeOptions(query, 'PatchOptions', request.header('user-agent'), apply);
  return one(call, handleWrite(call, { ...base(call), verb: 'patch', patch: { type: type as PatchType, body: patchBody(bodyText(request.body), type as PatchType) }, options }), media);
}

function patchBody(text: string, type: PatchType): unknown {
  const apply = type === 'application/apply-patch+yaml';
  // Of a strategic patch the decoder's own words are told.
  const prefix = type === 'application/strategic-merge-patch+json' ? '' : 'error decoding patch: ';
  try {
    checkDepth(text);
    return apply && !/^\s*\{/.test(text) ? load(text, { maxDepth: MAX_YAML_DEPTH }) : JSON.parse(text);
  } catch (error) {
    if (error instanceof TooDeep) throw badRequest(`${prefix}${error.message}`);
    if (apply) throw badRequest(`error decoding YAML: ${error instanceof Error ? error.message.split('\n')[0]! : String(error)}`);
    throw badRequest(`${prefix}${goJSONError(text)}`);
  }
}

function deleteOne(call: Call): RestReply {
  const { context, query, request } = call;
  const media = negotiate(request.header('accept'), OBJECT_TRANSFORMS);
  const body = decodeDeleteOptions(request, context.protobuf);
  return one(call, context.api.handle({ ...base(call), verb: 'delete', options: deleteOptions(query, body, request.header('user-agent')) }), media);
}

function deleteCollection(call: Call): RestReply {
  const { context, served, query, request } = call;
  const media = negotiate(request.header('accept'), LIST_TRANSFORMS);
  const body = decodeDeleteOptions(request, context.protobuf);
  const { watch: _watch, allowWatchBookmarks: _bookmarks, ...selection } = listOptions(query, false);
  const answer = context.api.handle({ ...base(call), verb: 'deletecollection', options: { ...selection, ...deleteOptions(query, body, request.header('user-agent')) } });
  const deleted = answer.object as AnyObject & { items?: AnyObject[] };
  if (deleted.kind === 'Status' || !Array.isArray(deleted.items)) return one(call, answer, media);
  const metadata = listMeta(deleted.metadata as Parameters<typeof listMeta>[0]);
  return reply(call, answer.code, listText(served.apiVersion, `${served.resource.kind}List`, metadata, deleted.items, served.custom), media, answer.warnings);
}

function one(call: Call, answer: ApiResponse, media: MediaType): RestReply {
  const { context, served, query } = call;
  const { object } = answer;
  const ownKind = object.kind === served.resource.kind;
  let text: string;
  const definition = ownKind ? served.table : object.kind === 'Scale' ? scaleTable(served.custom) : undefined;
  if (media.as === 'Table' && definition) {
    const table = tableFor(served.resource, [object], context.now(), {
      includeObject: includeObjectOf(query), definition, metadata: object.metadata.resourceVersion ? { resourceVersion: object.metadata.resourceVersion } : {},
    });
    text = JSON.stringify(table);
  } else if (media.as === 'PartialObjectMetadata' && ownKind) text = JSON.stringify(partialMetadata(object));
  else if (object.kind === 'Status') text = JSON.stringify(object);
  else text = served.custom && ownKind ? customText(object) : objectText(object);
  return reply(call, answer.code, `${text}\n`, media, answer.warnings);
}

function reply(call: Call, status: number, json: string, media: MediaType, warnings?: readonly string[]): RestReply {
  let body = json;
  if (media.type === 'application/yaml') body = dump(JSON.parse(json), { sortKeys: true, noRefs: true, lineWidth: -1 });
  else if (isPretty(media, call.query, call.request.header('user-agent'))) body = JSON.stringify(JSON.parse(json), null, 2);
  return { status, headers: { 'content-type': media.type, 'cache-control': 'no-cache, private' }, body, ...(warnings?.length ? { warnings } : {}) };
}

