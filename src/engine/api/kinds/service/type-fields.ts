/** Which fields a Service's type uses, and what a change of type takes away. */
import { deepEqual } from '../../deep-equal.ts';
import type { Service } from '../../types.ts';

type Spec = NonNullable<Service['spec']>;

export const isHeadless = (spec: Spec): boolean => spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None';
export const isExternallyAccessible = (spec: Spec): boolean =>
  spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && !!spec.externalIPs?.length);
export const needsClusterIP = (spec: Spec): boolean => spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer';
export const needsNodePort = (spec: Spec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
export const needsHealthCheckNodePort = (spec: Spec): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** On an update that changes the type: fields that the new type has no use for go, unless the client changed them too. */
export function dropTypeDependentFields(service: Service, oldService: Service): void {
  const old = oldService.spec ?? {};
  const spec: Spec = (service.spec = { ...service.spec });
  const dropSame = (field: keyof Spec): void => { if (deepEqual(spec[field], old[field])) delete spec[field]; };
  if (needsClusterIP(old) && !needsClusterIP(spec)) {
    if (spec.clusterIP === old.clusterIP && deepEqual(spec.clusterIPs, old.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    dropSame('ipFamilies');
    dropSame('ipFamilyPolicy');
  }
  if (needsNodePort(old) && !needsNodePort(spec) && sameNodePorts(spec, old)) {
    spec.ports = spec.ports?.map(({ nodePort: _gone, ...port }) => port);
    if (!spec.ports) delete spec.ports;
  }
  if (needsHealthCheckNodePort(old) && !needsHealthCheckNodePort(spec)) dropSame('healthCheckNodePort');
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    dropSame('allocateLoadBalancerNodePorts');
    dropSame('loadBalancerClass');
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(spec)) dropSame('externalTrafficPolicy');
}

const nodePorts = (spec: Spec): number[] => [...new Set((spec.ports ?? []).map((port) => port.nodePort ?? 0))].sort((a, b) => a - b);
const sameNodePorts = (a: Spec, b: Spec): boolean => deepEqual(nodePorts(a), nodePorts(b));
