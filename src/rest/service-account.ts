import type { UserInfo } from '../engine/api/api.ts';
import { readToken, userOfClaims } from '../engine/apiserver/tokens.ts';

/**
 * The user behind a service account's token; undefined when it is none, or over.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
 */
export function serviceAccountUser(token: string, nowMs: number): UserInfo | undefined {
  const claims = readToken(token, nowMs);
  if (!claims) return undefined;
  return userOfClaims(claims);
}
