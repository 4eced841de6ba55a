/** What the scheduler reserves for a pod: the sum over containers, or the largest init container if that is more. */
import type { Container, Pod } from '../../engine/api/types.ts';
import { readQuantity } from './quantity.ts';

interface Requests { readonly cpuMillis: number; readonly memoryMi: number }

/** Pods of one template share its containers. */
const known = new WeakMap<readonly Container[], Requests>();

const of = (container: Container, resource: string): number => readQuantity(container.resources?.requests?.[resource]) || 0;

export function podRequests(pod: Pod): Requests {
  const containers = pod.spec?.containers ?? [];
  let requests = known.get(containers);
  if (!requests) {
    let cpu = 0, memory = 0;
    for (const container of containers) { cpu += of(container, 'cpu'); memory += of(container, 'memory'); }
    for (const container of pod.spec?.initContainers ?? []) { cpu = Math.max(cpu, of(container, 'cpu')); memory = Math.max(memory, of(container, 'memory')); }
    requests = { cpuMillis: cpu * 1000, memoryMi: memory / 2 ** 20 };
    known.set(containers, requests);
  }
  return requests;
}
