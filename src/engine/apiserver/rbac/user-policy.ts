/** The roles for people: admin, edit, view, and what they are made of. */
import type { ClusterRole, PolicyRule } from '../../api/types.ts';
import { aggregatedRules } from './aggregation.ts';
import { bootstrapMetadata, READ, rule, urls, WRITE } from './policy-rule.ts';

const API = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };
const AGGREGATE = 'rbac.authorization.k8s.io/aggregate-to-';

const part = (to: string, rules: PolicyRule[]): ClusterRole => ({ ...API, metadata: bootstrapMetadata(`system:aggregate-to-${to}`, { [AGGREGATE + to]: 'true' }), rules });
const whole = (name: string, into?: string): ClusterRole => ({
  ...API, metadata: bootstrapMetadata(name, into ? { [AGGREGATE + into]: 'true' } : {}),
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${AGGREGATE}${name}`]: 'true' } }] },
});

const TO_ADMIN = part('admin', [
  rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule(`${WRITE} ${READ}`, 'rbac.authorization.k8s.io', 'rolebindings roles'),
]);

const TO_EDIT = part('edit', [
  rule(READ, 'core', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  rule('impersonate', 'core', 'serviceaccounts'),
  rule(WRITE, 'core', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  rule('create', 'core', 'pods/eviction'),
  rule(WRITE, 'core', 'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy'),
  rule('create', 'core', 'serviceaccounts/token'),
  rule(WRITE, 'core events.k8s.io', 'events'),
  rule(WRITE, 'apps', 'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale'),
  rule(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
  rule(WRITE, 'batch', 'cronjobs jobs'),
  rule(WRITE, 'extensions', 'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale'),
  rule(WRITE, 'policy', 'poddisruptionbudgets'),
  rule(WRITE, 'networking.k8s.io', 'ingresses networkpolicies'),
  rule(`${WRITE} ${READ}`, 'coordination.k8s.io', 'leases'),
  rule(WRITE, 'resource.k8s.io', 'resourceclaims resourceclaimtemplates'),
]);

const TO_VIEW = part('view', [
  rule(READ, 'core', 'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status'),
  rule(READ, 'core', 'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status'),
  rule(READ, 'core', 'namespaces'),
  rule(READ, 'core events.k8s.io', 'events'),
  rule(READ, 'discovery.k8s.io', 'endpointslices'),
  rule(READ, 'apps', 'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status'),
  rule(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(READ, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
  rule(READ, 'extensions', 'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale'),
  rule(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(READ, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
  rule(READ, 'resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
]);

const CLUSTER_ADMIN: ClusterRole = { ...API, metadata: bootstrapMetadata('cluster-admin'), rules: [rule('*', '*', '*'), urls('*', '*')] };

const filled = (role: ClusterRole, parts: readonly ClusterRole[]): ClusterRole => ({ ...role, rules: aggregatedRules(role, parts) });
const VIEW = filled(whole('view', 'edit'), [TO_VIEW]);
const EDIT = filled(whole('edit', 'admin'), [TO_EDIT, VIEW]);
const ADMIN = filled(whole('admin'), [TO_ADMIN, EDIT]);

/** Aggregated ones come with the rules that the aggregation controller would give them. */
export const USER_ROLES: readonly ClusterRole[] = [ADMIN, CLUSTER_ADMIN, EDIT, TO_ADMIN, TO_EDIT, TO_VIEW, VIEW];
