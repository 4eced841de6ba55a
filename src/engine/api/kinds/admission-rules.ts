/** Which requests a webhook or an admission policy is about: rules with operations, selectors, and their defaults. */
import type { LabelSelector, ValidatingAdmissionPolicy } from '../types.ts';
import { invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { validateLabelSelector } from '../validation/selectors.ts';

export type MatchResources = NonNullable<NonNullable<ValidatingAdmissionPolicy['spec']>['matchConstraints']>;
export interface OperationRule { apiGroups?: string[]; apiVersions?: string[]; operations?: string[]; resources?: string[]; scope?: string; resourceNames?: string[] }

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

export const defaultRules = <R extends OperationRule>(rules: readonly R[] | undefined): R[] | undefined => rules?.map((rule) => (rule.scope ? rule : { ...rule, scope: '*' }));

export function defaultMatchResources(match: MatchResources): MatchResources {
  const next: MatchResources = { ...match, matchPolicy: match.matchPolicy ?? 'Equivalent', namespaceSelector: match.namespaceSelector ?? {}, objectSelector: match.objectSelector ?? {} };
  if (match.resourceRules) next.resourceRules = defaultRules(match.resourceRules);
  if (match.excludeResourceRules) next.excludeResourceRules = defaultRules(match.excludeResourceRules);
  return next;
}

export function validateOperationRule(rule: OperationRule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  if (!operations.length) errors.push(required(`${path}.operations`));
  if (operations.length > 1 && operations.includes('*')) errors.push(invalid(`${path}.operations`, operations, "if '*' is present, must not specify other operations"));
  operations.forEach((operation, i) => { if (!OPERATIONS.includes(operation)) errors.push(notSupported(`${path}.operations[${i}]`, operation, OPERATIONS)); });
  if (!apiGroups.length) errors.push(required(`${path}.apiGroups`));
  if (apiGroups.length > 1 && apiGroups.includes('*')) errors.push(invalid(`${path}.apiGroups`, apiGroups, "if '*' is present, must not specify other API groups"));
  if (!apiVersions.length) errors.push(required(`${path}.apiVersions`));
  if (apiVersions.length > 1 && apiVersions.includes('*')) errors.push(invalid(`${path}.apiVersions`, apiVersions, "if '*' is present, must not specify other API versions"));
  apiVersions.forEach((version, i) => { if (!version) errors.push(required(`${path}.apiVersions[${i}]`)); });
  if (!resources.length) errors.push(required(`${path}.resources`));
  errors.push(...validateResources(resources, `${path}.resources`));
  if (scope && !SCOPES.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, SCOPES));
  return errors;
}

/** `pods/*` says all of `pods/...`, and `*\/status` all of `.../status`: nothing of it may be said again further down the list. */
function validateResources(resources: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const whole = new Set<string>(), everywhere = new Set<string>();
  // As upstream looks at it: the last entry without a subresource decides.
  let hasPlain = false;
  resources.forEach((resource, i) => {
    const at = `${path}[${i}]`;
    if (!resource) { errors.push(required(at)); return; }
    const slash = resource.indexOf('/');
    if (slash < 0) { hasPlain = resource !== '*'; return; }
    const name = resource.slice(0, slash), sub = resource.slice(slash + 1);
    if (whole.has(name)) errors.push(invalid(at, resource, `if '${name}/*' is present, must not specify ${resource}`));
    if (everywhere.has(sub)) errors.push(invalid(at, resource, `if '*/${sub}' is present, must not specify ${resource}`));
    if (sub === '*') whole.add(name);
    if (name === '*') everywhere.add(sub);
  });
  if (resources.length > 1 && resources.includes('*/*')) errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  if (hasPlain && resources.includes('*')) errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
  return errors;
}

export function validateSelectors(match: { namespaceSelector?: LabelSelector; objectSelector?: LabelSelector; matchPolicy?: string }, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (match.matchPolicy && !['Equivalent', 'Exact'].includes(match.matchPolicy)) errors.push(notSupported(`${path}.matchPolicy`, match.matchPolicy, ['Equivalent', 'Exact']));
  return [...errors, ...validateLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`), ...validateLabelSelector(match.objectSelector, `${path}.objectSelector`)];
}

export function validateMatchResources(match: MatchResources, path: string, rulesNeeded: boolean): FieldError[] {
  const errors = validateSelectors(match, path);
  if (rulesNeeded && !match.resourceRules?.length) errors.push(required(`${path}.resourceRules`));
  match.resourceRules?.forEach((rule, i) => errors.push(...validateOperationRule(rule, `${path}.resourceRules[${i}]`)));
  match.excludeResourceRules?.forEach((rule, i) => errors.push(...validateOperationRule(rule, `${path}.excludeResourceRules[${i}]`)));
  return errors;
}
