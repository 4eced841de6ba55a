/**
 * What the API server tells about itself: discovery and OpenAPI, for what is served at the moment. Bodies are made once
 * and kept until a resource comes or goes; clients that have one already get 304.
 */
import { CATALOGUE } from '../engine/api/kinds/catalogue.ts';
import { groupResource } from '../engine/api/resource.ts';
import { hash32 } from '../engine/kernel/random.ts';
import type { RegistryView } from './catalog.ts';
import { answerDiscovery } from './discovery/answer.ts';
import { Discovery } from './discovery/discovery.ts';
import { discoveredKind } from './discovery/from-kind.ts';
import type { RestReply, RestRequest } from './exchange.ts';
import type { Documents } from './rest-server.ts';

const BUILT_IN = new Set(CATALOGUE.map(groupResource));

export function apiDocuments(registry: RegistryView, serverAddress: string): Documents {
  let discovery: Discovery | undefined;
  const replies = new Map<string, RestReply>();
  registry.onChange(() => {
    discovery = undefined;
    replies.clear();
  });
  const current = (): Discovery => (discovery ??= new Discovery([
    ...CATALOGUE,
    ...[...registry.all()].filter(({ kind }) => !BUILT_IN.has(groupResource(kind.resource))).map(({ kind }) => discoveredKind(kind)),
  ]));

  return (request) => {
    const key = `${request.method} ${request.path} ${request.header('accept') ?? ''}`;
    let reply = replies.get(key);
    if (!reply) {
      const made = answerDiscovery(request, current(), serverAddress);
      if (!made) return undefined;
      reply = withTag(made);
      if (replies.size > 1000) replies.clear();
      replies.set(key, reply);
    }
    return unlessKnown(request, reply);
  };
}

/** Aggregated discovery is what clients keep and ask about again. */
function withTag(reply: RestReply): RestReply {
  if (typeof reply.body !== 'string' || !reply.headers['content-type']!.includes('apidiscovery')) return reply;
  const tag = Array.from({ length: 16 }, (_, i) => hash32(reply.body as string, i).toString(16).padStart(8, '0')).join('').toUpperCase();
  return { ...reply, headers: { ...reply.headers, etag: `"${tag}"`, 'cache-control': 'public' } };
}

function unlessKnown(request: RestRequest, reply: RestReply): RestReply {
  const tag = reply.headers.etag;
  if (!tag || request.header('if-none-match') !== tag) return reply;
  return { status: 304, headers: { etag: tag, 'cache-control': reply.headers['cache-control']! }, body: '' };
}
