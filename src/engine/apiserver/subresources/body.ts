import type { ApiRequest } from '../../api/api.ts';
import { decodeObject } from '../../api/schema/decode.ts';
import { checkGroupVersionKind, decodeBody } from '../decode.ts';
import type { Registration } from '../registry.ts';

/** What is sent to the subresources that speak of another kind than their object's. */
const KINDS: Readonly<Record<string, { apiVersion: string; kind: string }>> = {
  binding: { apiVersion: 'v1', kind: 'Binding' },
  eviction: { apiVersion: 'policy/v1', kind: 'Eviction' },
  scale: { apiVersion: 'autoscaling/v1', kind: 'Scale' },
  token: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' },
};

/** Subresources that speak of their object's kind, and read their body themselves. */
const READ_THERE: ReadonlySet<string> = new Set(['ephemeralcontainers', 'resize']);

/** `policy/v1beta1` is taken for evictions, though nothing else is left of it. */
const OLD_EVICTION = 'policy/v1beta1';

/** A request over the wire with its body as the subresource's kind. Throws the 400 of a body of another kind or shape. */
export function withDecodedBody(registration: Registration, request: ApiRequest): { request: ApiRequest; warnings: readonly string[] } {
  const { subresource = '', untyped, verb } = request;
  if (!untyped || (verb !== 'create' && verb !== 'update') || request.body === undefined || READ_THERE.has(subresource)) return { request, warnings: [] };
  const wanted = KINDS[subresource];
  if (!wanted) {
    const { object, warnings } = decodeBody(registration, request, request.body);
    return { request: { ...request, body: object }, warnings };
  }
  const { apiVersion } = request.body as { apiVersion?: unknown };
  if (subresource !== 'eviction' || apiVersion !== OLD_EVICTION) checkGroupVersionKind(request.body, wanted.apiVersion, wanted.kind);
  const { object, unknownOrDuplicate } = decodeObject(request.body, wanted.apiVersion, wanted.kind, request.options.fieldValidation ?? 'Warn');
  return { request: { ...request, body: object }, warnings: unknownOrDuplicate };
}
