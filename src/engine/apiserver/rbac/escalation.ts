/**
 * Nobody grants what they do not have: roles and bindings are refused that would give away more than the writer holds,
 * unless the writer may `escalate` or `bind`
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping).
 */
import type { UserInfo } from '../../api/api.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { forbidden } from '../../api/errors.ts';
import type { AnyResource } from '../../api/resource.ts';
import type { AnyObject, ClusterRole, PolicyRule } from '../../api/types.ts';
import type { RbacAuthorizer } from './authorizer.ts';
import type { Binding } from './rbac-index.ts';

const GROUP = 'rbac.authorization.k8s.io';
const EVERYTHING: readonly PolicyRule[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] }];

export interface RbacWrite {
  readonly user: UserInfo;
  readonly resource: AnyResource;
  readonly object: AnyObject;
  /** What is stored, for an update. */
  readonly old?: AnyObject;
}

/** Throws 403 when the write would escalate. Writes of other resources pass. */
export function checkEscalation(authorizer: RbacAuthorizer, write: RbacWrite): void {
  const { resource, user } = write;
  if (resource.group !== GROUP || user.groups.includes('system:masters')) return;
  if (resource.resource === 'roles' || resource.resource === 'clusterroles') checkRole(authorizer, write);
  else if (resource.resource === 'rolebindings' || resource.resource === 'clusterrolebindings') checkBinding(authorizer, write);
}

function checkRole(authorizer: RbacAuthorizer, { user, resource, object, old }: RbacWrite): void {
  const role = object as unknown as ClusterRole, before = old as unknown as ClusterRole | undefined;
  const { name = '', namespace = '' } = role.metadata;
  if (before && deepEqual(role.rules ?? [], before.rules ?? []) && deepEqual(role.aggregationRule, before.aggregationRule)) return;
  if (authorizer.authorize({ user, verb: 'escalate', group: GROUP, resource: resource.resource, name, namespace }).allowed) return;
  refuse(resource, name, authorizer.escalation(user, namespace, role.rules ?? []));
  if (role.aggregationRule) refuse(resource, name, authorizer.escalation(user, namespace, EVERYTHING), 'must have cluster-admin privileges to use the aggregationRule: ');
}

function checkBinding(authorizer: RbacAuthorizer, { user, resource, object, old }: RbacWrite): void {
  const binding = object as unknown as Binding, before = old as unknown as Binding | undefined;
  const { name = '', namespace = '' } = binding.metadata;
  const { roleRef } = binding;
  if (before && deepEqual(roleRef, before.roleRef) && deepEqual(binding.subjects ?? [], before.subjects ?? [])) return;
  const target = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (authorizer.authorize({ user, verb: 'bind', group: GROUP, resource: target, name: roleRef.name, namespace }).allowed) return;
  refuse(resource, name, authorizer.escalation(user, namespace, authorizer.rulesOfRoleRef(roleRef, namespace)));
}

function refuse(resource: AnyResource, name: string, why: string | undefined, prefix = ''): void {
  if (why) throw forbidden(resource, name, prefix + why);
}
