/**
 * What a pod asks of a node: the sum of its containers, or the largest init container where that is more, plus overhead.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
import type { Container, PodSpec } from '../api/types.ts';
import { milliOf, valueOf } from './quantities.ts';

export interface Requests {
  cpuMillis: number;
  memoryBytes: number;
  ephemeralBytes: number;
  /** Extended and hugepages resources by name, in whole units; undefined when there are none. */
  scalars: Record<string, number> | undefined;
}

/** What a container without requests counts as when nodes are compared for spreading load. */
export const DEFAULT_CPU_MILLIS = 100;
export const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024;

type Quantities = Record<string, string> | undefined;

const none = (): Requests => ({ cpuMillis: 0, memoryBytes: 0, ephemeralBytes: 0, scalars: undefined });

export function requestsOf(quantities: Quantities, nonZero = false): Requests {
  const r = none();
  if (quantities) {
    for (const name in quantities) {
      const text = quantities[name]!;
      if (name === 'cpu') r.cpuMillis = milliOf(text);
      else if (name === 'memory') r.memoryBytes = valueOf(text);
      else if (name === 'ephemeral-storage') r.ephemeralBytes = valueOf(text);
      else if (name !== 'pods') (r.scalars ??= {})[name] = valueOf(text);
    }
  }
  if (nonZero) {
    if (quantities?.['cpu'] === undefined) r.cpuMillis = DEFAULT_CPU_MILLIS;
    if (quantities?.['memory'] === undefined) r.memoryBytes = DEFAULT_MEMORY_BYTES;
  }
  return r;
}

function add(into: Requests, r: Requests): void {
  into.cpuMillis += r.cpuMillis;
  into.memoryBytes += r.memoryBytes;
  into.ephemeralBytes += r.ephemeralBytes;
  for (const name in r.scalars) (into.scalars ??= {})[name] = (into.scalars[name] ?? 0) + r.scalars[name]!;
}

function max(into: Requests, r: Requests): void {
  into.cpuMillis = Math.max(into.cpuMillis, r.cpuMillis);
  into.memoryBytes = Math.max(into.memoryBytes, r.memoryBytes);
  into.ephemeralBytes = Math.max(into.ephemeralBytes, r.ephemeralBytes);
  for (const name in r.scalars) (into.scalars ??= {})[name] = Math.max(into.scalars[name] ?? 0, r.scalars[name]!);
}

const isSidecar = (c: Container): boolean => c.restartPolicy === 'Always';

/** With `nonZero`, containers without a cpu or memory request count as the defaults above. */
export function podRequests(spec: PodSpec, nonZero = false): Requests {
  const total = none();
  for (const c of spec.containers) add(total, requestsOf(c.resources?.requests as Quantities, nonZero));
  const sidecars = none();
  const inits = none();
  for (const c of spec.initContainers ?? []) {
    const own = requestsOf(c.resources?.requests as Quantities, nonZero);
    if (isSidecar(c)) {
      add(total, own);
      add(sidecars, own);
      max(inits, sidecars);
    } else {
      add(own, sidecars);
      max(inits, own);
    }
  }
  max(total, inits);
  const podLevel = spec.resources?.requests as Quantities;
  if (podLevel) {
    const level = requestsOf(podLevel);
    if (podLevel['cpu'] !== undefined) total.cpuMillis = level.cpuMillis;
    if (podLevel['memory'] !== undefined) total.memoryBytes = level.memoryBytes;
    for (const name in level.scalars) (total.scalars ??= {})[name] = level.scalars[name]!;
  }
  if (spec.overhead) add(total, requestsOf(spec.overhead as Quantities));
  return total;
}
