/** The kubelet's own say before it runs a pod: does it still fit this machine? (Pods with nodeName set skip the scheduler.) */
import { quantityMilliValue, quantityValue } from '../api/quantity.ts';
import type { Pod } from '../api/types.ts';
import type { Machine } from './machines.ts';
import type { PodWorker } from './pod-worker.ts';

export interface Refusal { readonly reason: string; readonly message: string }

export function admissionFailure(machine: Machine, pod: Pod, workers: Iterable<PodWorker>): Refusal | undefined {
  let cpu = 0, memory = 0, pods = 0;
  for (const worker of workers) {
    if (worker.isEnding) continue;
    pods++;
    cpu += requested(worker.pod, 'cpu');
    memory += requested(worker.pod, 'memory');
  }
  const check = (name: string, wanted: number, used: number, capacity: number): Refusal | undefined => wanted > 0 && used + wanted > capacity
    ? { reason: `OutOf${name}`, message: `Pod was rejected: Node didn't have enough resource: ${name}, requested: ${wanted}, used: ${used}, capacity: ${capacity}` }
    : undefined;
  return check('cpu', requested(pod, 'cpu'), cpu, amount('cpu', machine.cpu))
    ?? check('memory', requested(pod, 'memory'), memory, amount('memory', machine.memory))
    ?? check('pods', 1, pods, machine.pods);
}

const cache = new WeakMap<object, { cpu: number; memory: number }>();

/** Milli-cpus or bytes that the pod's containers ask for together (or the largest init container). */
function requested(pod: Pod, name: 'cpu' | 'memory'): number {
  const spec = pod.spec!;
  let known = cache.get(spec.containers);
  if (!known) {
    const of = (resource: 'cpu' | 'memory'): number => {
      let sum = 0, init = 0;
      for (const c of spec.containers) sum += amount(resource, c.resources?.requests?.[resource]);
      for (const c of spec.initContainers ?? []) {
        if (c.restartPolicy === 'Always') sum += amount(resource, c.resources?.requests?.[resource]);
        else init = Math.max(init, amount(resource, c.resources?.requests?.[resource]));
      }
      return Math.max(sum, init);
    };
    cache.set(spec.containers, (known = { cpu: of('cpu'), memory: of('memory') }));
  }
  return known[name];
}

function amount(resource: 'cpu' | 'memory', text: string | undefined): number {
  if (text === undefined) return 0;
  return resource === 'cpu' ? quantityMilliValue(text) : quantityValue(text);
}
