import type { Discovery } from './discovery.ts';

const CHECKS = [
  'apiservice-discovery-controller', 'apiservice-openapi-controller', 'apiservice-openapiv3-controller', 'apiservice-registration-controller',
  'apiservice-status-local-available-controller', 'apiservice-status-remote-available-controller', 'apiservice-wait-for-first-sync', 'bootstrap-controller', 'crd-informer-synced',
  'generic-apiserver-start-informers', 'kube-apiserver-autoregistration', 'peer-endpoint-reconciler-controller', 'priority-and-fairness-config-consumer',
  'priority-and-fairness-config-producer', 'priority-and-fairness-filter', 'rbac/bootstrap-roles', 'scheduling/bootstrap-system-priority-classes', 'start-apiextensions-controllers',
  'start-apiextensions-informers', 'start-apiserver-admission-initializer', 'start-cluster-authentication-info-controller', 'start-kube-aggregator-informers',
  'start-kube-apiserver-identity-lease-controller', 'start-kube-apiserver-identity-lease-garbage-collector', 'start-kubernetes-service-cidr-controller', 'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers', 'start-system-namespaces-controller', 'storage-object-count-tracker-hook', 'storage-readiness',
].map((hook) => `poststarthook/${hook}`);

const OTHER_CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: ['autoregister-completion', 'etcd', 'log', 'loopback-serving-certificate', 'ping'],
  livez: ['autoregister-completion', 'etcd', 'log', 'loopback-serving-certificate', 'ping'],
  readyz: ['autoregister-completion', 'informer-sync', 'log', 'ping', 'shutdown'],
};

const PLAIN = ['/.well-known/openid-configuration', '/api', '/api/v1', '/apis', '/apis/', '/flagz', '/metrics', '/metrics/slis', '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/openid/v1/jwks', '/statusz', '/version'];

/** `/`: every path that answers something, sorted. */
export function rootPaths(discovery: Discovery): unknown {
  const paths = [...PLAIN];
  for (const group of discovery.groups()) paths.push(`/apis/${group}`, ...discovery.versions(group).map((version) => `/apis/${group}/${version}`));
  for (const [endpoint, checks] of Object.entries(OTHER_CHECKS)) paths.push(`/${endpoint}`, ...[...CHECKS, ...checks].map((check) => `/${endpoint}/${check}`));
  return { paths: paths.sort((a, b) => (a < b ? -1 : 1)) };
}
