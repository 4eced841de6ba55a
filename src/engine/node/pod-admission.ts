/** The kubelet's own say before it runs a pod: does it still fit this machine? (Pods with nodeName set skip the scheduler.) */
import { quantityMilliValue, quantityValue } from '../api/quantity.ts';
import type { Pod } from '../api/types.ts';
import type { Machine } from './machines.ts';
import type { PodWorker } from './pod-worker.ts';

export interface Refusal { readonly reason: string; readonly message: string }

export function admissionFailure(machine: Machine, pod: Pod, workers: Iterable<PodWorker>): Refusal | undefined {
  const wanted = requested(pod);
  const counts = wanted.cpu > 0 || wanted.memory > 0;
  let cpu = 0, memory = 0, pods = 0;
  for (const worker of workers) {
    if (worker.isEnding) continue;
    pods++;
    if (!counts) continue;
    const used = requested(worker.pod);
    cpu += used.cpu;
    memory += used.memory;
  }
  const check = (name: string, asked: number, used: number, capacity: number): Refusal | undefined => asked > 0 && used + asked > capacity
    ? { reason: `OutOf${name}`, message: `Pod was rejected: Node didn't have enough resource: ${name}, requested: ${asked}, used: ${used}, capacity: ${capacity}` }
    : undefined;
  return (counts ? check('cpu', wanted.cpu, cpu, amount('cpu', machine.cpu)) ?? check('memory', wanted.memory, memory, amount('memory', machine.memory)) : undefined)
    ?? check('pods', 1, pods, machine.pods);
}

const cache = new WeakMap<object, { cpu: number; memory: number }>();

/** Milli-cpus and bytes that the pod's containers ask for together (or the largest init container). */
function requested(pod: Pod): { cpu: number; memory: number } {
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
  return known;
}

function amount(resource: 'cpu' | 'memory', text: string | undefined): number {
  if (text === undefined) return 0;
  return resource === 'cpu' ? quantityMilliValue(text) : quantityValue(text);
}
