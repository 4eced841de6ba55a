/** Aggregated ClusterRoles (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles). */
import { deepEqual } from '../../api/deep-equal.ts';
import { compileLabelSelector } from '../../api/labels.ts';
import type { ClusterRole, PolicyRule } from '../../api/types.ts';

/** The rules that an aggregated role should have: those of all roles it selects, by name, each rule once. */
export function aggregatedRules(role: ClusterRole, clusterRoles: Iterable<ClusterRole>): PolicyRule[] {
  const all = [...clusterRoles].sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1));
  const rules: PolicyRule[] = [];
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const compiled = compileLabelSelector(selector);
    for (const other of all) {
      if (other.metadata.name === role.metadata.name || !compiled.matches(other.metadata.labels ?? {})) continue;
      for (const rule of other.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
