import type { Service, ServicePort } from '../../types.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { validateCIDR, validateIP, validateNonSpecialIP } from '../../validation/ip.ts';
import { validateLabels } from '../../validation/metadata.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidPortName, isValidPortNum } from '../../validation/names.ts';
import { validateClusterIPs, validateClusterIPsUpdate } from './cluster-ips.ts';
import { isExternallyAccessible, isHeadless, needsHealthCheckNodePort } from './type-fields.ts';

type Spec = NonNullable<Service['spec']>;

const KUBELET_PORT = 10250;
const MAX_AFFINITY_SECONDS = 86400;
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const HINTS = 'service.kubernetes.io/topology-aware-hints';
const MODE = 'service.kubernetes.io/topology-mode';
const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const LB_ONLY = "may only be used when `type` is 'LoadBalancer'";

export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  return [
    ...validateClusterIPsUpdate(service.spec ?? {}, old.spec ?? {}),
    ...validateClassUpdate(service.spec ?? {}, old.spec ?? {}),
    ...validateService(service),
  ];
}

export function validateService(service: Service): FieldError[] {
  const spec = service.spec ?? {};
  const { ports = [] } = spec;
  const errors = validateTopologyAnnotations(service);
  if (!ports.length && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  errors.push(...validateOfType(spec));
  const names = new Set<string>();
  ports.forEach((port, i) => errors.push(...validatePort(port, ports.length > 1, names, `spec.ports[${i}]`)));
  if (spec.selector) errors.push(...validateLabels(spec.selector, 'spec.selector'));
  errors.push(...validateAffinity(spec), ...validateClusterIPs(spec));
  spec.externalIPs?.forEach((ip, i) => {
    const bad = validateIP(ip, `spec.externalIPs[${i}]`);
    errors.push(...(bad.length ? bad : validateNonSpecialIP(ip, `spec.externalIPs[${i}]`)));
  });
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
  if (!spec.type) errors.push(required('spec.type'));
  else if (!types.includes(spec.type)) errors.push(notSupported('spec.type', spec.type, types));
  errors.push(...validateDuplicates(ports), ...validateLoadBalancer(service, spec), ...validateTraffic(spec));
  return errors;
}

function validateTopologyAnnotations(service: Service): FieldError[] {
  const hints = service.metadata.annotations?.[HINTS], mode = service.metadata.annotations?.[MODE];
  if (hints === undefined || mode === undefined || hints === mode) return [];
  return [invalid(`metadata.annotations[${MODE}]`, mode, `must match annotations[${HINTS}] when both are specified`)];
}

function validateOfType(spec: Spec): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.type === 'LoadBalancer') {
    spec.ports?.forEach(({ port }, i) => {
      if (port === KUBELET_PORT) errors.push(invalid(`spec.ports[${i}]`, port, `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`));
    });
  }
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec)) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type !== 'ExternalName') return errors;
  const unset = 'may not be set for ExternalName services';
  if (spec.clusterIPs?.length) errors.push(forbiddenField('spec.clusterIPs', unset));
  if (spec.ipFamilies?.length) errors.push(forbiddenField('spec.ipFamilies', unset));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbiddenField('spec.ipFamilyPolicy', unset));
  const cname = (spec.externalName ?? '').replace(/\.$/, '');
  if (!cname) errors.push(required('spec.externalName'));
  else for (const text of isDNS1123Subdomain(cname)) errors.push(invalid('spec.externalName', cname, text));
  return errors;
}

function validatePort(port: ServicePort, named: boolean, names: Set<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', protocol = '', appProtocol, targetPort } = port;
  if (named && !name) errors.push(required(`${path}.name`));
  else if (name) {
    for (const text of isDNS1123Label(name)) errors.push(invalid(`${path}.name`, name, text));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  }
  for (const text of isValidPortNum(port.port)) errors.push(invalid(`${path}.port`, port.port, text));
  if (!protocol) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  const bad = typeof targetPort === 'string' ? isValidPortName(targetPort) : isValidPortNum(Number(targetPort ?? 0));
  for (const text of bad) errors.push(invalid(`${path}.targetPort`, targetPort ?? 0, text));
  if (appProtocol !== undefined) for (const text of isQualifiedName(appProtocol)) errors.push(invalid(`${path}.appProtocol`, appProtocol, text));
  return errors;
}

function validateAffinity(spec: Spec): FieldError[] {
  const { sessionAffinity, sessionAffinityConfig: config } = spec;
  if (!sessionAffinity) return [required('spec.sessionAffinity')];
  if (sessionAffinity === 'None') return config ? [forbiddenField('spec.sessionAffinityConfig', 'must not be set when session affinity is None')] : [];
  if (sessionAffinity !== 'ClientIP') return [notSupported('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None'])];
  const path = 'spec.sessionAffinityConfig', when = 'when session affinity type is ClientIP';
  if (!config) return [required(path, when)];
  if (!config.clientIP) return [required(`${path}.clientIP`, when)];
  const seconds = config.clientIP.timeoutSeconds;
  if (seconds === undefined) return [required(`${path}.clientIP.timeoutSeconds`, when)];
  return seconds > 0 && seconds <= MAX_AFFINITY_SECONDS ? []
    : [invalid(`${path}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`)];
}

function validateDuplicates(ports: readonly ServicePort[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  ports.forEach(({ protocol, nodePort }, i) => {
    if (nodePort && seen.has(`${protocol}/${nodePort}`)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
    seen.add(`${protocol}/${nodePort}`);
  });
  seen.clear();
  ports.forEach(({ protocol, port }, i) => {
    if (seen.has(`${protocol}/${port}`)) {
      errors.push(duplicate(`spec.ports[${i}]`, { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }));
    }
    seen.add(`${protocol}/${port}`);
  });
  return errors;
}

function validateLoadBalancer(service: Service, spec: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const balanced = spec.type === 'LoadBalancer';
  const annotated = service.metadata.annotations?.[RANGES];
  if (spec.loadBalancerSourceRanges?.length) {
    if (!balanced) errors.push(forbiddenField('spec.LoadBalancerSourceRanges', LB_ONLY));
    spec.loadBalancerSourceRanges.forEach((range, i) => errors.push(...validateCIDR(range.trim(), `spec.LoadBalancerSourceRanges[${i}]`)));
  } else if (annotated !== undefined) {
    const field = `metadata.annotations[${RANGES}]`;
    if (!balanced) errors.push(forbiddenField(field, LB_ONLY));
    if (annotated.trim()) for (const range of annotated.split(',')) errors.push(...validateCIDR(range.trim(), field));
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !balanced) errors.push(forbiddenField('spec.allocateLoadBalancerNodePorts', LB_ONLY));
  if (spec.allocateLoadBalancerNodePorts === undefined && balanced) errors.push(required('spec.allocateLoadBalancerNodePorts'));
  return [...errors, ...validateClass(spec)];
}

function validateClass(spec: Spec): FieldError[] {
  if (spec.loadBalancerClass === undefined) return [];
  if (spec.type !== 'LoadBalancer') return [forbiddenField('spec.loadBalancerClass', LB_ONLY)];
  return isQualifiedName(spec.loadBalancerClass).map((text) => invalid('spec.loadBalancerClass', spec.loadBalancerClass, text));
}

function validateClassUpdate(spec: Spec, old: Spec): FieldError[] {
  const errors = validateClass(spec);
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass) {
    errors.unshift(invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set'));
  }
  return errors;
}

function validateTraffic(spec: Spec): FieldError[] {
  const errors: FieldError[] = [];
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal, healthCheckNodePort: check = 0, trafficDistribution } = spec;
  if (!isExternallyAccessible(spec)) {
    if (external) errors.push(invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'));
  } else if (!external) errors.push(required('spec.externalTrafficPolicy'));
  else if (external !== 'Cluster' && external !== 'Local') errors.push(notSupported('spec.externalTrafficPolicy', external, ['Cluster', 'Local']));
  if (!needsHealthCheckNodePort(spec)) {
    if (check) errors.push(invalid('spec.healthCheckNodePort', check, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  } else if (!check) errors.push(required('spec.healthCheckNodePort'));
  else for (const text of isValidPortNum(check)) errors.push(invalid('spec.healthCheckNodePort', check, text));
  if (internal === undefined) {
    if (spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer') errors.push(required('spec.internalTrafficPolicy'));
  } else if (internal !== 'Cluster' && internal !== 'Local') errors.push(notSupported('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']));
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) {
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, distributions));
  }
  return errors;
}
