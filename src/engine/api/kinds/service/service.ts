/**
 * Service (https://kubernetes.io/docs/concepts/services-networking/service/). Here are the rules of the object alone;
 * addresses and node ports come from the API server's allocator, which uses `allocated.ts`.
 */
import { SERVICES } from '../../resource.ts';
import type { Service } from '../../types.ts';
import { isDNS1123Label } from '../../validation/names.ts';
import { defineKind } from '../kind.ts';
import { dropTypeDependentFields, isExternallyAccessible } from './type-fields.ts';
import { validateLoadBalancerStatus } from './load-balancer-status.ts';
import { validateService, validateServiceUpdate } from './validate.ts';
import { serviceWarnings } from './warnings.ts';

type Spec = NonNullable<Service['spec']>;

const CLIENT_IP_SECONDS = 10800;

function setDefaults(service: Service): void {
  const spec: Spec = (service.spec = { ...service.spec });
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: CLIENT_IP_SECONDS } };
  }
  spec.type ||= 'ClusterIP';
  if (spec.ports) {
    spec.ports = spec.ports.map((port) => ({ ...port, protocol: port.protocol || 'TCP', targetPort: port.targetPort || port.port || 0 }));
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') {
    spec.allocateLoadBalancerNodePorts ??= true;
    const ingress = service.status?.loadBalancer?.ingress;
    if (ingress?.some((i) => i.ip && !i.ipMode)) {
      service.status = { ...service.status, loadBalancer: { ...service.status!.loadBalancer, ingress: ingress.map((i) => (i.ip && !i.ipMode ? { ...i, ipMode: 'VIP' } : i)) } };
    }
  }
}

export const SERVICE = defineKind({
  resource: SERVICES,
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  subresources: ['proxy', 'status'],
  hasGeneration: false,
  createOnUpdate: true,
  setDefaults,
  prepareForCreate(service) { service.status = { loadBalancer: {} }; },
  prepareForUpdate: dropTypeDependentFields,
  validate: (service) => validateService(service),
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: (service) => validateLoadBalancerStatus(service.status?.loadBalancer, 'status.loadBalancer', service.spec?.type),
  warnings: serviceWarnings,
  validateName: isDNS1123Label,
  fieldLabels: { 'spec.clusterIP': (service) => service.spec?.clusterIP ?? '', 'spec.type': (service) => service.spec?.type ?? '' },
});
