/**
 * Whom a service account's token names, as long as the account and what the token is bound to are there
 * (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens).
 */
import type { UserInfo } from '../api/api.ts';
import { NODES, PODS, SECRETS, SERVICE_ACCOUNTS, type AnyResource } from '../api/resource.ts';
import type { AnyObject } from '../api/types.ts';
import type { ApiServer } from './server.ts';
import { ISSUER, readToken, userOfClaims } from './tokens.ts';

/** `error` as a TokenReview tells it, without `invalid bearer token`. */
export type TokenVerdict = { readonly user: UserInfo; readonly audiences: readonly string[] } | { readonly error: string };

const BOUND = [['pod', PODS], ['secret', SECRETS], ['node', NODES]] as const;

export function checkToken(server: ApiServer, token: string, audiences: readonly string[] = [ISSUER]): TokenVerdict {
  const claims = readToken(token, server.kernel.now);
  const shared = claims?.aud.filter((audience) => audiences.includes(audience)) ?? [];
  if (!claims || !shared.length) return { error: 'token lookup failed' };
  const { namespace, serviceaccount } = claims['kubernetes.io'];
  const uidOf = (resource: AnyResource, name: string): string | undefined =>
    (server.lookup(resource).table.get(resource.namespaced ? `${namespace}/${name}` : name)?.value as AnyObject | undefined)?.metadata.uid;
  const uid = uidOf(SERVICE_ACCOUNTS, serviceaccount.name);
  if (uid === undefined) return { error: `serviceaccounts ${JSON.stringify(serviceaccount.name)} not found` };
  if (uid !== serviceaccount.uid) return { error: `service account UID (${uid}) does not match claim (${serviceaccount.uid})` };
  for (const [kind, resource] of BOUND) {
    const bound = claims['kubernetes.io'][kind];
    if (bound && uidOf(resource, bound.name) !== bound.uid) return { error: 'service account token has been invalidated' };
  }
  return { user: userOfClaims(claims), audiences: shared };
}

/** The user of a request that carries the token; undefined when the API server does not take it. */
export function tokenUser(server: ApiServer, token: string): UserInfo | undefined {
  const verdict = checkToken(server, token);
  return 'user' in verdict ? verdict.user : undefined;
}
