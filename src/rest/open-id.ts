/** The issuer of service account tokens as it describes itself (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery). */
import { tokenJsonWebKey } from '../engine/api/x509/authority.ts';
import { ISSUER } from '../engine/apiserver/tokens.ts';
import type { RestReply, RestRequest } from './exchange.ts';

const KEYS = '/openid/v1/jwks';

/** Undefined for any other path. */
export function answerOpenId({ method, path }: RestRequest, serverAddress: string): RestReply | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const reply = (type: string, body: object): RestReply => ({ status: 200, headers: { 'content-type': type, 'cache-control': 'public, max-age=3600' }, body: JSON.stringify(body) });
  if (path === KEYS) return reply('application/jwk-set+json', { keys: [tokenJsonWebKey()] });
  if (path !== '/.well-known/openid-configuration') return undefined;
  return reply('application/json', {
    issuer: ISSUER, jwks_uri: `https://${serverAddress}${KEYS}`, response_types_supported: ['id_token'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'],
  });
}
