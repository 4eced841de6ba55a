/** Priority: resolves a pod's class to its number, and keeps one global default class. */
import { forbidden } from '../../api/errors.ts';
import { PODS, PRIORITY_CLASSES } from '../../api/resource.ts';
import type { AnyObject, Pod, PriorityClass } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

export const priority = (server: ApiServer): AdmissionPlugin => {
  const classes = (): PriorityClass[] => server.lookup(PRIORITY_CLASSES).table.range('').map((entry) => entry.value as PriorityClass);
  return {
    name: 'Priority',
    only: ['pods', 'priorityclasses.scheduling.k8s.io'],
    podSpecOnly: true,
    admit({ resource, subresource, verb, object, old, name }) {
      if (resource.resource !== 'pods' || resource.group !== '' || subresource) return undefined;
      const pod = object as unknown as Pod;
      const spec = pod.spec!;
      if (verb === 'update') {
        // The numbers of a stored pod stay when a client leaves them out.
        const before = (old as unknown as Pod).spec!;
        if (spec.priority !== undefined && spec.preemptionPolicy !== undefined) return undefined;
        const next = { ...spec };
        if (next.priority === undefined && before.priority !== undefined) next.priority = before.priority;
        if (next.preemptionPolicy === undefined && before.preemptionPolicy !== undefined) next.preemptionPolicy = before.preemptionPolicy;
        return { ...pod, spec: next } as unknown as AnyObject;
      }
      if (verb !== 'create') return undefined;
      let found: PriorityClass | undefined;
      if (spec.priorityClassName) {
        found = server.lookup(PRIORITY_CLASSES).table.get(spec.priorityClassName)?.value as PriorityClass | undefined;
        if (!found) throw forbidden(PODS, name, `no PriorityClass with name ${spec.priorityClassName} was found`);
      } else {
        found = classes().filter((c) => c.globalDefault).sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
      }
      const value = found?.value ?? 0;
      const preemptionPolicy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
      if (spec.priority !== undefined && spec.priority !== value) {
        throw forbidden(PODS, name, `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`);
      }
      if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
        throw forbidden(PODS, name, `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`);
      }
      return { ...pod, spec: { ...spec, ...(found ? { priorityClassName: found.metadata.name } : {}), priority: value, preemptionPolicy } } as unknown as AnyObject;
    },
    validate({ resource, verb, object, name }) {
      if (resource.resource !== 'priorityclasses' || (verb !== 'create' && verb !== 'update')) return;
      const wanted = object as unknown as PriorityClass;
      if (!wanted.globalDefault) return;
      const other = classes().find((c) => c.globalDefault && c.metadata.name !== name);
      if (other) throw forbidden(PRIORITY_CLASSES, name, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
    },
  };
};
