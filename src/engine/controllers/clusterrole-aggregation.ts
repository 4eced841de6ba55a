/** Unites the rules of the ClusterRoles an aggregated one selects. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles */
import { CLUSTER_ROLES } from '../api/resource.ts';
import type { ClusterRole, PolicyRule } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { semanticEqual } from './support/equal.ts';
import { selectorOf } from './support/selector.ts';

export const clusterroleAggregation = defineController({
  name: 'clusterrole-aggregation',
  component: 'clusterrole-aggregation-controller',
  start(context) {
    const { client, queue } = context;
    const roles = context.informer(CLUSTER_ROLES);
    const aggregated = roles.index('aggregated', (r) => (r.aggregationRule ? '' : undefined));
    const wake = (): void => { for (const role of aggregated.get('')) queue.add(role.metadata.name!); };
    roles.addHandler({
      onAdd: wake, onDelete: wake,
      onUpdate(role, old) { if (role.rules !== old.rules || role.aggregationRule !== old.aggregationRule || role.metadata.labels !== old.metadata.labels) wake(); },
    });
    return {
      reconcile(name) {
        const role = roles.get(name);
        if (!role?.aggregationRule) return;
        const rules: PolicyRule[] = [];
        for (const wanted of role.aggregationRule.clusterRoleSelectors ?? []) {
          const selector = selectorOf(wanted);
          const sources: ClusterRole[] = [...roles.list()].filter((r) => r.metadata.name !== name && selector.matches(r.metadata.labels));
          sources.sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1));
          for (const source of sources) {
            for (const rule of source.rules ?? []) if (!rules.some((r) => semanticEqual(r, rule))) rules.push(rule);
          }
        }
        if (semanticEqual(role.rules, rules)) return;
        client.patch(CLUSTER_ROLES, name, undefined, 'application/apply-patch+yaml', {
          apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules,
        }, undefined, { fieldManager: 'clusterrole-aggregation-controller', force: true });
      },
    };
  },
});
