/** What a fresh control plane makes before anybody asks: namespaces, priority classes, the `kubernetes` Service, RBAC. */
import { StatusError } from '../api/errors.ts';
import {
  API_SERVICES, CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, CONFIG_MAPS, ENDPOINT_SLICES, ENDPOINTS, FLOW_SCHEMAS, NAMESPACES, PRIORITY_CLASSES, PRIORITY_LEVEL_CONFIGURATIONS, ROLE_BINDINGS, ROLES,
  SERVICE_CIDRS, SERVICES, type Resource,
} from '../api/resource.ts';
import type { ObjectMeta } from '../api/types.ts';
import { BOOTSTRAP_API_SERVICES } from '../apiserver/bootstrap/api-services.ts';
import { BOOTSTRAP_FLOW_SCHEMAS, BOOTSTRAP_PRIORITY_LEVELS } from '../apiserver/bootstrap/flow-control.ts';
import { BOOTSTRAP_PRIORITY_CLASSES } from '../apiserver/bootstrap/priority-classes.ts';
import { BOOTSTRAP_CLUSTER_ROLE_BINDINGS, BOOTSTRAP_CLUSTER_ROLES, BOOTSTRAP_ROLE_BINDINGS, BOOTSTRAP_ROLES } from '../apiserver/rbac/policy.ts';
import type { ApiServer } from '../apiserver/server.ts';
import { Client, SYSTEM_ADMIN } from '../client/client.ts';
import { formatTime } from '../kernel/time.ts';

const NAMESPACES_AT_START = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
/** Address and port of the simulated API server. */
export const API_SERVER = { address: '192.168.0.1', port: 6443, serviceIP: '10.96.0.1' };

/** `apiServices`: those of APIs beside the server's own. */
export function bootstrap(server: ApiServer, apiServices: readonly object[] = []): void {
  const client = new Client(server, SYSTEM_ADMIN, 'kube-apiserver');
  const make = <T extends { metadata: ObjectMeta }>(resource: Resource<T>, object: object): void => {
    try { client.create(resource, object as T); } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      throw new Error(`bootstrap of ${resource.resource} ${(object as T).metadata.name}: ${error.message}`, { cause: error });
    }
  };
  for (const name of NAMESPACES_AT_START) make(NAMESPACES, { metadata: { name } });
  for (const object of BOOTSTRAP_PRIORITY_CLASSES) make(PRIORITY_CLASSES, object);
  for (const object of BOOTSTRAP_CLUSTER_ROLES) make(CLUSTER_ROLES, object);
  for (const object of BOOTSTRAP_CLUSTER_ROLE_BINDINGS) make(CLUSTER_ROLE_BINDINGS, object);
  for (const object of BOOTSTRAP_ROLES) make(ROLES, object);
  for (const object of BOOTSTRAP_ROLE_BINDINGS) make(ROLE_BINDINGS, object);
  for (const object of BOOTSTRAP_PRIORITY_LEVELS) make(PRIORITY_LEVEL_CONFIGURATIONS, object);
  for (const object of BOOTSTRAP_FLOW_SCHEMAS) make(FLOW_SCHEMAS, object);
  for (const object of [...BOOTSTRAP_API_SERVICES, ...apiServices]) make(API_SERVICES, object);
  networking(server, client, make);
  // Since when tokens in Secrets are tracked (KEP-2799).
  make(CONFIG_MAPS, { metadata: { name: 'kube-apiserver-legacy-service-account-token-tracking', namespace: 'kube-system' }, data: { since: formatTime(server.kernel.now).slice(0, 10) } });
}

type Make = <T extends { metadata: ObjectMeta }>(resource: Resource<T>, object: object) => void;

function networking(server: ApiServer, client: Client, make: Make): void {
  const { address, port, serviceIP } = API_SERVER;
  const now = formatTime(server.kernel.now);
  make(SERVICE_CIDRS, { metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] }, spec: { cidrs: ['10.96.0.0/16'] } });
  const cidr = client.get(SERVICE_CIDRS, 'kubernetes');
  client.updateStatus(SERVICE_CIDRS, {
    ...cidr, status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: now, reason: '', message: 'Kubernetes Service CIDR is ready' }] },
  });
  make(SERVICES, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP: serviceIP, clusterIPs: [serviceIP], ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: port }], sessionAffinity: 'None', type: 'ClusterIP' },
  });
  make(ENDPOINTS, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  });
  make(ENDPOINT_SLICES, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4', endpoints: [{ addresses: [address], conditions: { ready: true } }], ports: [{ name: 'https', port, protocol: 'TCP' }],
  });
}

