import { dump } from 'js-yaml';
import { StatusError, type Status } from '../engine/api/errors.ts';
import { internalFailure } from './errors.ts';
import type { RestReply, RestRequest } from './exchange.ts';
import { isPretty, negotiate, type MediaType } from './negotiate.ts';

/** What was thrown as the reply that tells it. */
export function failing<T>(request: RestRequest, answer: () => T): T | RestReply {
  try {
    return answer();
  } catch (error) {
    const reply = failureReply(error instanceof StatusError ? error.status : internalFailure(error), request);
    return error instanceof StatusError && error.warnings ? { ...reply, warnings: error.warnings } : reply;
  }
}

/** A Status in the form that the client takes, in JSON where it takes none. */
function failureReply(status: Status, request: RestRequest): RestReply {
  const media = mediaOf(request);
  const headers: Record<string, string> = { 'content-type': media.type, 'cache-control': 'no-cache, private' };
  if (status.details?.retryAfterSeconds) headers['retry-after'] = String(status.details.retryAfterSeconds);
  const ordered = orderStatus(status);
  if (media.type === 'application/yaml') return { status: status.code, headers, body: dump(ordered, { sortKeys: true, noRefs: true, lineWidth: -1 }) };
  const indented = isPretty(media, new URLSearchParams(request.query), request.header('user-agent'));
  return { status: status.code, headers, body: indented ? JSON.stringify(ordered, null, 2) : `${JSON.stringify(ordered)}\n` };
}

const NO_TRANSFORMS: ReadonlySet<string> = new Set();
const JSON_MEDIA: MediaType = { type: 'application/json' };

function mediaOf(request: RestRequest): MediaType {
  try { return negotiate(request.header('accept'), NO_TRANSFORMS); } catch { return JSON_MEDIA; }
}

/** Field order of `metav1.Status`. */
function orderStatus(status: Status): Status {
  const { kind, apiVersion, metadata, status: outcome, message, reason, details, code } = status;
  return {
    kind, apiVersion, metadata, status: outcome, ...(message ? { message } : {}), ...(reason ? { reason } : {}),
    ...(details ? { details: orderDetails(details) } : {}), code,
  };
}

function orderDetails(details: NonNullable<Status['details']>): NonNullable<Status['details']> {
  const { name, group, kind, uid, causes, retryAfterSeconds } = details;
  return {
    ...(name ? { name } : {}), ...(group ? { group } : {}), ...(kind ? { kind } : {}), ...(uid ? { uid } : {}), ...(causes ? { causes } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  };
}
