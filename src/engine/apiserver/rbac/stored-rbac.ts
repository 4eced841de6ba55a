/** The RBAC authorizer over what is stored: its index follows every write of roles and bindings. */
import type { ClusterRole, Role } from '../../api/types.ts';
import type { Store } from '../../store/store.ts';
import { createAuthorizer, type RbacAuthorizer } from './authorizer.ts';
import { RbacIndex, type Binding } from './rbac-index.ts';

interface Follower { set(index: RbacIndex, object: never): void; remove(index: RbacIndex, object: never): void }

const bindings: Follower = { set: (index, object: Binding) => index.setBinding(object), remove: (index, object: Binding) => index.removeBinding(object) };
const FOLLOWERS: Readonly<Record<string, Follower>> = {
  'roles.rbac.authorization.k8s.io': { set: (index, object: Role) => index.setRole(object), remove: (index, object: Role) => index.removeRole(object) },
  'clusterroles.rbac.authorization.k8s.io': { set: (index, object: ClusterRole) => index.setClusterRole(object), remove: (index, object: ClusterRole) => index.removeClusterRole(object) },
  'rolebindings.rbac.authorization.k8s.io': bindings,
  'clusterrolebindings.rbac.authorization.k8s.io': bindings,
};

export function storedRbac(store: Store): RbacAuthorizer {
  const index = new RbacIndex();
  const known = new Map<string, readonly [Follower, unknown]>();
  store.onRestore(() => {
    for (const [follower, object] of known.values()) follower.remove(index, object as never);
    known.clear();
    for (const [prefix, follower] of Object.entries(FOLLOWERS)) {
      for (const { id, value } of store.table(prefix).values()) {
        follower.set(index, value as never);
        known.set(`${prefix}/${id}`, [follower, value]);
      }
    }
  });
  store.onWrite(({ table, id, type, value, previous }) => {
    const follower = FOLLOWERS[table.prefix]!;
    if (previous !== undefined) follower.remove(index, previous as never);
    if (type === 'delete') { known.delete(`${table.prefix}/${id}`); return; }
    follower.set(index, value as never);
    known.set(`${table.prefix}/${id}`, [follower, value]);
  }, (prefix) => Object.hasOwn(FOLLOWERS, prefix));
  return createAuthorizer(index);
}
