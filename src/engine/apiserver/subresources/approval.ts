/** `certificatesigningrequests/approval`: sets the Approved and Denied conditions, which the main resource cannot. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import type { AnyObject } from '../../api/types.ts';
import { validateAdmission } from '../admission/admission.ts';
import { noteManaged } from '../managed-fields.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { commit } from '../update.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { formatTime } from '../../kernel/time.ts';
import { patchedBody } from '../patch.ts';
import { checkSame, found } from './found.ts';

interface Condition { type: string; status?: string; lastUpdateTime?: string; lastTransitionTime?: string }

export function approval(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const entry = found(registration, request);
  const old = entry.value as AnyObject;
  if (request.verb === 'get') return { code: 200, object: old };
  const body = (request.verb === 'patch' ? patchedBody(registration, request, entry) : request.body) as AnyObject;
  checkSame(registration, entry, body.metadata);
  const oldStatus = (old.status ?? {}) as { conditions?: Condition[] };
  const now = formatTime(server.kernel.now);
  const conditions = ((body.status as { conditions?: Condition[] } | undefined)?.conditions ?? []).map((condition) => {
    const before = oldStatus.conditions?.find((c) => c.type === condition.type);
    if (before && deepEqual(before, condition)) return condition;
    const transition = before && before.status === condition.status ? before.lastTransitionTime : undefined;
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? now, lastTransitionTime: condition.lastTransitionTime ?? transition ?? now };
  });
  const next = { ...old, metadata: { ...old.metadata }, status: { ...oldStatus, conditions } };
  validateAdmission(server.admissionOf(registration).validate, {
    verb: 'update', resource: registration.kind.resource, subresource: 'approval', namespace: '', name: old.metadata.name!, object: next, old, user: request.user, options: request.options, warn: () => {},
  });
  const beside = noteManaged({ registration, request, nowMs: server.kernel.now, old: old, asked: next, beside: entry.beside });
  return commit(server, registration, request, entry, next, beside, undefined);
}
