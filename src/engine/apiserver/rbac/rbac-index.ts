/** Roles by name and bindings by whom they name, kept as writes come: a decision reads only what concerns its user. */
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../../api/types.ts';
import type { UserInfo } from '../../api/api.ts';

export type Binding = RoleBinding | ClusterRoleBinding;
type Subject = NonNullable<Binding['subjects']>[number];

export interface BindingOfSubject { readonly binding: Binding; readonly subject: Subject }

/** '' is the scope of ClusterRoleBindings. */
type Scope = string;

export class RbacIndex {
  readonly #roles = new Map<string, Role>();
  readonly #clusterRoles = new Map<string, ClusterRole>();
  /** scope -> subject -> binding's name -> binding */
  readonly #bindings = new Map<Scope, Map<string, Map<string, BindingOfSubject>>>();

  setRole(role: Role): void { this.#roles.set(`${role.metadata.namespace}/${role.metadata.name}`, role); }
  removeRole(role: Role): void { this.#roles.delete(`${role.metadata.namespace}/${role.metadata.name}`); }
  setClusterRole(role: ClusterRole): void { this.#clusterRoles.set(role.metadata.name!, role); }
  removeClusterRole(role: ClusterRole): void { this.#clusterRoles.delete(role.metadata.name!); }

  setBinding(binding: Binding): void {
    for (const subject of binding.subjects ?? []) {
      const ofScope = entryOf(this.#bindings, binding.metadata.namespace ?? '', () => new Map<string, Map<string, BindingOfSubject>>());
      const key = keyOf(subject, binding.metadata.namespace ?? '');
      const ofSubject = entryOf(ofScope, key, () => new Map<string, BindingOfSubject>());
      if (ofSubject.get(binding.metadata.name!)?.binding !== binding) ofSubject.set(binding.metadata.name!, { binding, subject });
    }
  }

  removeBinding(binding: Binding): void {
    const ofScope = this.#bindings.get(binding.metadata.namespace ?? '');
    for (const subject of binding.subjects ?? []) ofScope?.get(keyOf(subject, binding.metadata.namespace ?? ''))?.delete(binding.metadata.name!);
  }

  role(namespace: string, name: string): Role | undefined { return this.#roles.get(`${namespace}/${name}`); }
  clusterRole(name: string): ClusterRole | undefined { return this.#clusterRoles.get(name); }
  clusterRoles(): IterableIterator<ClusterRole> { return this.#clusterRoles.values(); }

  /** Bindings of a scope that name the user or one of the groups, by name. */
  bindingsOf(scope: Scope, user: UserInfo): BindingOfSubject[] {
    const ofScope = this.#bindings.get(scope);
    if (!ofScope) return [];
    const found = new Map<string, BindingOfSubject>();
    const add = (key: string): void => { for (const [name, entry] of ofScope.get(key) ?? []) if (!found.has(name)) found.set(name, entry); };
    add(`User ${user.username}`);
    for (const group of user.groups) add(`Group ${group}`);
    return [...found.values()].sort((a, b) => (a.binding.metadata.name! < b.binding.metadata.name! ? -1 : 1));
  }
}

/** A ServiceAccount is the user that its tokens log in as; in a RoleBinding its namespace may be left out. */
function keyOf(subject: Subject, namespace: string): string {
  if (subject.kind === 'ServiceAccount') return `User system:serviceaccount:${subject.namespace || namespace}:${subject.name}`;
  return `${subject.kind} ${subject.name}`;
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
