/** Cases from a real v1.36.2 (scenario rbac of the recordings). */
import { describe, expect, test } from 'vitest';
import type { UserInfo } from '../../api/api.ts';
import { ROLE_BINDINGS, ROLES } from '../../api/resource.ts';
import type { AnyObject, Role, RoleBinding } from '../../api/types.ts';
import { createAuthorizer } from './authorizer.ts';
import { checkEscalation } from './escalation.ts';
import { BOOTSTRAP_CLUSTER_ROLE_BINDINGS, BOOTSTRAP_CLUSTER_ROLES, BOOTSTRAP_ROLE_BINDINGS, BOOTSTRAP_ROLES } from './policy.ts';
import { RbacIndex } from './rbac-index.ts';

const jane: UserInfo = { username: 'jane', groups: ['dev', 'system:authenticated'] };
const robot: UserInfo = { username: 'system:serviceaccount:rbac:robot', groups: ['system:serviceaccounts', 'system:serviceaccounts:rbac', 'system:authenticated'] };

const reader: Role = { metadata: { name: 'reader', namespace: 'rbac' }, rules: [{ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods', 'pods/log'] }] };
const bind = (name: string, kind: string, roleName: string, subject: NonNullable<RoleBinding['subjects']>[number]): RoleBinding =>
  ({ metadata: { name, namespace: 'rbac' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName }, subjects: [subject] });
const janeReader = bind('jane-reader', 'Role', 'reader', { kind: 'User', name: 'jane' });
const devEdit = bind('dev-edit', 'ClusterRole', 'edit', { kind: 'Group', name: 'dev' });
const robotAdmin = bind('robot-admin', 'ClusterRole', 'admin', { kind: 'ServiceAccount', name: 'robot' });

function given(...bindings: RoleBinding[]): { index: RbacIndex; authorizer: ReturnType<typeof createAuthorizer> } {
  const index = new RbacIndex();
  for (const role of BOOTSTRAP_CLUSTER_ROLES) index.setClusterRole(role);
  for (const role of [...BOOTSTRAP_ROLES, reader]) index.setRole(role);
  for (const binding of [...BOOTSTRAP_CLUSTER_ROLE_BINDINGS, ...BOOTSTRAP_ROLE_BINDINGS, ...bindings]) index.setBinding(binding);
  return { index, authorizer: createAuthorizer(index) };
}

const listPods = { user: jane, verb: 'list', group: '', resource: 'pods', namespace: 'rbac' };

describe('authorize', () => {
  test('nothing is allowed without a binding', () => {
    expect(given().authorizer.authorize(listPods)).toEqual({ allowed: false, reason: '' });
  });
  test('a RoleBinding allows in its namespace only, and says so', () => {
    const { authorizer, index } = given(janeReader);
    expect(authorizer.authorize(listPods)).toEqual({ allowed: true, reason: 'RBAC: allowed by RoleBinding "jane-reader/rbac" of Role "reader" to User "jane"' });
    expect(authorizer.authorize({ ...listPods, namespace: '' }).allowed).toBe(false);
    expect(authorizer.authorize({ ...listPods, verb: 'delete', name: 'x' }).allowed).toBe(false);
    expect(authorizer.authorize({ ...listPods, verb: 'get', subresource: 'log' }).allowed).toBe(true);
    expect(authorizer.authorize({ ...listPods, verb: 'get', subresource: 'exec' }).allowed).toBe(false);
    index.removeBinding(janeReader);
    expect(authorizer.authorize(listPods).allowed).toBe(false);
  });
  test('edit for a group: deployments yes, roles no', () => {
    const { authorizer } = given(devEdit);
    expect(authorizer.authorize({ ...listPods, verb: 'create', group: 'apps', resource: 'deployments' }).allowed).toBe(true);
    expect(authorizer.authorize({ ...listPods, verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'roles' }).allowed).toBe(false);
  });
  test('a ServiceAccount is named without its namespace in a RoleBinding', () => {
    expect(given(robotAdmin).authorizer.authorize({ ...listPods, user: robot, verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' }).allowed).toBe(true);
  });
  test('a binding to a role that is not there is told of', () => {
    const lost = bind('lost', 'Role', 'gone', { kind: 'User', name: 'jane' });
    expect(given(lost).authorizer.authorize(listPods).reason).toBe('RBAC: role.rbac.authorization.k8s.io "gone" not found');
  });
  test('paths outside the API', () => {
    const { authorizer } = given();
    expect(authorizer.authorize({ user: jane, verb: 'get', path: '/apis/apps/v1' }).allowed).toBe(true);
    expect(authorizer.authorize({ user: jane, verb: 'get', path: '/metrics' }).allowed).toBe(false);
    expect(authorizer.authorize({ user: { username: 'system:anonymous', groups: ['system:unauthenticated'] }, verb: 'get', path: '/version' }).allowed).toBe(true);
  });
});

test('rulesFor lists what a plain user may do', () => {
  const rules = given(janeReader).authorizer.rulesFor(jane, 'rbac');
  expect(rules.incomplete).toBe(false);
  expect(rules.resourceRules).toContainEqual({ verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] });
  expect(rules.resourceRules).toContainEqual({ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods', 'pods/log'] });
  expect(rules.nonResourceRules.flatMap((rule) => rule.nonResourceURLs).filter((url) => url === '/healthz')).toHaveLength(2);
});

describe('escalation', () => {
  const attempt = (user: UserInfo, roleName: string) => (): void => checkEscalation(given(robotAdmin).authorizer, {
    user, resource: ROLE_BINDINGS, object: bind('esc', 'ClusterRole', roleName, { kind: 'ServiceAccount', name: 'robot', namespace: 'rbac' }) as unknown as AnyObject,
  });
  test('granting cluster-admin is refused, word for word', () => {
    expect(attempt(robot, 'cluster-admin')).toThrow('rolebindings.rbac.authorization.k8s.io "esc" is forbidden: user "system:serviceaccount:rbac:robot" '
      + '(groups=["system:serviceaccounts" "system:serviceaccounts:rbac" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n'
      + '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}');
  });
  test('granting what one holds is fine, and masters may grant all', () => {
    expect(attempt(robot, 'edit')).not.toThrow();
    expect(attempt({ username: 'admin', groups: ['system:masters'] }, 'cluster-admin')).not.toThrow();
  });
  test('verbs of one resource are told together', () => {
    const role = { metadata: { name: 'r', namespace: 'rbac' }, rules: [{ verbs: ['get', 'bind'], apiGroups: ['apps'], resources: ['deployments'] }, { verbs: ['list', 'use'], apiGroups: ['x'], resources: ['y'] }] };
    expect(() => checkEscalation(given(robotAdmin).authorizer, { user: robot, resource: ROLES, object: role as unknown as AnyObject }))
      .toThrow('not currently held:\n{APIGroups:["apps"], Resources:["deployments"], Verbs:["bind"]}\n{APIGroups:["x"], Resources:["y"], Verbs:["list" "use"]}');
  });
});

test('admin is made of its parts, each rule once', () => {
  const admin = BOOTSTRAP_CLUSTER_ROLES.find((role) => role.metadata.name === 'admin')!;
  expect(admin.rules!.map((rule) => rule.resources!.join()).slice(0, 2)).toEqual(['pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy', 'serviceaccounts']);
  expect(admin.rules).toHaveLength(29);
});
