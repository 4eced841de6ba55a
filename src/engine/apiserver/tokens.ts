/**
 * Service-account tokens: JSON Web Tokens in form, with claims as v1.36 issues them. The cluster is simulated, so the
 * signature is a keyed hash that only this module can check; it guards nothing outside the sandbox.
 */
import { decodeText, encodeText } from '../api/base64.ts';
import type { ServiceAccount } from '../api/types.ts';
import { hash32 } from '../kernel/random.ts';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

export interface TokenClaims {
  aud: string[]; exp: number; iat: number; nbf: number; iss: string; sub: string;
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } };
}

const url = (text: string): string => encodeText(text).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
const unurl = (text: string): string | undefined => {
  const plain = text.replace(/-/g, '+').replace(/_/g, '/');
  return decodeText(plain + '='.repeat((4 - (plain.length % 4)) % 4));
};
const sign = (text: string): string => url([1, 2, 3, 4].map((n) => hash32(text, n).toString(16).padStart(8, '0')).join(''));

export function issueToken(account: ServiceAccount, audiences: string[], nowMs: number, seconds: number): string {
  const { name = '', namespace = '', uid = '' } = account.metadata;
  const iat = Math.floor(nowMs / 1000);
  const claims: TokenClaims = {
    aud: audiences, exp: iat + seconds, iat, nbf: iat, iss: ISSUER, sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
  };
  const body = `${url('{"alg":"RS256","kid":"bottleship"}')}.${url(JSON.stringify(claims))}`;
  return `${body}.${sign(body)}`;
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
