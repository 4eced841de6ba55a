/** The documents about the API itself: discovery and OpenAPI, of what is built in and of what was added since. */
import { CATALOGUE, type CatalogueResource } from '../engine/api/kinds/catalogue.ts';
import type { DocsTable } from '../engine/api/schema/docs.ts';
import { answerDiscovery } from './discovery/answer.ts';
import { Discovery, type DiscoveredResource } from './discovery/discovery.ts';
import { answerOpenApi } from './openapi/answer.ts';
import type { CustomVersion } from './openapi/custom.ts';
import { OpenApiDocuments } from './openapi/documents.ts';
import { answerOpenId } from './open-id.ts';
import type { Documents } from './rest-server.ts';

export interface ExtraResources {
  /** Custom resources, and our own: see `discoveredKind`. */
  readonly resources: readonly DiscoveredResource[];
  readonly versions: readonly CustomVersion[];
}

export interface DocumentsOptions {
  /** What is served besides the built-in resources. The same object until it changes. */
  readonly extra: () => ExtraResources;
  /** Descriptions of the built-in types, once loaded. */
  readonly docs: () => DocsTable | undefined;
  /** What `/api` tells of the server: `10.0.0.10:6443`. */
  readonly serverAddress: string;
  readonly builtin?: readonly CatalogueResource[];
}

export function apiDocuments({ extra, docs, serverAddress, builtin = CATALOGUE }: DocumentsOptions): Documents {
  const openapi = new OpenApiDocuments({ builtin, custom: () => extra().versions, docs });
  let madeFor: ExtraResources | undefined;
  let discovery: Discovery | undefined;
  return (request, query) => {
    const now = extra();
    if (!discovery || madeFor !== now) {
      madeFor = now;
      discovery = new Discovery([...builtin, ...now.resources]);
    }
    return answerDiscovery(request, discovery, serverAddress) ?? answerOpenApi(request, query, openapi) ?? answerOpenId(request, serverAddress);
  };
}
