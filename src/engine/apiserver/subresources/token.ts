/** `serviceaccounts/token`: TokenRequest. Tokens are signed by the cluster's own simulated issuer (`tokens.ts`). */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import { failure } from '../../api/errors.ts';
import type { AnyObject, ServiceAccount } from '../../api/types.ts';
import { formatTime } from '../../kernel/time.ts';
import { issueToken } from '../tokens.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { found } from './found.ts';

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;

interface TokenRequest { metadata?: object; spec?: { audiences?: string[]; expirationSeconds?: number; boundObjectRef?: { kind?: string; name?: string; uid?: string } } }

export function token(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const account = found(registration, request).value as ServiceAccount;
  const { spec = {} } = (request.body ?? {}) as TokenRequest;
  const seconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
  if (seconds < MIN_SECONDS) {
    const message = `Invalid value: ${seconds}: may not specify a duration less than 10 minutes`;
    throw failure(422, 'Invalid', `TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: ${message}`, {
      group: 'authentication.k8s.io', kind: 'TokenRequest', causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.expirationSeconds' }],
    });
  }
  const now = server.kernel.now;
  const audiences = spec.audiences?.length ? spec.audiences : ['https://kubernetes.default.svc.cluster.local'];
  return {
    code: 201,
    object: {
      kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1',
      metadata: { name: account.metadata.name, namespace: account.metadata.namespace, creationTimestamp: formatTime(now) },
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
      status: { token: issueToken(account, audiences, now, seconds), expirationTimestamp: formatTime(now + seconds * 1000) },
    } as unknown as AnyObject,
  };
}
