/** RuntimeClass: a pod that names one gets its overhead and the places where it can run (KEP-688). */
import { forbidden } from '../../api/errors.ts';
import { PODS, RUNTIME_CLASSES } from '../../api/resource.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import type { AnyObject, Pod, RuntimeClass } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

export const runtimeClass = (server: ApiServer): AdmissionPlugin => ({
  name: 'RuntimeClass',
  only: ['pods'],
  podSpecOnly: true,
  admit({ resource, subresource, verb, object, name }) {
    if (resource.resource !== 'pods' || resource.group !== '' || subresource || verb !== 'create') return undefined;
    const pod = object as unknown as Pod;
    const className = pod.spec!.runtimeClassName;
    if (!className) return undefined;
    const found = server.lookup(RUNTIME_CLASSES).table.get(className)?.value as RuntimeClass | undefined;
    if (!found) throw forbidden(PODS, name, `pod rejected: RuntimeClass "${className}" not found`);
    const spec = { ...pod.spec! };
    if (found.overhead?.podFixed) {
      if (spec.overhead && !deepEqual(spec.overhead, found.overhead.podFixed)) throw forbidden(PODS, name, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      spec.overhead = found.overhead.podFixed;
    }
    for (const [key, value] of Object.entries(found.scheduling?.nodeSelector ?? {})) {
      if (spec.nodeSelector?.[key] !== undefined && spec.nodeSelector[key] !== value) {
        throw forbidden(PODS, name, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${spec.nodeSelector[key]}`);
      }
      spec.nodeSelector = { ...spec.nodeSelector, [key]: value };
    }
    for (const toleration of found.scheduling?.tolerations ?? []) {
      if (!spec.tolerations?.some((t) => deepEqual(t, toleration))) spec.tolerations = [...(spec.tolerations ?? []), toleration];
    }
    return { ...pod, spec } as unknown as AnyObject;
  },
});
