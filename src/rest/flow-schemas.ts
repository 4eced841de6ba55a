/**
 * Which FlowSchema a request belongs to, and the priority level it names: told in two headers of every answer
 * (https://kubernetes.io/docs/concepts/cluster-administration/flow-control/). Nothing waits here, so that is all there is of it.
 */
import type { UserInfo } from '../engine/api/api.ts';
import { FLOW_SCHEMAS, groupResource, PRIORITY_LEVEL_CONFIGURATIONS, type AnyResource } from '../engine/api/resource.ts';
import type { FlowSchema, PriorityLevelConfiguration } from '../engine/api/types.ts';
import type { RegistryView, StoredTable } from './catalog.ts';
import type { ResourcePath } from './path.ts';

export interface FlowRequest {
  readonly user: UserInfo;
  /** As RBAC names it: `get`, `deletecollection`. */
  readonly verb: string;
  /** What is asked for; the path of a request for no resource. */
  readonly target: ResourcePath | string;
}

type Rule = NonNullable<FlowSchema['spec']>['rules'] extends (infer R)[] | undefined ? R : never;

export class FlowSchemas {
  readonly #schemas: StoredTable | undefined;
  readonly #levels: StoredTable | undefined;
  #sorted: readonly FlowSchema[] = [];
  #asOf = '';

  constructor(registry: RegistryView) {
    const tableOf = (resource: AnyResource): StoredTable | undefined => {
      for (const { kind, table } of registry.all()) if (groupResource(kind.resource) === groupResource(resource)) return table;
      return undefined;
    };
    this.#schemas = tableOf(FLOW_SCHEMAS);
    this.#levels = tableOf(PRIORITY_LEVEL_CONFIGURATIONS);
  }

  /** Empty when none matches, which on a cluster with its mandatory objects cannot be. */
  headers(request: FlowRequest): Readonly<Record<string, string>> {
    for (const schema of this.#byPrecedence()) {
      if (!schema.spec?.rules?.some((rule) => matches(rule, request))) continue;
      const level = this.#levels?.get(schema.spec.priorityLevelConfiguration.name)?.value as PriorityLevelConfiguration | undefined;
      // One that names no level that is there is passed over.
      if (level) return { 'x-kubernetes-pf-flowschema-uid': schema.metadata.uid ?? '', 'x-kubernetes-pf-prioritylevel-uid': level.metadata.uid ?? '' };
    }
    return {};
  }

  #byPrecedence(): readonly FlowSchema[] {
    if (!this.#schemas) return this.#sorted;
    let newest = 0;
    for (const { revision } of this.#schemas.values()) if (revision > newest) newest = revision;
    const asOf = `${newest} ${this.#schemas.size}`;
    if (asOf !== this.#asOf) {
      this.#asOf = asOf;
      const precedence = (schema: FlowSchema): number => schema.spec?.matchingPrecedence ?? 1000;
      this.#sorted = [...this.#schemas.values()].map(({ value }) => value as FlowSchema).sort((a, b) => precedence(a) - precedence(b) || (a.metadata.name! < b.metadata.name! ? -1 : 1));
    }
    return this.#sorted;
  }
}

function matches(rule: Rule, { user, verb, target }: FlowRequest): boolean {
  const subject = rule.subjects.some(({ kind, user: one, group, serviceAccount: account }) => {
    if (kind === 'User') return one?.name === '*' || one?.name === user.username;
    if (kind === 'Group') return group?.name === '*' || user.groups.includes(group?.name ?? '');
    return account !== undefined && (account.name === '*' ? user.username.startsWith(`system:serviceaccount:${account.namespace}:`) : user.username === `system:serviceaccount:${account.namespace}:${account.name}`);
  });
  if (!subject) return false;
  if (typeof target === 'string') {
    return rule.nonResourceRules?.some(({ verbs, nonResourceURLs }) => has(verbs, verb)
      && nonResourceURLs.some((url) => url === '*' || url === target || (url.endsWith('*') && target.startsWith(url.slice(0, -1))))) ?? false;
  }
  const { group, namespace, subresource } = target;
  const resource = subresource === undefined ? target.resource : `${target.resource}/${subresource}`;
  return rule.resourceRules?.some(({ verbs, apiGroups, resources, namespaces, clusterScope }) => has(verbs, verb) && has(apiGroups, group) && has(resources, resource)
    && (namespace === undefined ? clusterScope === true : has(namespaces ?? [], namespace))) ?? false;
}

const has = (list: readonly string[], one: string): boolean => list.includes('*') || list.includes(one);
