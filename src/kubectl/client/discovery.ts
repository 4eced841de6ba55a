/** What the API server serves, and how the words of a command line name it (kubectl's RESTMapper). */
import type { Steps } from '../effect.ts';
import { Failure } from '../failure.ts';
import type { Client } from './client.ts';

export interface ServedSubresource { readonly name: string; readonly group: string; readonly version: string; readonly kind: string; readonly verbs: readonly string[] }

/** A resource in one version. */
export interface Mapping {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly ServedSubresource[];
}

interface AggregatedResource {
  resource: string; responseKind?: { group?: string; version?: string; kind: string }; scope: string; singularResource?: string; shortNames?: string[]; verbs: string[]; categories?: string[];
  subresources?: { subresource: string; responseKind?: { group?: string; version?: string; kind: string }; verbs: string[] }[];
}
interface AggregatedDiscovery { items: { metadata: { name?: string }; versions: { version: string; resources?: AggregatedResource[] }[] }[] }

const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

export const apiVersionOf = ({ group, version }: { group: string; version: string }): string => (group === '' ? version : `${group}/${version}`);
export const groupResourceOf = ({ group, resource }: { group: string; resource: string }): string => (group === '' ? resource : `${resource}.${group}`);
/** `deployment.apps`, as messages name an object's type. */
export const kindNameOf = ({ group, kind }: { group: string; kind: string }): string => (group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`);

/** Splits `apps/v1`. */
export function groupVersionOf(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export class Discovery {
  /** Groups in the server's order; of each, the preferred version first. */
  readonly mappings: readonly Mapping[];

  constructor(mappings: readonly Mapping[]) { this.mappings = mappings; }

  static *load(client: Client): Steps<Discovery> {
    yield* client.discover();
    const mappings: Mapping[] = [];
    for (const path of ['/api', '/apis']) {
      const { items } = yield* client.get<AggregatedDiscovery>(path, { timeout: '32s' }, ACCEPT);
      for (const { metadata, versions } of items) {
        for (const { version, resources } of versions) for (const resource of resources ?? []) mappings.push(mappingOf(metadata.name ?? '', version, resource));
      }
    }
    return new Discovery(mappings);
  }

  /** Group and version pairs, in order. */
  groupVersions(): { group: string; version: string }[] {
    const seen = new Map<string, { group: string; version: string }>();
    for (const { group, version } of this.mappings) seen.set(apiVersionOf({ group, version }), { group, version });
    return [...seen.values()];
  }

  forKind(group: string, kind: string, version?: string): Mapping | undefined {
    const fitting = this.mappings.filter((m) => m.group === group && m.kind === kind);
    return version === undefined ? fitting[0] : fitting.find((m) => m.version === version);
  }

  /** The resources of a category (`all`), one of each. */
  category(name: string): Mapping[] {
    const seen = new Map<string, Mapping>();
    for (const mapping of this.mappings) if (mapping.categories.includes(name) && !seen.has(groupResourceOf(mapping))) seen.set(groupResourceOf(mapping), mapping);
    return [...seen.values()];
  }

  /** `deploy`, `deployments.apps`, `deployments.v1.apps`, `Deployment`; undefined when nothing fits. */
  find(word: string): Mapping | undefined {
    const [name = '', ...rest] = word.split('.');
    if (rest.length >= 2) {
      const exact = this.#named(name, rest.slice(1).join('.'), rest[0]);
      if (exact) return exact;
    }
    return this.#named(name, rest.join('.'), undefined) ?? this.#kindNamed(name, rest);
  }

  #named(name: string, group: string, version: string | undefined): Mapping | undefined {
    const wanted = name.toLowerCase();
    const within = this.mappings.filter((m) => version === undefined || m.version === version);
    const groups: ((m: Mapping) => boolean)[] = group === '' ? [() => true] : [(m) => m.group === group, (m) => m.group.startsWith(group)];
    for (const inGroup of groups) {
      const found = within.find((m) => inGroup(m) && m.resource === wanted) ?? within.find((m) => inGroup(m) && m.singular === wanted)
        ?? within.find((m) => inGroup(m) && m.shortNames.includes(wanted));
      if (found) return found;
    }
    return undefined;
  }

  #kindNamed(kind: string, rest: readonly string[]): Mapping | undefined {
    if (rest.length >= 2) {
      const exact = this.mappings.find((m) => m.kind === kind && m.version === rest[0] && m.group === rest.slice(1).join('.'));
      if (exact) return exact;
    }
    return this.mappings.find((m) => m.kind === kind && (rest.length === 0 || m.group === rest.join('.')));
  }
}

function mappingOf(group: string, version: string, resource: AggregatedResource): Mapping {
  const kind = resource.responseKind?.kind ?? '';
  return {
    group, version, resource: resource.resource, kind,
    singular: resource.singularResource || kind.toLowerCase(), namespaced: resource.scope === 'Namespaced',
    verbs: resource.verbs, shortNames: resource.shortNames ?? [], categories: resource.categories ?? [],
    subresources: (resource.subresources ?? []).map((sub) => ({
      name: sub.subresource, group: sub.responseKind?.group || group, version: sub.responseKind?.version || version, kind: sub.responseKind?.kind ?? '', verbs: sub.verbs,
    })),
  };
}

export const noSuchResource = (word: string): Failure => new Failure(`the server doesn't have a resource type ${JSON.stringify(word)}`);

/** The path of a collection or an object. */
export function pathOf({ group, version, resource, namespaced }: Pick<Mapping, 'group' | 'version' | 'resource' | 'namespaced'>, namespace: string | undefined, name?: string, subresource?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${within}/${resource}${name === undefined ? '' : `/${encodeURIComponent(name)}`}${subresource ? `/${subresource}` : ''}`;
}
