/**
 * Service-account tokens: JSON Web Tokens with claims as v1.36 issues them, signed with ES256 by a key that everybody can work out
 * (`api/x509`): they can be checked against `/openid/v1/jwks`, and guard nothing outside the sandbox.
 */
import type { UserInfo } from '../api/api.ts';
import { decodeText, encodeText } from '../api/base64.ts';
import type { ServiceAccount } from '../api/types.ts';
import { tokenKeyId, tokenSignature } from '../api/x509/authority.ts';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

interface NamedObject { name: string; uid: string }

/** What a token is bound to. */
export interface BoundObject extends NamedObject { kind: 'pod' | 'secret' | 'node' }

export interface TokenClaims {
  aud: string[]; exp: number; iat: number; nbf: number; iss: string; sub: string;
  'kubernetes.io': { namespace: string; serviceaccount: NamedObject; pod?: NamedObject; secret?: NamedObject; node?: NamedObject };
}

const url = (text: string): string => encodeText(text).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
const unurl = (text: string): string | undefined => {
  const plain = text.replace(/-/g, '+').replace(/_/g, '/');
  return decodeText(plain + '='.repeat((4 - (plain.length % 4)) % 4));
};

/** Signatures that were made or checked, by what they sign: signing takes a millisecond, and clients send the same token each time. */
const known = new Map<string, string>();
const MAX_KNOWN = 1000;

function sign(text: string): string {
  let signature = known.get(text);
  if (signature === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, (signature = tokenSignature(text)));
  }
  return signature;
}

export function issueToken(account: ServiceAccount, audiences: string[], nowMs: number, seconds: number, bound?: BoundObject): string {
  const { name = '', namespace = '', uid = '' } = account.metadata;
  const iat = Math.floor(nowMs / 1000);
  const claims: TokenClaims = {
    aud: audiences, exp: iat + seconds, iat, nbf: iat, iss: ISSUER, sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': { namespace, serviceaccount: { name, uid }, ...(bound ? { [bound.kind]: { name: bound.name, uid: bound.uid } } : {}) },
  };
  const body = `${url(`{"alg":"ES256","kid":"${tokenKeyId()}"}`)}.${url(JSON.stringify(claims))}`;
  return `${body}.${sign(body)}`;
}

/** The user that a token's claims name (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens). */
export function userOfClaims({ sub, 'kubernetes.io': { namespace, serviceaccount, pod, node } }: TokenClaims): UserInfo {
  const extra: Record<string, string[]> = {};
  for (const [kind, object] of [['node', node], ['pod', pod]] as const) {
    if (!object) continue;
    extra[`authentication.kubernetes.io/${kind}-name`] = [object.name];
    extra[`authentication.kubernetes.io/${kind}-uid`] = [object.uid];
  }
  return {
    username: sub, uid: serviceaccount.uid, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    ...(Object.keys(extra).length ? { extra } : {}),
  };
}

/** The claims of a token that this cluster issued and that has not expired; undefined otherwise. */
export function readToken(token: string, nowMs: number): TokenClaims | undefined {
  const [header, payload, signature] = token.split('.');
  if (!header || !payload || signature !== sign(`${header}.${payload}`)) return undefined;
  const text = unurl(payload);
  if (text === undefined) return undefined;
  const claims = JSON.parse(text) as TokenClaims;
  return claims.exp * 1000 > nowMs ? claims : undefined;
}
