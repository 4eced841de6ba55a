/**
 * The RBAC objects that an API server v1.36 makes at its start
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings).
 */
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../api/types.ts';
import { CONTROLLER_ROLES } from './controller-policy.ts';
import { bootstrapMetadata, EVENTS, READ, rule } from './policy-rule.ts';
import { SYSTEM_ROLES } from './system-policy.ts';
import { USER_ROLES } from './user-policy.ts';

const GROUP = 'rbac.authorization.k8s.io';
const apiVersion = `${GROUP}/v1`;

type Subject = NonNullable<RoleBinding['subjects']>[number];
const user = (name: string): Subject => ({ kind: 'User', apiGroup: GROUP, name });
const group = (name: string): Subject => ({ kind: 'Group', apiGroup: GROUP, name });
const account = (name: string): Subject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' });

const clusterRole = (name: string, rules: readonly PolicyRule[]): ClusterRole => ({ apiVersion, kind: 'ClusterRole', metadata: bootstrapMetadata(name), rules: [...rules] });
const clusterBinding = (name: string, ...subjects: Subject[]): ClusterRoleBinding =>
  ({ apiVersion, kind: 'ClusterRoleBinding', metadata: bootstrapMetadata(name), subjects, roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name } });
const role = (namespace: string, name: string, ...rules: PolicyRule[]): Role => ({ apiVersion, kind: 'Role', metadata: { ...bootstrapMetadata(name), namespace }, rules });
const binding = (namespace: string, name: string, subjects: Subject[], roleName = name): RoleBinding =>
  ({ apiVersion, kind: 'RoleBinding', metadata: { ...bootstrapMetadata(name), namespace }, subjects, roleRef: { apiGroup: GROUP, kind: 'Role', name: roleName } });

const AUTHENTICATED = group('system:authenticated');
const UNAUTHENTICATED = group('system:unauthenticated');
const CONTROLLER = 'system:controller:';

export const BOOTSTRAP_CLUSTER_ROLES: readonly ClusterRole[] = [
  ...USER_ROLES,
  ...SYSTEM_ROLES.map(([name, rules]) => clusterRole(name, rules)),
  ...CONTROLLER_ROLES.map(([name, rules]) => clusterRole(CONTROLLER + name, rules)),
];

export const BOOTSTRAP_CLUSTER_ROLE_BINDINGS: readonly ClusterRoleBinding[] = [
  clusterBinding('cluster-admin', group('system:masters')),
  clusterBinding('system:monitoring', group('system:monitoring')),
  clusterBinding('system:discovery', AUTHENTICATED),
  clusterBinding('system:basic-user', AUTHENTICATED),
  clusterBinding('system:public-info-viewer', AUTHENTICATED, UNAUTHENTICATED),
  clusterBinding('system:node-proxier', user('system:kube-proxy')),
  clusterBinding('system:kube-controller-manager', user('system:kube-controller-manager')),
  clusterBinding('system:kube-dns', account('kube-dns')),
  clusterBinding('system:kube-scheduler', user('system:kube-scheduler')),
  clusterBinding('system:volume-scheduler', user('system:kube-scheduler')),
  clusterBinding('system:service-account-issuer-discovery', group('system:serviceaccounts')),
  clusterBinding('system:cluster-trust-bundle-discovery', group('system:serviceaccounts')),
  // The node authorizer decides for nodes; the binding is kept for those who add subjects to it.
  { ...clusterBinding('system:node'), subjects: undefined as unknown as Subject[] },
  ...CONTROLLER_ROLES.map(([name]) => clusterBinding(CONTROLLER + name, account(name))),
].map(({ subjects, ...rest }) => (subjects ? { ...rest, subjects } : rest));

const LOCKS = [rule(`create ${READ} update`, 'coordination.k8s.io', 'leases'), rule(`create ${READ} update`, 'coordination.k8s.io', 'leasecandidates')];
const SIGNER = `${CONTROLLER}bootstrap-signer`, CLOUD = `${CONTROLLER}cloud-provider`, CLEANER = `${CONTROLLER}token-cleaner`;
const READER = 'extension-apiserver-authentication-reader';
const LOCK = 'system::leader-locking-kube-';

export const BOOTSTRAP_ROLES: readonly Role[] = [
  role('kube-public', SIGNER, rule(READ, 'core', 'configmaps'), rule('update', 'core', 'configmaps', 'cluster-info'), EVENTS),
  role('kube-system', READER, rule(READ, 'core', 'configmaps', 'extension-apiserver-authentication')),
  role('kube-system', `${LOCK}controller-manager`, ...LOCKS),
  role('kube-system', `${LOCK}scheduler`, ...LOCKS),
  role('kube-system', SIGNER, rule(READ, 'core', 'secrets')),
  role('kube-system', CLOUD, rule(`create ${READ}`, 'core', 'configmaps')),
  role('kube-system', CLEANER, rule(`delete ${READ}`, 'core', 'secrets'), EVENTS),
];

export const BOOTSTRAP_ROLE_BINDINGS: readonly RoleBinding[] = [
  binding('kube-public', SIGNER, [account('bootstrap-signer')]),
  binding('kube-system', `system::${READER}`, [user('system:kube-controller-manager'), user('system:kube-scheduler')], READER),
  binding('kube-system', `${LOCK}controller-manager`, [user('system:kube-controller-manager'), account('kube-controller-manager'), account('leader-election-controller')]),
  binding('kube-system', `${LOCK}scheduler`, [user('system:kube-scheduler'), account('kube-scheduler')]),
  binding('kube-system', SIGNER, [account('bootstrap-signer')]),
  binding('kube-system', CLOUD, [account('cloud-provider')]),
  binding('kube-system', CLEANER, [account('token-cleaner')]),
];
