/**
 * The one door. Everything that reads or writes the cluster (REST, controllers, kubelets, the scheduler, faults) does it
 * with an `ApiRequest`. Calls are synchronous: an object at once, or a thrown `StatusError`.
 */
import type { AnyResource } from './resource.ts';
import type { AnyObject } from './types.ts';

export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'connect';

export type PatchType = 'application/json-patch+json' | 'application/merge-patch+json' | 'application/strategic-merge-patch+json' | 'application/apply-patch+yaml';

export interface RequestOptions {
  dryRun?: boolean;
  /** Who writes, for managedFields: `kubectl-client-side-apply`, `kube-controller-manager`. */
  fieldManager?: string;
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** Server-side apply: take over conflicting fields. */
  force?: boolean;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: string;
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | string;
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
}

export interface ApiRequest {
  readonly verb: Exclude<Verb, 'watch'>;
  readonly resource: AnyResource;
  /** Version the client speaks when it is not the stored one (`autoscaling/v1`). */
  readonly version?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The object for create and update; subresource bodies (Binding, Eviction, Scale, TokenRequest). */
  readonly body?: unknown;
  readonly patch?: { readonly type: PatchType; readonly body: unknown };
  readonly options: RequestOptions;
  readonly user: UserInfo;
  /**
   * True for bodies that came over the wire: they are decoded against the schema (unknown fields, types). In-process
   * callers hand over typed, possibly shared objects, which are never changed.
   */
  readonly untyped?: boolean;
}

export interface ApiResponse<T = AnyObject> {
  /** HTTP status: 200, 201 for a create, 202 for a graceful delete. */
  readonly code: number;
  readonly object: T;
  readonly warnings?: readonly string[];
}

export interface ListResult<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

export interface WatchEvent<T = AnyObject> {
  readonly type: WatchEventType;
  readonly object: T;
  /** Trace id of the write behind the event. */
  readonly cause?: number;
  /** 'namespace/name', or 'name': the object's key, where it is at hand. */
  readonly id?: string;
}

export interface WatchRequest {
  readonly resource: AnyResource;
  readonly version?: string;
  readonly namespace?: string;
  readonly user: UserInfo;
  /** Changes after this revision; absent, '' or '0' = the present state as ADDED, then changes. */
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** A REST client: sees the version it asks for, with managed fields. In-process watchers get objects as stored. */
  readonly untyped?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly allowWatchBookmarks?: boolean;
  /**
   * Virtual delay in ms between a write and its delivery. In-process informers have one (their caches lag, as real
   * ones do); omitted, events are handed over within the write itself and leave no mark on the run (outside clients).
   */
  readonly delayMs?: number;
  /** Gets events in order, in batches. Must not throw. */
  readonly deliver: (events: readonly WatchEvent[]) => void;
}

export interface Watch { stop(): void }

export interface Api {
  /** `get create update patch delete deletecollection`: one object (or a Status) back. */
  handle<T = AnyObject>(request: ApiRequest): ApiResponse<T>;
  list<T = AnyObject>(request: ApiRequest): ListResult<T>;
  watch(request: WatchRequest): Watch;
}
