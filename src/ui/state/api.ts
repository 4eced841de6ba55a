/** The page's requests to the API server, with Kubernetes' own errors. */
import type { Status } from '../../engine/api/errors.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { session } from './cluster.ts';
import { pathOf } from './paths.ts';
import type { Ref } from './selection.ts';

/** A request that the API server refused; `message` is its own. */
export class ApiError extends Error {
  constructor(readonly status: Status) { super(status.message ?? status.reason ?? 'refused'); this.name = 'ApiError'; }
  get code(): number { return this.status.code; }
}

export async function call<T = AnyObject>(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<T> {
  const answer = await session.request(method, path, body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': contentType } });
  let parsed: unknown;
  try { parsed = JSON.parse(answer.body); } catch { parsed = { kind: 'Status', status: 'Failure', message: answer.body, code: answer.status, metadata: {}, apiVersion: 'v1' }; }
  if (answer.status >= 400) throw new ApiError(parsed as Status);
  return parsed as T;
}

export const MERGE = 'application/merge-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';

export const get = async (ref: Ref): Promise<AnyObject> => call('GET', await pathOf(ref));
export const patch = async (ref: Ref, body: unknown, type = MERGE, subresource = ''): Promise<AnyObject> => call('PATCH', `${await pathOf(ref)}${subresource && '/' + subresource}?fieldManager=bottleship`, body, type);
export const remove = async (ref: Ref, options: Record<string, unknown> = {}): Promise<AnyObject> => call('DELETE', await pathOf(ref), { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...options });
/** Creates an object again or for the first time. */
export async function create(object: AnyObject): Promise<AnyObject> {
  const { kind = '', apiVersion, metadata } = object as AnyObject & { kind?: string; apiVersion?: string };
  const path = await pathOf({ kind, apiVersion, namespace: metadata.namespace ?? '', name: '' });
  return call('POST', `${path}?fieldManager=bottleship`, object);
}
