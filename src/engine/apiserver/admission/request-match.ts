/**
 * Which requests a webhook or an admission policy is about: its rules and its selectors
 * (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-rules).
 */
import { compileLabelSelector } from '../../api/labels.ts';
import { groupResource, NAMESPACES } from '../../api/resource.ts';
import type { AnyObject, LabelSelector, Namespace } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes } from './admission.ts';

export interface RequestRule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

/** `matchConstraints` of a policy, `matchResources` of a binding; webhooks have the same fields, with `rules`. */
export interface RequestSelection {
  readonly resourceRules?: readonly RequestRule[];
  readonly excludeResourceRules?: readonly RequestRule[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly matchPolicy?: string;
}

export const OPERATIONS: Readonly<Record<string, string>> = { create: 'CREATE', update: 'UPDATE', patch: 'UPDATE', delete: 'DELETE', deletecollection: 'DELETE', connect: 'CONNECT' };

/** What decides about admission is not itself subject to it: a bad policy could never be taken back. */
const EXEMPT = new Set([
  'validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings',
].map((resource) => `${resource}.admissionregistration.k8s.io`));

export const isExempt = ({ resource }: AdmissionAttributes): boolean => EXEMPT.has(groupResource(resource));

export function matchesRequest(server: ApiServer, selection: RequestSelection, attributes: AdmissionAttributes, everything: boolean): boolean {
  if (!matchesNamespace(server, selection.namespaceSelector, attributes) || !matchesObject(selection.objectSelector, attributes)) return false;
  const versions = servedVersions(server, selection.matchPolicy, attributes);
  if (selection.excludeResourceRules?.some((rule) => matchesRule(rule, attributes, versions))) return false;
  // Without rules a binding takes what its policy takes.
  if (!selection.resourceRules?.length) return everything;
  return selection.resourceRules.some((rule) => matchesRule(rule, attributes, versions));
}

function servedVersions(server: ApiServer, matchPolicy: string | undefined, { resource }: AdmissionAttributes): readonly string[] {
  if (matchPolicy === 'Exact') return [resource.version];
  return [resource.version, ...(server.registry.find(groupResource(resource))?.kind.versions ?? []).map(({ version }) => version)];
}

const has = (list: readonly string[] | undefined, value: string): boolean => list?.some((one) => one === '*' || one === value) ?? false;

function matchesRule(rule: RequestRule, { resource, subresource, verb, namespace, name }: AdmissionAttributes, versions: readonly string[]): boolean {
  if (!has(rule.operations, OPERATIONS[verb] ?? '') || !has(rule.apiGroups, resource.group) || !versions.some((version) => has(rule.apiVersions, version))) return false;
  // A Namespace is cluster-scoped, though requests for it have a namespace.
  const scope = resource.namespaced && namespace ? 'Namespaced' : 'Cluster';
  if (rule.scope && rule.scope !== '*' && rule.scope !== scope) return false;
  if (rule.resourceNames?.length && !rule.resourceNames.includes(name)) return false;
  return rule.resources?.some((pattern) => matchesResource(pattern, resource.resource, subresource ?? '')) ?? false;
}

/** `pods`, `pods/status`, `pods/*`, `*` (all but subresources), `*\/scale`, `*\/*`. */
function matchesResource(pattern: string, resource: string, subresource: string): boolean {
  const [main = '', sub] = pattern.split('/');
  if (main !== '*' && main !== resource) return false;
  return sub === undefined ? subresource === '' : sub === '*' || sub === subresource;
}

const isEmpty = (selector: LabelSelector | undefined): boolean => !selector || (!selector.matchLabels && !selector.matchExpressions?.length);

function matchesNamespace(server: ApiServer, selector: LabelSelector | undefined, attributes: AdmissionAttributes): boolean {
  if (isEmpty(selector)) return true;
  const { resource, namespace, object, old } = attributes;
  if (groupResource(resource) === 'namespaces') return compileLabelSelector(selector).matches((object ?? old)?.metadata.labels ?? {});
  if (!namespace) return true;
  return compileLabelSelector(selector).matches(namespaceOf(server, namespace)?.metadata.labels ?? {});
}

export const namespaceOf = (server: ApiServer, namespace: string): Namespace | undefined => server.lookup(NAMESPACES).table.get(namespace)?.value as Namespace | undefined;

function matchesObject(selector: LabelSelector | undefined, { object, old }: AdmissionAttributes): boolean {
  if (isEmpty(selector)) return true;
  const compiled = compileLabelSelector(selector);
  const matches = (one: AnyObject | undefined): boolean => one !== undefined && compiled.matches(one.metadata.labels ?? {});
  return matches(object) || matches(old);
}
