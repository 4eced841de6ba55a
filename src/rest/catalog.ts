/** Which resources are served, under which paths: a view of the API server's registry. */
import { CATALOGUE } from '../engine/api/kinds/catalogue.ts';
import type { Kind } from '../engine/api/kinds/kind.ts';
import { apiVersionOf, groupResource, type AnyResource } from '../engine/api/resource.ts';
import { customResourceTable, tableDefinition, type TableDefinition } from '../engine/apiserver/tables/index.ts';
import type { DiscoveredResource } from './discovery/discovery.ts';
import { discoveredKind } from './discovery/from-kind.ts';

/** What stands in the store of a kind. */
export interface StoredTable {
  readonly size: number;
  get(id: string): { readonly value: unknown } | undefined;
  values(): Iterable<{ readonly value: unknown; readonly revision: number }>;
}

/** What is needed of `ApiServer.registry`. */
export interface RegistryView {
  all(): Iterable<{ readonly kind: Kind; readonly decode?: unknown; readonly table?: StoredTable }>;
  onChange(listener: () => void): void;
}

export interface Served {
  readonly kind: Kind;
  readonly resource: AnyResource;
  readonly version: string;
  /** `apps/v1` */
  readonly apiVersion: string;
  readonly custom: boolean;
  readonly table: TableDefinition;
  readonly verbs: ReadonlySet<string>;
  /** Verbs of each subresource. */
  readonly subresources: ReadonlyMap<string, ReadonlySet<string>>;
}

const BUILT_IN = new Map<string, DiscoveredResource>(CATALOGUE.map((resource) => [groupResource(resource), resource]));

export class Catalog {
  #served: Map<string, Served> | undefined;
  readonly #registry: RegistryView;

  constructor(registry: RegistryView) {
    this.#registry = registry;
    registry.onChange(() => { this.#served = undefined; });
  }

  find(group: string, version: string, resource: string): Served | undefined {
    return this.#all().get(`${group}/${version}/${resource}`);
  }

  hasGroupVersion(group: string, version: string): boolean {
    for (const served of this.#all().values()) if (served.resource.group === group && served.version === version) return true;
    return false;
  }

  #all(): Map<string, Served> {
    if (this.#served) return this.#served;
    const served = new Map<string, Served>();
    for (const { kind, decode } of this.#registry.all()) {
      const { resource } = kind;
      const custom = decode !== undefined;
      const discovered = BUILT_IN.get(groupResource(resource)) ?? discoveredKind(kind);
      const verbs = new Set(discovered.verbs);
      const subresources = new Map(discovered.subresources.map(({ name, verbs: own }) => [name, new Set(own)]));
      for (const version of discovered.custom ? discovered.versions : [resource.version, ...(kind.versions ?? []).map((v) => v.version)]) {
        served.set(`${resource.group}/${version}/${resource.resource}`, {
          kind, resource, version, apiVersion: apiVersionOf({ group: resource.group, version }), custom,
          table: custom || kind.printerColumns ? customResourceTable(kind.printerColumns?.(version)) : tableDefinition(resource),
          verbs, subresources,
        });
      }
    }
    this.#served = served;
    return served;
  }
}
