/**
 * Custom resources: what a CustomResourceDefinition adds to the API server
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/).
 *
 * Here a definition that is established becomes a registered resource, within the write that establishes it, and goes with
 * the definition. Its conditions are written by the controllers of `controllers/customresources/`. Start at `custom-kind.ts`
 * for what a definition means, at `decode-custom.ts` for how objects come in, at `validate-custom.ts` for what is checked.
 */
import { isConditionTrue } from '../../api/conditions.ts';
import { CUSTOM_RESOURCE_DEFINITIONS, groupResource } from '../../api/resource.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import type { Registry } from '../registry.ts';
import type { Store } from '../../store/store.ts';
import type { ObjectConverter } from './conversion.ts';
import { customRegistration } from './custom-kind.ts';

/** Keeps `registry` in step with the definitions in `store`, also after a restore. */
export function serveCustomResources(store: Store, registry: Registry, converter: (crd: CustomResourceDefinition) => ObjectConverter | undefined = () => undefined): void {
  const table = store.table(groupResource(CUSTOM_RESOURCE_DEFINITIONS));
  /** By name of the definition, what it was when it was last registered. */
  const served = new Map<string, CustomResourceDefinition>();

  const consider = (crd: CustomResourceDefinition): void => {
    const name = crd.metadata.name!;
    const before = served.get(name);
    if (!isConditionTrue(crd.status?.conditions, 'Established')) {
      if (before) forget(name);
      return;
    }
    if (before && sameService(before, crd)) return;
    served.set(name, crd);
    const { kind, custom } = customRegistration(crd, converter(crd));
    registry.register(kind, custom);
  };
  const forget = (name: string): void => {
    if (served.delete(name)) registry.unregister(name);
  };

  store.onWrite((record) => {
    if (record.type === 'delete') forget(record.id);
    else consider(record.value as CustomResourceDefinition);
  }, (prefix) => prefix === table.prefix);
  store.onRestore(() => {
    for (const name of served.keys()) if (!table.get(name)) forget(name);
    for (const entry of table.sorted()) consider(entry.value as CustomResourceDefinition);
  });
}

/** True when nothing differs that the registration is made from: status writes keep the spec they found. */
function sameService(a: CustomResourceDefinition, b: CustomResourceDefinition): boolean {
  return a.spec === b.spec && a.status?.acceptedNames === b.status?.acceptedNames && a.metadata.deletionTimestamp === b.metadata.deletionTimestamp;
}
