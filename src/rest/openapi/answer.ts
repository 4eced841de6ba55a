/** OpenAPI's paths. */
import type { RestReply, RestRequest } from '../exchange.ts';
import type { OpenApiDocuments } from './documents.ts';

const PREFIX = '/openapi/v3';

/**
 * Undefined when `request` is not about OpenAPI v3, or names no document. A document asked for by its hash may be kept
 * for ever; one asked for by another hash is found under its own.
 */
export function answerOpenApi(request: RestRequest, query: URLSearchParams, documents: OpenApiDocuments): RestReply | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (request.path !== PREFIX && !request.path.startsWith(`${PREFIX}/`)) return undefined;
  const name = decodeURIComponent(request.path.slice(PREFIX.length + 1)).replace(/\/$/, '');
  if (name === '') return { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' }, body: JSON.stringify(documents.index()) };
  if (!documents.names().includes(name)) return undefined;
  const hash = documents.hash(name), asked = query.get('hash');
  if (asked !== null && asked !== hash) return { status: 301, headers: { location: `${PREFIX}/${name}?hash=${hash}`, 'cache-control': 'no-cache, private' }, body: '' };
  const etag = `"${hash}"`;
  const headers = { 'content-type': 'application/json', 'cache-control': asked === null ? 'no-cache, private' : 'public, immutable', etag, vary: 'Accept' };
  if (request.header('if-none-match') === etag) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: documents.text(name)! };
}
