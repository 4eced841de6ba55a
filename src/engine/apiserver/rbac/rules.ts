/**
 * What a PolicyRule covers (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole):
 * a request, or another rule.
 */
import type { PolicyRule } from '../../api/types.ts';

export interface ResourceAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
}

const has = (list: readonly string[] | undefined, value: string): boolean => list !== undefined && (list.includes(value) || list.includes('*'));

export function allowsResource(rule: PolicyRule, request: ResourceAttributes): boolean {
  return has(rule.verbs, request.verb) && has(rule.apiGroups, request.group) && coversResource(rule.resources, request.resource, request.subresource)
    && (!rule.resourceNames?.length || rule.resourceNames.includes(request.name ?? ''));
}

function coversResource(resources: readonly string[] | undefined, resource: string, subresource: string | undefined): boolean {
  if (!resources) return false;
  if (!subresource) return has(resources, resource);
  return has(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

export function allowsPath(rule: PolicyRule, verb: string, path: string): boolean {
  return has(rule.verbs, verb) && (rule.nonResourceURLs?.some((url) => coversPath(url, path)) ?? false);
}

const coversPath = (url: string, path: string): boolean => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')));

/** The smallest rules that `rule` is made of: one verb of one resource (or path), of one name where names are given. */
export function breakDown(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = [];
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of rule.verbs) {
        const part: PolicyRule = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (!rule.resourceNames?.length) parts.push(part);
        else for (const name of rule.resourceNames) parts.push({ ...part, resourceNames: [name] });
      }
    }
  }
  for (const url of rule.nonResourceURLs ?? []) for (const verb of rule.verbs) parts.push({ nonResourceURLs: [url], verbs: [verb] });
  return parts;
}

/** True when whoever holds `held` may do all that `part` (from `breakDown`) allows. */
export function covers(held: PolicyRule, part: PolicyRule): boolean {
  if (!part.verbs.every((verb) => has(held.verbs, verb))) return false;
  if (part.nonResourceURLs) return part.nonResourceURLs.every((path) => held.nonResourceURLs?.some((url) => coversPath(url, path)));
  if (!part.apiGroups?.every((group) => has(held.apiGroups, group))) return false;
  if (!part.resources?.every((resource) => {
    const [plain, sub] = resource.split('/');
    return coversResource(held.resources, plain!, sub);
  })) return false;
  if (!held.resourceNames?.length) return true;
  return !!part.resourceNames?.length && part.resourceNames.every((name) => held.resourceNames!.includes(name));
}

/** Rules of one resource (and name) become one rule with all their verbs. */
export function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const simple = new Map<string, PolicyRule>();
  const others: PolicyRule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs || rule.apiGroups?.length !== 1 || rule.resources?.length !== 1) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames ?? null]);
    const known = simple.get(key);
    simple.set(key, known ? { ...known, verbs: [...known.verbs, ...rule.verbs.filter((verb) => !known.verbs.includes(verb))] } : rule);
  }
  return [...others, ...simple.values()];
}

const quoteAll = (list: readonly string[]): string => `[${list.map((item) => JSON.stringify(item)).join(' ')}]`;

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}` */
export function describeRule(rule: PolicyRule): string {
  const parts: string[] = [];
  const add = (label: string, list: readonly string[] | undefined): void => { if (list?.length) parts.push(`${label}:${quoteAll(list)}`); };
  add('APIGroups', rule.apiGroups);
  add('Resources', rule.resources);
  add('NonResourceURLs', rule.nonResourceURLs);
  add('ResourceNames', rule.resourceNames);
  add('Verbs', rule.verbs);
  return `{${parts.join(', ')}}`;
}

/** `["system:authenticated" "dev"]`, as Go's %q prints a list. */
export const describeGroups = quoteAll;
