import type { AnyObject, EndpointSlice, Service } from '../../engine/api/types.ts';
import type { Steps } from '../effect.ts';
import type { DescribeContext, Describer } from './describer.ts';
import { endpointsText } from './endpoints.ts';
import { orNone } from './go-values.ts';
import { eventsOf, formatLabels, metadataLines } from './parts.ts';

/** The slices of a Service; undefined when they cannot be read. */
export function* slicesOf(context: DescribeContext, namespace: string | undefined, service: string): Steps<EndpointSlice[] | undefined> {
  const slices = yield* context.list<AnyObject>({ group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' }, namespace, { labelSelector: `kubernetes.io/service-name=${service}` });
  return slices as unknown as EndpointSlice[] | undefined;
}

export const serviceDescriber: Describer = {
  group: '', kind: 'Service',
  *describe(context, object, out) {
    const { metadata, spec = {}, status } = object as Service;
    metadataLines(out, object);
    out.line(0, `Selector:\t${formatLabels(spec.selector)}`);
    out.line(0, `Type:\t${spec.type ?? ''}`);
    if (spec.ipFamilyPolicy !== undefined) out.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
    out.line(0, `IP Families:\t${orNone(spec.ipFamilies?.join(','))}`);
    out.line(0, `IP:\t${spec.clusterIP ?? ''}`);
    out.line(0, `IPs:\t${orNone(spec.clusterIPs?.join(','))}`);
    if (spec.externalIPs?.length) out.line(0, `External IPs:\t${spec.externalIPs.join(',')}`);
    if (spec.loadBalancerIP) out.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
    if (spec.externalName) out.line(0, `External Name:\t${spec.externalName}`);
    const ingress = status?.loadBalancer?.ingress ?? [];
    if (ingress.length > 0) {
      out.line(0, `LoadBalancer Ingress:\t${ingress.map(({ ip, ipMode, hostname }) => (ip ? `${ip}${ipMode === undefined ? '' : ` (${ipMode})`}` : hostname ?? '')).join(', ')}`);
    }
    const slices = (yield* slicesOf(context, metadata.namespace, metadata.name!)) ?? [];
    for (const { name, port, protocol = '', targetPort, nodePort } of spec.ports ?? []) {
      const title = name || '<unset>';
      out.line(0, `Port:\t${title}\t${port}/${protocol}`);
      out.line(0, `TargetPort:\t${targetPort ?? 0}/${protocol}`);
      if (nodePort) out.line(0, `NodePort:\t${title}\t${nodePort}/${protocol}`);
      out.line(0, `Endpoints:\t${endpointsText(slices, name ?? '')}`);
    }
    out.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`);
    if (spec.externalTrafficPolicy) out.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
    if (spec.internalTrafficPolicy !== undefined) out.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
    if (spec.healthCheckNodePort) out.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
    if (spec.loadBalancerSourceRanges?.length) out.line(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}`);
    if (spec.trafficDistribution) out.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`);
    yield* eventsOf(context, object, out);
  },
};
