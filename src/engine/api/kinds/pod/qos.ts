/** Quality of service (https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/). Kept by spec: specs are shared. */
import type { PodSpec } from '../../types.ts';
import { compareQuantities, isZeroQuantity } from '../../quantity.ts';

export type QOSClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const known = new WeakMap<PodSpec, QOSClass>();
const COMPUTE = ['cpu', 'memory'];

export function qosClassOf(spec: PodSpec): QOSClass {
  let found = known.get(spec);
  if (!found) known.set(spec, (found = compute(spec)));
  return found;
}

function compute(spec: PodSpec): QOSClass {
  const pod = spec.resources;
  const holders = pod && (pod.requests || pod.limits) ? [pod] : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((c) => c.resources ?? {});
  let any = false, guaranteed = true;
  for (const { requests = {}, limits = {} } of holders) {
    for (const name of COMPUTE) {
      const request = requests[name], limit = limits[name];
      if (request !== undefined && !isZeroQuantity(request)) any = true;
      if (limit === undefined || isZeroQuantity(limit)) guaranteed = false;
      else {
        any = true;
        if (request !== undefined && compareQuantities(request, limit) !== 0) guaranteed = false;
      }
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
