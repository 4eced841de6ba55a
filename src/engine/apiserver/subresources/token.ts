/** `serviceaccounts/token`: TokenRequest. Tokens are signed by the cluster's own simulated issuer (`tokens.ts`). */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import { badRequest, conflict, failure, notFound } from '../../api/errors.ts';
import { NODES, PODS, SECRETS, type AnyResource } from '../../api/resource.ts';
import type { AnyObject, Pod, ServiceAccount } from '../../api/types.ts';
import { formatTime } from '../../kernel/time.ts';
import { issueToken, type BoundObject } from '../tokens.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { found } from './found.ts';

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;

interface BoundReference { apiVersion?: string; kind?: string; name?: string; uid?: string }
interface TokenRequest { metadata?: object; spec?: { audiences?: string[]; expirationSeconds?: number; boundObjectRef?: BoundReference } }

/** What a token's life is tied to (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens). */
function boundObject(server: ApiServer, account: ServiceAccount, { apiVersion = '', kind = '', name = '', uid }: BoundReference): BoundObject {
  const { name: accountName = '', namespace = '' } = account.metadata;
  const resource = apiVersion === 'v1' ? BINDABLE[kind] : undefined;
  if (!resource) throw badRequest(`cannot bind token to object of type ${apiVersion}, Kind=${kind}`);
  const entry = server.lookup(resource).table.get(resource.namespaced ? `${namespace}/${name}` : name);
  if (!entry) throw notFound(resource, name);
  const object = entry.value as AnyObject;
  if (kind === 'Pod' && ((object as Pod).spec?.serviceAccountName || 'default') !== accountName) {
    throw badRequest(`cannot bind token for serviceaccount ${JSON.stringify(accountName)} to pod running with different serviceaccount name.`);
  }
  if (uid && uid !== object.metadata.uid) {
    throw conflict(resource, name, `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`);
  }
  return { kind: kind.toLowerCase() as BoundObject['kind'], name, uid: object.metadata.uid ?? '' };
}

const BINDABLE: Readonly<Record<string, AnyResource>> = { Pod: PODS, Secret: SECRETS, Node: NODES };

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
  const bound = spec.boundObjectRef ? boundObject(server, account, spec.boundObjectRef) : undefined;
  const now = server.kernel.now;
  const audiences = spec.audiences?.length ? spec.audiences : ['https://kubernetes.default.svc.cluster.local'];
  return {
    code: 201,
    object: {
      kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1',
      metadata: { name: account.metadata.name, namespace: account.metadata.namespace, creationTimestamp: formatTime(now) },
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
      status: { token: issueToken(account, audiences, now, seconds, bound), expirationTimestamp: formatTime(now + seconds * 1000) },
    } as unknown as AnyObject,
  };
}
