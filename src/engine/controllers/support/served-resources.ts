/**
 * Every resource the cluster serves and a controller may list, delete and watch: built-in kinds, then custom resources
 * as their CustomResourceDefinitions are established and go.
 */
import { KINDS } from '../../api/kinds/index.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, groupResource, type AnyResource } from '../../api/resource.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';

export interface ServedResources {
  list(): Iterable<AnyResource>;
  find(group: string, kind: string): AnyResource | undefined;
  /** Told of all resources there are now and of those that come. */
  onAdd(listener: (resource: AnyResource) => void): void;
}

const NEEDED_VERBS = ['delete', 'list', 'watch'];

export function servedResources(context: ControllerContext): ServedResources {
  const resources = new Map<string, AnyResource>();
  const byKind = new Map<string, AnyResource>();
  const listeners: ((resource: AnyResource) => void)[] = [];
  const add = (resource: AnyResource): void => {
    const id = groupResource(resource);
    if (resources.has(id)) return;
    resources.set(id, resource);
    byKind.set(`${resource.group}/${resource.kind}`, resource);
    for (const listener of listeners) listener(resource);
  };
  for (const kind of KINDS) if (!kind.verbs || NEEDED_VERBS.every((v) => kind.verbs!.includes(v))) add(kind.resource);

  const consider = (crd: CustomResourceDefinition): void => {
    const established = crd.status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True');
    if (established) add(resourceOf(crd));
  };
  context.informer(CUSTOM_RESOURCE_DEFINITIONS).addHandler({
    onAdd: consider,
    onUpdate: consider,
    onDelete(crd) {
      const resource = resourceOf(crd);
      resources.delete(groupResource(resource));
      byKind.delete(`${resource.group}/${resource.kind}`);
    },
  });

  return {
    list: () => resources.values(),
    find: (group, kind) => byKind.get(`${group}/${kind}`),
    onAdd(listener) { for (const resource of resources.values()) listener(resource); listeners.push(listener); },
  };
}

function resourceOf({ spec }: CustomResourceDefinition): AnyResource {
  return {
    group: spec.group, version: spec.versions.find((v) => v.storage)?.name ?? spec.versions[0].name,
    resource: spec.names.plural, kind: spec.names.kind, namespaced: spec.scope === 'Namespaced',
  };
}
