import { ALL_VERBS, type CatalogueSubresource } from '../../engine/api/kinds/catalogue.ts';
import type { Kind } from '../../engine/api/kinds/kind.ts';
import type { DiscoveredResource } from './discovery.ts';

/** Verbs of custom resources, in the order that the real server's CRD controller lists them. */
const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const READ_WRITE = ['get', 'patch', 'update'];

/** A kind that is not in the catalogue (a CustomResourceDefinition's, or our own) as discovery tells it. */
export function discoveredKind(kind: Kind): DiscoveredResource {
  const { resource } = kind;
  const subresources: CatalogueSubresource[] = [];
  for (const name of kind.subresources ?? []) if (name !== 'scale') subresources.push({ name, kind: resource.kind, verbs: READ_WRITE });
  if (kind.scale) subresources.push({ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: READ_WRITE });
  const verbs = kind.verbs && kind.verbs.length !== ALL_VERBS.length ? kind.verbs : CUSTOM_VERBS;
  return {
    group: resource.group, versions: [...(kind.storedOnly ? [] : [resource.version]), ...(kind.versions ?? []).map((v) => v.version)], resource: resource.resource, singular: kind.singular, kind: resource.kind,
    namespaced: resource.namespaced, shortNames: kind.shortNames ?? [], categories: kind.categories ?? [], verbs,
    stored: `${resource.group}/${resource.version}/${resource.kind}`, subresources, custom: true,
  };
}
