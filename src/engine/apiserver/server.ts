/**
 * The API server: the `Api` over the store. It finds the resource, asks authorization, and hands the request to its verb
 * (one file each beside this one). What a kind adds stands in `api/kinds/`; what cluster state adds, in `admission/`.
 *
 * Not here: HTTP (that is `rest/`), and any loop (controllers are clients like everybody else).
 */
import type { Api, ApiRequest, ApiResponse, ListResult, UserInfo, Verb, Watch, WatchRequest } from '../api/api.ts';
import { failure, forbidden, methodNotSupported, notFound } from '../api/errors.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { groupResource, type AnyResource } from '../api/resource.ts';
import type { AnyObject, PolicyRule } from '../api/types.ts';
import type { MetricsSource } from '../api/metrics.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import { Store, type LogRecord } from '../store/store.ts';
import { admissionChain, type AdmissionChain, type AdmissionPlugin } from './admission/admission.ts';
import type { WebhookBackend } from './admission/webhook-backend.ts';
import { withExpressionChecks } from './cel/definition-checks.ts';
import { create } from './create.ts';
import { webhookConverter } from './customresources/conversion.ts';
import { serveCustomResources } from './customresources/custom-resources.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { patch } from './patch.ts';
import { PodSpecs } from './pod-specs.ts';
import { get, list, watch } from './read.ts';
import { Registry, type Registration } from './registry.ts';
import { answerReview, isReview } from './reviews/reviews.ts';
import { withDecodedBody } from './subresources/body.ts';
import { subresources } from './subresources/index.ts';
import { update } from './update.ts';
import { viewOf } from './views/index.ts';
import { connect } from './connect.ts';

/** Decides whether a user may do a thing; `reason` ends the forbidden text. */
export interface Authorizer {
  authorize(attributes: AuthorizationAttributes): { allowed: boolean; reason?: string };
  /** What a user may do in a namespace, for SelfSubjectRulesReview. Absent: everything. */
  rulesFor?(user: UserInfo, namespace: string): { readonly resourceRules: readonly PolicyRule[]; readonly nonResourceRules: readonly PolicyRule[]; readonly incomplete: boolean; readonly evaluationError?: string };
}

export interface AuthorizationAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** A URL outside the API's resources; the rest is then empty. */
  readonly path?: string;
}

export interface ApiServerOptions {
  readonly kernel: Kernel;
  readonly kinds: readonly Kind[];
  /** In v1.36's order. Made after the server, so that plugins may read through it. */
  readonly admission: (server: ApiServer) => readonly AdmissionPlugin[];
  /** Tables whose writes make prepared pod specs (`pod-specs.ts`) stale. */
  readonly podSpecInputs?: ReadonlySet<string>;
}

export class ApiServer implements Api {
  readonly kernel: Kernel;
  readonly store: Store;
  readonly registry: Registry;
  readonly admission: readonly AdmissionPlugin[];
  /** Those of them that are told how a write ended. */
  readonly settling: readonly AdmissionPlugin[];
  readonly podSpecs = new PodSpecs();
  authorizer: Authorizer | undefined;
  /** Reaches admission webhooks; without it nobody answers them. */
  webhooks: WebhookBackend | undefined;
  /** The nodes' numbers, for the metrics APIs. */
  metrics: MetricsSource | undefined;
  /** Set while the API server (or etcd behind it) is down or slow: throws what a client then gets. */
  gate: ((request: { verb: Verb; user: UserInfo; resource: AnyResource }) => void) | undefined;

  /** Whether a component (`scheduler`, `controller-manager`, `etcd-0`) answers its health check, for ComponentStatuses. */
  isHealthy: (component: string) => boolean = () => true;

  /** Whoever writes now, for the cause trace. */
  #actor = '';
  #chains = new WeakMap<Registration, AdmissionChain>();

  constructor(options: ApiServerOptions) {
    this.kernel = options.kernel;
    const { kernel } = this;
    this.store = new Store({
      now: () => kernel.now,
      trace: (type, table, id, revision) => kernel.trace.add(kernel.now, this.#actor, type, table, revision, id),
    });
    this.registry = new Registry(this.kernel, this.store);
    for (const kind of options.kinds) this.registry.register(withExpressionChecks(kind));
    serveCustomResources(this.store, this.registry, (crd) => webhookConverter(this, crd));
    this.store.onWrite((record: LogRecord) => this.registry.hubOf(record.table).dispatch(record));
    this.admission = options.admission(this);
    this.settling = this.admission.filter((plugin) => plugin.settle);
    this.store.onWrite(() => this.podSpecs.invalidate(), (prefix) => options.podSpecInputs?.has(prefix) === true);
  }

  handle<T = AnyObject>(request: ApiRequest): ApiResponse<T> {
    return this.#dispatch(request) as ApiResponse<T>;
  }

  list<T = AnyObject>(request: ApiRequest): ListResult<T> {
    const registration = this.#enter(request.verb === 'deletecollection' ? 'deletecollection' : 'list', request);
    const view = viewOf(registration.table.prefix, request.untyped);
    if (view?.list) return view.list(this, request) as ListResult<T>;
    return list(this, registration, request) as ListResult<T>;
  }

  watch(request: WatchRequest): Watch {
    const registration = this.#enter('watch', request);
    const view = viewOf(registration.table.prefix, request.untyped);
    if (view?.watch) return view.watch(this, request);
    return watch(this, registration, request);
  }

  /** The admission plugins that have to do with a resource. */
  admissionOf(registration: Registration): AdmissionChain {
    let chain = this.#chains.get(registration);
    if (!chain) this.#chains.set(registration, (chain = admissionChain(this.admission, registration.kind.resource)));
    return chain;
  }

  /** The registration of a resource, or the 404 of a path that nothing serves. */
  lookup(resource: AnyResource): Registration {
    const registration = this.registry.find(groupResource(resource));
    if (!registration) throw failure(404, 'NotFound', 'the server could not find the requested resource', {});
    return registration;
  }

  /** A stream of chance for what one request draws. A dry run has streams of its own: it must leave no mark on the run. */
  random(name: string, { dryRun }: { readonly dryRun?: boolean }): Random {
    return this.kernel.random(dryRun ? `dry-run/${name}` : name);
  }

  #dispatch(request: ApiRequest): ApiResponse {
    const registration = this.#enter(request.verb, request);
    const before = this.#actor;
    this.#actor = request.options.fieldManager ?? request.user.username;
    try {
      if (request.verb === 'connect') return connect(this, registration, request);
      const view = viewOf(registration.table.prefix, request.untyped);
      if (view?.subresources) return view.handle(this, request);
      if (request.subresource && request.subresource !== 'status') {
        const handler = subresources[request.subresource];
        if (!handler || !registration.kind.subresources?.includes(request.subresource)) throw notFound(request.resource, request.name ?? '');
        const { request: decoded, warnings } = withDecodedBody(registration, request);
        const answer = handler(this, registration, decoded);
        return warnings.length ? { ...answer, warnings: [...warnings, ...(answer.warnings ?? [])] } : answer;
      }
      if (view) return view.handle(this, request);
      switch (request.verb) {
        case 'get': return get(this, registration, request);
        case 'create': return isReview(registration) ? answerReview(this, registration, request) : create(this, registration, request);
        case 'update': return update(this, registration, request);
        case 'patch': return patch(this, registration, request);
        case 'delete': return deleteObject(this, registration, request);
        case 'deletecollection': return deleteCollection(this, registration, request);
        case 'list': throw methodNotSupported(request.resource, 'list');
      }
    } finally {
      this.#actor = before;
    }
  }

  #enter(verb: Verb, request: { resource: AnyResource; user: UserInfo; namespace?: string; name?: string; subresource?: string }): Registration {
    this.gate?.({ verb, user: request.user, resource: request.resource });
    const registration = this.lookup(request.resource);
    // A connection counts as the verb of its HTTP method; who opens it has asked.
    if (verb !== 'connect') this.authorize(verb, registration, request);
    return registration;
  }

  /** As `authorize`, for a path outside the API's resources, or a resource that nothing serves. */
  authorizeUnserved(attributes: AuthorizationAttributes): void {
    const { user, verb, group, resource, namespace, name, path } = attributes;
    if (!this.authorizer || user.groups.includes('system:masters') || this.authorizer.authorize(attributes).allowed) return;
    if (path !== undefined) throw failure(403, 'Forbidden', `forbidden: User "${user.username}" cannot ${verb} path "${path}"`, {});
    const where = namespace ? ` in the namespace "${namespace}"` : ' at the cluster scope';
    throw forbidden({ group, resource }, name ?? '', `User "${user.username}" cannot ${verb} resource "${resource}" in API group "${group}"${where}`);
  }

  /** Throws 403 unless the user may. Members of system:masters may do everything. */
  authorize(verb: string, registration: Registration, request: { user: UserInfo; namespace?: string; name?: string; subresource?: string }): void {
    const { user } = request;
    if (!this.authorizer || user.groups.includes('system:masters')) return;
    const { resource } = registration.kind;
    const decision = this.authorizer.authorize({
      user, verb, group: resource.group, version: resource.version, resource: resource.resource,
      subresource: request.subresource, namespace: request.namespace, name: request.name,
    });
    if (decision.allowed) return;
    const what = request.subresource ? `${resource.resource}/${request.subresource}` : resource.resource;
    const where = request.namespace ? ` in the namespace "${request.namespace}"` : ' at the cluster scope';
    const reason = decision.reason ? `: ${decision.reason}` : '';
    throw forbidden({ group: resource.group, resource: resource.resource }, request.name ?? '',
      `User "${user.username}" cannot ${verb} resource "${what}" in API group "${resource.group}"${where}${reason}`);
  }
}
