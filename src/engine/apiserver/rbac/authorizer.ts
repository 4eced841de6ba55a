/**
 * RBAC authorization (https://kubernetes.io/docs/reference/access-authn-authz/rbac/): may this user do that? Start with
 * `authorize`; `escalation.ts` uses the rest to keep users from granting what they do not have.
 */
import type { UserInfo } from '../../api/api.ts';
import type { PolicyRule } from '../../api/types.ts';
import { failure } from '../../api/errors.ts';
import { allowsPath, allowsResource, breakDown, compact, covers, describeGroups, describeRule } from './rules.ts';
import type { Binding, BindingOfSubject, RbacIndex } from './rbac-index.ts';

/** A request for a resource, or (with `path`) for a URL outside the API's resources. */
export interface Attributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

export interface Decision { readonly allowed: boolean; /** Why; '' for a refusal without more to say. */ readonly reason: string }

export interface SubjectRules {
  readonly resourceRules: readonly PolicyRule[];
  readonly nonResourceRules: readonly PolicyRule[];
  readonly incomplete: boolean;
  readonly evaluationError?: string;
}

export interface RbacAuthorizer {
  authorize(attributes: Attributes): Decision;
  /** For SelfSubjectRulesReview. */
  rulesFor(user: UserInfo, namespace: string): SubjectRules;
  /** The rules that a binding grants; throws 404 when its role is not there. */
  rulesOfRoleRef(roleRef: Binding['roleRef'], namespace: string): readonly PolicyRule[];
  /** Undefined when the user holds all of `rules`, else the text of the refusal. */
  escalation(user: UserInfo, namespace: string, rules: readonly PolicyRule[]): string | undefined;
}

export function createAuthorizer(index: RbacIndex): RbacAuthorizer {
  const ruleSource = (ref: Binding['roleRef'], namespace: string): readonly PolicyRule[] | undefined =>
    (ref.kind === 'ClusterRole' ? index.clusterRole(ref.name) : index.role(namespace, ref.name))?.rules ?? (exists(ref, namespace) ? [] : undefined);
  const exists = (ref: Binding['roleRef'], namespace: string): boolean =>
    (ref.kind === 'ClusterRole' ? index.clusterRole(ref.name) : index.role(namespace, ref.name)) !== undefined;

  /** Visits the user's rules, cluster-wide ones first, until `visit` says true. Gives the errors on the way. */
  function visitRules(user: UserInfo, namespace: string, visit: (rule: PolicyRule, by: BindingOfSubject) => boolean): string[] {
    const errors: string[] = [];
    for (const scope of namespace ? ['', namespace] : ['']) {
      for (const by of index.bindingsOf(scope, user)) {
        const { roleRef } = by.binding;
        const rules = ruleSource(roleRef, scope);
        if (!rules) errors.push(`${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)} not found`);
        else for (const rule of rules) if (visit(rule, by)) return [];
      }
    }
    return errors;
  }

  return {
    authorize(attributes) {
      const { user, verb, path, group = '', resource = '', subresource, name, namespace = '' } = attributes;
      const request = { verb, group, resource, subresource, name };
      let reason: string | undefined;
      const errors = visitRules(user, namespace, (rule, by) => {
        if (!(path === undefined ? allowsResource(rule, request) : allowsPath(rule, verb, path))) return false;
        reason = `RBAC: allowed by ${describeBinding(by)}`;
        return true;
      });
      if (reason !== undefined) return { allowed: true, reason };
      return { allowed: false, reason: errors.length ? `RBAC: ${aggregate(errors)}` : '' };
    },

    rulesFor(user, namespace) {
      const resourceRules: PolicyRule[] = [], nonResourceRules: PolicyRule[] = [];
      const errors = visitRules(user, namespace, (rule) => {
        if (rule.resources?.length) resourceRules.push(pick(rule, ['verbs', 'apiGroups', 'resources', 'resourceNames']));
        if (rule.nonResourceURLs?.length) nonResourceRules.push(pick(rule, ['verbs', 'nonResourceURLs']));
        return false;
      });
      return { resourceRules, nonResourceRules, incomplete: errors.length > 0, ...(errors.length ? { evaluationError: aggregate(errors) } : {}) };
    },

    rulesOfRoleRef(roleRef, namespace) {
      const rules = ruleSource(roleRef, namespace);
      if (rules) return rules;
      const resource = `${roleRef.kind.toLowerCase()}s`;
      throw failure(404, 'NotFound', `${resource}.rbac.authorization.k8s.io ${JSON.stringify(roleRef.name)} not found`, { name: roleRef.name, group: 'rbac.authorization.k8s.io', kind: resource });
    },

    escalation(user, namespace, rules) {
      const held: PolicyRule[] = [];
      const errors = visitRules(user, namespace, (rule) => { held.push(rule); return false; });
      const missing = rules.flatMap(breakDown).filter((part) => !held.some((rule) => covers(rule, part)));
      if (!missing.length) return undefined;
      const lines = [...new Set(compact(missing).map(describeRule))].sort();
      return `user ${JSON.stringify(user.username)} (groups=${describeGroups(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`
        + (errors.length ? `; resolution errors: [${errors.join(' ')}]` : '');
    },
  };
}

/** Several errors as Go's aggregate prints them: each once, in brackets when there is more than one. */
function aggregate(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
}

function describeBinding({ binding, subject }: BindingOfSubject): string {
  const { name, namespace } = binding.metadata;
  const kind = namespace ? 'RoleBinding' : 'ClusterRoleBinding';
  const who = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace || ''}` : subject.name;
  return `${kind} ${JSON.stringify(namespace ? `${name}/${namespace}` : name)} of ${binding.roleRef.kind} ${JSON.stringify(binding.roleRef.name)} to ${subject.kind} ${JSON.stringify(who)}`;
}

function pick(rule: PolicyRule, fields: readonly (keyof PolicyRule)[]): PolicyRule {
  return Object.fromEntries(fields.filter((field) => rule[field]?.length).map((field) => [field, rule[field]])) as unknown as PolicyRule;
}
