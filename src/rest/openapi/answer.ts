/** OpenAPI's paths. */
import type { RestReply, RestRequest } from '../exchange.ts';
import type { OpenApiDocuments } from './documents.ts';

const PREFIX = '/openapi/v3';

const V2 = '/openapi/v2';
const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** What a client may ask for, and what it then gets. A media type may hold no `@`, so the answer is named without. */
const V2_TYPES: Readonly<Record<string, string>> = {
  '*/*': 'application/json', 'application/*': 'application/json', 'application/json': 'application/json', [V2_PROTOBUF]: V2_PROTOBUF,
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf': V2_PROTOBUF, 'application/com.github.googleapis.gnostic.openapiv2@68f4ded+protobuf': V2_PROTOBUF,
};

function answerV2(request: RestRequest, documents: OpenApiDocuments): RestReply {
  const accept = request.header('accept') || '*/*';
  const type = accept.split(',').map((one) => V2_TYPES[one.split(';')[0]!.trim().toLowerCase()]).find((known) => known !== undefined);
  if (type === undefined) return { status: 406, headers: {}, body: '' };
  const etag = `"${documents.swaggerHash()}"`;
  const headers = { 'content-type': type, etag, vary: 'Accept' };
  if (request.header('if-none-match') === etag) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: type === V2_PROTOBUF ? documents.swaggerBytes() : documents.swaggerText() };
}

/**
 * Undefined when `request` is not about OpenAPI, or names no document. A document asked for by its hash may be kept
 * for ever; one asked for by another hash is found under its own.
 */
export function answerOpenApi(request: RestRequest, query: URLSearchParams, documents: OpenApiDocuments): RestReply | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (request.path === V2) return answerV2(request, documents);
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
