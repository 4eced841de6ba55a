/** `namespaces/finalize`: the only way to change `spec.finalizers`. The last one gone, the namespace goes. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import type { AnyObject } from '../../api/types.ts';
import { noteManaged } from '../managed-fields.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { commit } from '../update.ts';
import { checkSame, found } from './found.ts';

export function finalize(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const entry = found(registration, request);
  const old = entry.value as AnyObject;
  const body = request.body as AnyObject;
  checkSame(registration, entry, body.metadata);
  const spec = { ...(old.spec as object), finalizers: (body.spec as { finalizers?: string[] } | undefined)?.finalizers ?? [] };
  if (spec.finalizers.length === 0) delete (spec as { finalizers?: string[] }).finalizers;
  const next = { ...old, metadata: { ...old.metadata }, spec };
  const beside = noteManaged({ registration, request, nowMs: server.kernel.now, old: old, asked: next, beside: entry.beside });
  return commit(server, registration, request, entry, next, beside, undefined);
}
