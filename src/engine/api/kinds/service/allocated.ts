/**
 * What the allocator of addresses and node ports does before and after it allocates: keeps `clusterIP` and `clusterIPs`
 * in step, and gives an update back what it left out. All change `spec` in place; it is the caller's own.
 */
import { deepEqual } from '../../deep-equal.ts';
import type { Service } from '../../types.ts';
import { needsClusterIP, needsHealthCheckNodePort, needsNodePort } from './type-fields.ts';

type Spec = NonNullable<Service['spec']>;

export function normalizeClusterIPs(spec: Spec, old?: Spec): void {
  if (!old) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const untouched = deepEqual(spec.clusterIPs ?? [], old.clusterIPs ?? []);
  if (old.clusterIP && !spec.clusterIP && untouched) delete spec.clusterIPs;
  if (spec.clusterIP && spec.clusterIP !== old.clusterIP && untouched) spec.clusterIPs = [spec.clusterIP];
}

export function patchAllocatedValues(spec: Spec, old: Spec): void {
  if (needsClusterIP(old) && needsClusterIP(spec)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP;
    if (!spec.clusterIPs?.length && spec.clusterIP === old.clusterIP && old.clusterIPs) spec.clusterIPs = old.clusterIPs;
  }
  if (needsNodePort(old) && needsNodePort(spec)) patchNodePorts(spec, old);
  if (needsHealthCheckNodePort(old) && needsHealthCheckNodePort(spec) && !spec.healthCheckNodePort && old.healthCheckNodePort) {
    spec.healthCheckNodePort = old.healthCheckNodePort;
  }
}

/** A port that names no node port keeps the one it had under its name, unless another port took it. */
function patchNodePorts(spec: Spec, old: Spec): void {
  const before = new Set((old.ports ?? []).map((port) => port.nodePort ?? 0));
  const used = new Set((spec.ports ?? []).map((port) => port.nodePort ?? 0).filter((port) => port !== 0 && before.has(port)));
  const byName = new Map((old.ports ?? []).map((port) => [port.name ?? '', port.nodePort ?? 0]));
  spec.ports = spec.ports?.map((port) => {
    const nodePort = byName.get(port.name ?? '');
    if (port.nodePort || !nodePort || used.has(nodePort)) return port;
    used.add(nodePort);
    return { ...port, nodePort };
  });
  if (!spec.ports) delete spec.ports;
}
