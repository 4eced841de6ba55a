/**
 * Discovery: the bodies by which clients learn what an API server serves
 * (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api). Pure functions of a list of resources:
 * the built-in catalogue, then what custom resources add. `answerDiscovery` in `answer.ts` puts them under their paths.
 */
import type { CatalogueResource, CatalogueSubresource } from '../../engine/api/kinds/catalogue.ts';
import { storageVersionHash } from './storage-version-hash.ts';

/** A resource as discovery tells it. */
export interface DiscoveredResource extends CatalogueResource {
  /** Of a CustomResourceDefinition: its group follows the built-in ones, and kinds come with group and version. */
  readonly custom?: boolean;
}

/** Resources by group, groups in the order of discovery. */
export class Discovery {
  readonly #groups = new Map<string, DiscoveredResource[]>();

  constructor(resources: Iterable<DiscoveredResource>) {
    const custom: DiscoveredResource[] = [];
    for (const resource of resources) if (resource.custom) custom.push(resource); else this.#add(resource);
    for (const resource of custom.sort((a, b) => (a.group === b.group ? compare(a.resource, b.resource) : compare(a.group, b.group)))) this.#add(resource);
  }

  #add(resource: DiscoveredResource): void {
    const group = this.#groups.get(resource.group);
    if (group) group.push(resource);
    else this.#groups.set(resource.group, [resource]);
  }

  /** Names of all groups but the core group. */
  groups(): string[] { return [...this.#groups.keys()].filter((group) => group !== ''); }

  /** Versions a group is served in, the preferred one first. */
  versions(group: string): string[] {
    const versions: string[] = [];
    for (const resource of this.#groups.get(group) ?? []) for (const version of resource.versions) if (!versions.includes(version)) versions.push(version);
    return versions.sort(compareVersions);
  }

  resources(group: string, version: string): DiscoveredResource[] {
    return (this.#groups.get(group) ?? []).filter((resource) => resource.versions.includes(version)).sort((a, b) => compare(a.resource, b.resource));
  }

  /** `/apis` */
  groupList(): unknown {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: this.groups().map((group) => this.#group(group)) };
  }

  /** `/apis/<group>` */
  group(group: string): unknown {
    if (!this.#groups.has(group) || group === '') return undefined;
    return { kind: 'APIGroup', apiVersion: 'v1', ...this.#group(group) };
  }

  #group(name: string): { name: string; versions: unknown[]; preferredVersion: unknown } {
    const versions = this.versions(name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return { name, versions, preferredVersion: versions[0] };
  }

  /** `/api/v1`, `/apis/<group>/<version>` */
  resourceList(group: string, version: string): unknown {
    const resources = this.resources(group, version);
    if (resources.length === 0) return undefined;
    return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion: group === '' ? version : `${group}/${version}`, resources: resources.flatMap(entries) };
  }

  /** `/api` and `/apis` for clients that take aggregated discovery: everything in one body. */
  aggregated(core: boolean): unknown {
    const groups = core ? [''] : this.groups();
    return {
      kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {},
      items: groups.map((group) => ({
        metadata: group === '' ? {} : { name: group },
        versions: this.versions(group).map((version) => ({
          version,
          resources: this.resources(group, version).map((resource) => aggregatedEntry(resource, group, version)),
          freshness: 'Current',
        })),
      })),
    };
  }
}

/** `/api` */
export const coreVersions = (serverAddress: string): unknown => ({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }] });

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** GA before beta before alpha, higher numbers first; what is no Kubernetes version comes last, by name. */
export function compareVersions(a: string, b: string): number {
  const x = priority(a), y = priority(b);
  if (!x || !y) return x ? -1 : y ? 1 : compare(a, b);
  return y[0] - x[0] || y[1] - x[1] || y[2] - x[2];
}

function priority(version: string): [number, number, number] | undefined {
  const m = /^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$/.exec(version);
  return m ? [m[2] === undefined ? 2 : m[2] === 'beta' ? 1 : 0, Number(m[1]), Number(m[3] ?? 0)] : undefined;
}

/** A resource and its subresources as APIResources. */
function entries(resource: DiscoveredResource): unknown[] {
  const { shortNames, categories, stored } = resource;
  return [
    {
      name: resource.resource, singularName: resource.singular, namespaced: resource.namespaced, kind: resource.kind, verbs: resource.verbs,
      ...(shortNames.length ? { shortNames } : {}), ...(categories.length ? { categories } : {}),
      ...(stored !== undefined ? { storageVersionHash: storageVersionHash(stored) } : {}),
    },
    ...resource.subresources.map((sub) => ({
      name: `${resource.resource}/${sub.name}`, singularName: '', namespaced: resource.namespaced,
      ...(sub.group === undefined ? {} : { group: sub.group, version: sub.version }),
      kind: sub.kind, verbs: sub.verbs,
    })),
  ];
}

function aggregatedEntry(resource: DiscoveredResource, group: string, version: string): unknown {
  const { shortNames, categories, subresources } = resource;
  const own = resource.custom ? { group, version } : { group: '', version: '' };
  const kindOf = (sub: CatalogueSubresource): unknown => ({ ...(sub.group === undefined ? own : { group: sub.group, version: sub.version }), kind: sub.kind });
  return {
    resource: resource.resource, responseKind: { ...own, kind: resource.kind }, scope: resource.namespaced ? 'Namespaced' : 'Cluster', singularResource: resource.singular, verbs: resource.verbs,
    ...(shortNames.length ? { shortNames } : {}), ...(categories.length ? { categories } : {}),
    ...(subresources.length ? { subresources: subresources.map((sub) => ({ subresource: sub.name, responseKind: kindOf(sub), verbs: sub.verbs })) } : {}),
  };
}
