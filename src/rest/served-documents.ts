/** The API's own documents for what a registry serves at the moment, kept until a resource comes or goes. */
import { CATALOGUE } from '../engine/api/kinds/catalogue.ts';
import type { DocsTable } from '../engine/api/schema/docs.ts';
import { groupResource } from '../engine/api/resource.ts';
import { hash32 } from '../engine/kernel/random.ts';
import type { RegistryView } from './catalog.ts';
import { discoveredKind } from './discovery/from-kind.ts';
import { apiDocuments, type ExtraResources } from './documents.ts';
import type { RestReply, RestRequest } from './exchange.ts';
import type { Documents } from './rest-server.ts';

export interface ServedDocumentsOptions {
  readonly registry: RegistryView;
  /** Descriptions of the built-in types, once loaded. */
  readonly docs: () => DocsTable | undefined;
  /** `10.0.0.10:6443` */
  readonly serverAddress: string;
}

const BUILT_IN = new Set(CATALOGUE.map(groupResource));

/** Answers kept at a time: clients ask for few documents, in few forms. */
const MAX_KEPT = 500;

export function servedDocuments({ registry, docs, serverAddress }: ServedDocumentsOptions): Documents {
  let extra: ExtraResources | undefined;
  let described = docs();
  const kept = new Map<string, RestReply>();
  registry.onChange(() => {
    extra = undefined;
    kept.clear();
  });
  const documents = apiDocuments({ docs, serverAddress, extra: () => (extra ??= extraResources(registry)) });
  return (request, query) => {
    if (described !== docs()) {
      described = docs();
      kept.clear();
    }
    const key = [request.method, request.path, request.query, request.header('accept'), request.header('if-none-match')].join(' ');
    let reply = kept.get(key);
    if (!reply) {
      const made = documents(request, query);
      if (!made) return undefined;
      reply = withTag(request, made);
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(key, reply);
    }
    return reply;
  };
}

function extraResources(registry: RegistryView): ExtraResources {
  const kinds = [...registry.all()].map(({ kind }) => kind).filter((kind) => !BUILT_IN.has(groupResource(kind.resource)));
  const resources = kinds.map(discoveredKind);
  const versions = kinds.flatMap((kind, i) => resources[i]!.versions.map((version) => ({
    group: kind.resource.group, version, resource: resources[i]!, listKind: `${kind.resource.kind}List`, schema: kind.openApiSchema?.(version),
  })));
  return { resources, versions };
}

/** Aggregated discovery is what clients keep and ask about again: 304 for those that have it already. */
function withTag(request: RestRequest, reply: RestReply): RestReply {
  const { body } = reply;
  if (typeof body !== 'string' || !reply.headers['content-type']?.includes('apidiscovery')) return reply;
  const tag = `"${Array.from({ length: 16 }, (_, i) => hash32(body, i).toString(16).padStart(8, '0')).join('').toUpperCase()}"`;
  const headers = { ...reply.headers, etag: tag, 'cache-control': 'public' };
  return request.header('if-none-match') === tag ? { status: 304, headers: { etag: tag, 'cache-control': 'public' }, body: '' } : { ...reply, headers };
}
