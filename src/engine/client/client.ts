/**
 * A component's client: the `Api` with its identity filled in. Objects that come back are shared and immutable: to
 * change one, spread it (`{ ...pod, status: { ...pod.status, phase: 'Running' } }`), keeping unchanged parts.
 */
import type { Api, ListResult, PatchType, RequestOptions, UserInfo, Watch, WatchRequest } from '../api/api.ts';
import type { Resource } from '../api/resource.ts';
import type { AnyObject, ObjectMeta } from '../api/types.ts';

interface Named { metadata: ObjectMeta }

const NONE: RequestOptions = {};

/** The user that components without an identity of their own act as. */
export const SYSTEM_ADMIN: UserInfo = { username: 'system:admin', groups: ['system:masters', 'system:authenticated'] };

export class Client {
  /** What most writes ask for: nothing but to be known by name. */
  readonly #plain: RequestOptions;

  constructor(readonly api: Api, readonly user: UserInfo, readonly fieldManager: string) {
    this.#plain = { fieldManager };
  }

  get<T>(resource: Resource<T>, name: string, namespace?: string): T {
    return this.api.handle<T>({ verb: 'get', resource, name, namespace, options: NONE, user: this.user }).object;
  }

  list<T>(resource: Resource<T>, namespace?: string, options: RequestOptions = NONE): ListResult<T> {
    return this.api.list<T>({ verb: 'list', resource, namespace, options, user: this.user });
  }

  create<T extends Named>(resource: Resource<T>, object: T, options: RequestOptions = NONE): T {
    return this.api.handle<T>({
      verb: 'create', resource, namespace: object.metadata.namespace, body: object, options: this.#manage(options), user: this.user,
    }).object;
  }

  update<T extends Named>(resource: Resource<T>, object: T, options: RequestOptions = NONE): T {
    return this.#update(resource, object, undefined, options);
  }

  updateStatus<T extends Named>(resource: Resource<T>, object: T, options: RequestOptions = NONE): T {
    return this.#update(resource, object, 'status', options);
  }

  patch<T>(resource: Resource<T>, name: string, namespace: string | undefined, type: PatchType, body: unknown, subresource?: string, options: RequestOptions = NONE): T {
    return this.api.handle<T>({
      verb: 'patch', resource, name, namespace, subresource, patch: { type, body }, options: this.#manage(options), user: this.user,
    }).object;
  }

  delete<T>(resource: Resource<T>, name: string, namespace?: string, options: RequestOptions = NONE): void {
    this.api.handle({ verb: 'delete', resource, name, namespace, options, user: this.user });
  }

  deleteCollection<T>(resource: Resource<T>, namespace?: string, options: RequestOptions = NONE): void {
    this.api.handle({ verb: 'deletecollection', resource, namespace, options, user: this.user });
  }

  /** Posts to a subresource: `binding`, `eviction`, `token`, `approval`. */
  post<T, R = AnyObject>(resource: Resource<T>, name: string, namespace: string | undefined, subresource: string, body: unknown, options: RequestOptions = NONE): R {
    return this.api.handle<R>({
      verb: 'create', resource, name, namespace, subresource, body, options: this.#manage(options), user: this.user,
    }).object;
  }

  watch(request: Omit<WatchRequest, 'user'>): Watch {
    return this.api.watch({ ...request, user: this.user });
  }

  #update<T extends Named>(resource: Resource<T>, object: T, subresource: string | undefined, options: RequestOptions): T {
    const { name, namespace } = object.metadata;
    return this.api.handle<T>({
      verb: 'update', resource, name, namespace, subresource, body: object, options: this.#manage(options), user: this.user,
    }).object;
  }

  #manage(options: RequestOptions): RequestOptions {
    return options === NONE ? this.#plain : options.fieldManager === undefined ? { ...options, fieldManager: this.fieldManager } : options;
  }
}
