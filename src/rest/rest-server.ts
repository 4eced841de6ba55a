/**
 * The HTTP protocol of a Kubernetes API server over the `Api`, as one synchronous function from request to reply.
 *
 * Start at `RestServer.answer`: it names the user, tells apart what a path is about, and turns every failure into the
 * Status that a client expects. `handler.ts` puts Web `Request` and `Response` around it. Nothing here knows a kind:
 * resources come from the registry (`catalog.ts`), columns from `engine/apiserver/tables`.
 */
import type { Api, UserInfo } from '../engine/api/api.ts';
import type { AuthorizationAttributes } from '../engine/apiserver/server.ts';
import { CATALOGUE } from '../engine/api/kinds/catalogue.ts';
import { userOf, type Authenticator, type ImpersonationCheck } from './authenticate.ts';
import { Catalog, type RegistryView } from './catalog.ts';
import { methodNotAllowed, pageNotFound, resourceNotFound } from './errors.ts';
import type { ProtobufDecoder } from './body.ts';
import type { RestReply, RestRequest } from './exchange.ts';
import { answerHealth } from './health.ts';
import { failing } from './failing.ts';
import { FlowSchemas } from './flow-schemas.ts';
import type { Kubelet } from './kubelet.ts';
import { answerMetrics, answerSlis } from './metrics/metrics.ts';
import { RequestCounts, verbOf } from './metrics/request-counts.ts';
import { parseResourcePath, type ResourcePath } from './path.ts';
import type { Connect } from './pod-connect.ts';
import { answerResource, openConnect, type AuthorizeConnect, type ResourceContext } from './resource-request.ts';
import { answerSandbox, type Sandbox } from './sandbox.ts';
import { answerVersion } from './version.ts';

/** Answers for documents about the API itself (discovery, OpenAPI); undefined when the path is none of them. */
export type Documents = (request: RestRequest, query: URLSearchParams) => RestReply | undefined;

export interface RestOptions {
  readonly api: Api;
  readonly registry: RegistryView;
  /** The virtual instant, ms since 1970: ages in tables are relative to it. */
  readonly now: () => number;
  /** Runs `callback` once after that many real ms; the result takes it back. For timeouts of clients' watches. */
  readonly setTimer: (callback: () => void, milliseconds: number) => () => void;
  readonly authenticate: Authenticator;
  readonly mayImpersonate?: ImpersonationCheck;
  /** Throws 403 unless the user may; for what does not go through the `Api` (logs, exec). */
  readonly authorize?: AuthorizeConnect;
  /** The same for paths outside the API's resources, and for resources that nothing serves. */
  readonly authorizeUnserved?: (attributes: AuthorizationAttributes) => void;
  readonly documents?: Documents;
  readonly kubelet?: Kubelet;
  readonly protobuf?: ProtobufDecoder;
  readonly sandbox?: Sandbox;
  /** Health checks that fail now: name -> reason. */
  readonly failing?: () => ReadonlyMap<string, string>;
}

const HEALTHY: ReadonlyMap<string, string> = new Map();

export class RestServer {
  readonly catalog: Catalog;
  readonly #options: RestOptions;
  readonly #resources: ResourceContext;
  readonly #counts = new RequestCounts();
  readonly #startedAt: number;
  readonly #flows: FlowSchemas;
  #requests = 0;

  constructor(options: RestOptions) {
    this.#options = options;
    this.#startedAt = Math.floor(options.now() / 1000);
    this.catalog = new Catalog(options.registry);
    this.#flows = new FlowSchemas(options.registry);
    this.#resources = {
      api: options.api, catalog: this.catalog, now: options.now, setTimer: options.setTimer,
      ...(options.kubelet ? { kubelet: options.kubelet } : {}), ...(options.protobuf ? { protobuf: options.protobuf } : {}),
      ...(options.authorize ? { authorize: options.authorize } : {}), ...(options.authorizeUnserved ? { authorizeUnserved: options.authorizeUnserved } : {}),
    };
  }

  /** What an upgraded connection (exec, attach, portforward) is to be joined to, or the reply that refuses it. */
  connect(request: RestRequest): Connect | RestReply {
    return failing(request, () => {
      const path = parseResourcePath(request.path);
      if (!path || !this.#options.kubelet) return pageNotFound();
      const user = userOf(request, this.#options.authenticate, this.#options.mayImpersonate);
      return openConnect(this.#resources, this.#options.kubelet, path, request, new URLSearchParams(request.query), user);
    });
  }

  answer(request: RestRequest): RestReply {
    const headers: Record<string, string> = { 'audit-id': this.#auditId() };
    const reply = failing(request, () => this.#route(request, headers));
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }

  /** `headers`: what is told with the reply, whatever it is. */
  #route(request: RestRequest, headers: Record<string, string>): RestReply {
    const { path } = request;
    const query = request.query === '' ? NO_QUERY : new URLSearchParams(request.query);
    if (path.startsWith('/sandbox/v1/')) return this.#options.sandbox ? answerSandbox(this.#options.sandbox, request) : pageNotFound();
    const resource = parseResourcePath(path);
    if (resource && this.catalog.hasGroupVersion(resource.group, resource.version)) {
      const user = this.#user(request);
      const kind = this.catalog.find(resource.group, resource.version, resource.resource)?.kind;
      if (!isLong(resource)) Object.assign(headers, this.#flows.headers({ user, verb: requestVerb(resource, request, query), target: resource }));
      if (!kind) return answerResource(this.#resources, resource, request, query, user);
      const reply = failing(request, () => answerResource(this.#resources, resource, request, query, user));
      const counted = this.#counts.count(resource, request, query, reply);
      const deprecated = kind.deprecated ?? kind.deprecationOf?.(resource.version);
      if (deprecated === undefined) return counted;
      this.#counts.noteDeprecated(resource);
      // Told whatever comes of the request, and before what the request itself is warned of.
      return { ...counted, warnings: [deprecated, ...(counted.warnings ?? [])] };
    }
    if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) {
      const reply = answerHealth(path, query, this.#options.failing?.() ?? HEALTHY);
      this.#counts.countPath(path, request.method, reply.status);
      return reply;
    }
    const user = this.#user(request);
    const verb = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
    Object.assign(headers, this.#flows.headers({ user, verb, target: path }));
    this.#options.authorizeUnserved?.({ user, verb, group: '', version: '', resource: '', path });
    const { documents } = this.#options;
    if (path === '/version' || path === '/version/') {
      if (!READ.has(request.method)) throw methodNotAllowed();
      return answerVersion();
    }
    if (path === '/metrics' || path === '/metrics/slis') {
      if (!READ.has(request.method)) throw methodNotAllowed();
      if (path === '/metrics/slis') return answerSlis(this.#options.failing?.() ?? HEALTHY);
      return answerMetrics({ registry: this.#options.registry, counts: this.#counts, startedAt: this.#startedAt });
    }
    // What is only read takes no other method.
    if (!READ.has(request.method) && documents?.({ ...request, header: (name) => request.header(name), method: 'GET' }, query)) throw methodNotAllowed();
    return documents?.(request, query) ?? notServed(path);
  }

  #user(request: RestRequest): UserInfo {
    const user = userOf(request, this.#options.authenticate, this.#options.mayImpersonate);
    this.#counts.countUser(user.username);
    return user;
  }

  /** A number in the shape of a UUID: real ones are random, and nothing may read them. */
  #auditId(): string {
    const hex = (this.#requests++).toString(16).padStart(12, '0');
    return `00000000-0000-4000-8000-${hex}`;
  }
}

const READ = new Set(['GET', 'HEAD']);
const LONG = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);
/** Requests without an end, other than watches: they are under no flow control. */
const isLong = ({ subresource }: ResourcePath): boolean => subresource !== undefined && LONG.has(subresource);
const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', APPLY: 'patch' };

function requestVerb(path: ResourcePath, request: RestRequest, query: URLSearchParams): string {
  const verb = verbOf(path, request, query);
  return VERBS[verb] ?? verb.toLowerCase();
}
const BUILT_IN_GROUPS = new Set(CATALOGUE.map(({ group }) => group));

/** A path that nothing serves: under the root of a built-in group the answer is a Status, elsewhere a text. */
function notServed(path: string): RestReply {
  const group = path === '/api' || path.startsWith('/api/') ? '' : /^\/apis\/([^/]+)/.exec(path)?.[1];
  if (group !== undefined && BUILT_IN_GROUPS.has(group)) throw resourceNotFound();
  return pageNotFound();
}

const NO_QUERY = new URLSearchParams();
