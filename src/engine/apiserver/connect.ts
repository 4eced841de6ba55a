/**
 * What admission says of a connection to a pod (`exec`, `attach`, `portforward`, `proxy`): operation CONNECT, with the options of the
 * request as its object (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-rules).
 * Whether the user may connect at all was asked before.
 */
import type { ApiRequest, ApiResponse } from '../api/api.ts';
import type { AnyObject } from '../api/types.ts';
import type { Registration } from './registry.ts';
import type { ApiServer } from './server.ts';
import { found } from './subresources/found.ts';

const OPTIONS: Readonly<Record<string, string>> = { exec: 'PodExecOptions', attach: 'PodAttachOptions', portforward: 'PodPortForwardOptions', proxy: 'PodProxyOptions' };
/** The others judge objects that are stored. */
const JUDGES = new Set(['ValidatingAdmissionWebhook', 'ValidatingAdmissionPolicy']);

/** The pod. Throws what admission refuses with. */
export function connect(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const pod = found(registration, request).value as AnyObject;
  const kind = OPTIONS[request.subresource ?? ''] ?? 'PodProxyOptions';
  const attributes = {
    verb: 'connect' as const, resource: { ...registration.kind.resource, kind }, subresource: request.subresource, namespace: request.namespace ?? '', name: request.name ?? '',
    object: { metadata: {}, ...(request.body as object), kind, apiVersion: 'v1' } as unknown as AnyObject, old: undefined, user: request.user, options: request.options, warn: () => undefined,
  };
  for (const plugin of server.admissionOf(registration).validate) if (JUDGES.has(plugin.name)) plugin.validate!(attributes);
  return { code: 200, object: pod };
}
