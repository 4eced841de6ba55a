/** Owner references: who controls an object, and which informer indexes lead from an owner to what it owns. */
import { apiVersionOf, type AnyResource } from '../../api/resource.ts';
import type { ObjectMeta, OwnerReference } from '../../api/types.ts';
import type { Index, Informer } from '../../client/informer.ts';

interface Named { metadata: ObjectMeta }

export const controllerOf = (object: Named): OwnerReference | undefined => object.metadata.ownerReferences?.find((r) => r.controller);

export function isControlledBy(object: Named, owner: Named): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

export const controllerRef = (resource: AnyResource, owner: Named): OwnerReference => ({
  apiVersion: apiVersionOf(resource), kind: resource.kind, name: owner.metadata.name!, uid: owner.metadata.uid!,
  controller: true, blockOwnerDeletion: true,
});

/** Objects of a namespace that nobody controls. */
export function orphansOf<T extends Named>(informer: Informer<T>): Index<T> {
  return informer.index('orphan', (o) => (controllerOf(o) ? undefined : o.metadata.namespace ?? ''), (o) => o.metadata.ownerReferences);
}

/** The owner that the reference names, or undefined when it is of another kind, gone, or another object of that name. */
export function resolveController<T extends Named>(owners: Informer<T>, namespace: string, ref: OwnerReference | undefined): T | undefined {
  if (!ref || ref.kind !== owners.resource.kind) return undefined;
  const owner = owners.get(owners.resource.namespaced ? `${namespace}/${ref.name}` : ref.name);
  return owner?.metadata.uid === ref.uid ? owner : undefined;
}
