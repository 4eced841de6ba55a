/** The roles of Kubernetes' own components, name by name. */
import type { PolicyRule } from '../../api/types.ts';
import { EVENTS, READ, rule, urls } from './policy-rule.ts';

const REVIEWS = [rule('create', 'authentication.k8s.io', 'tokenreviews'), rule('create', 'authorization.k8s.io', 'subjectaccessreviews')];
const PROBES = '/healthz /livez /readyz';
const CSR = 'certificates.k8s.io';
const approver = (signer: string): [string, PolicyRule[]] => [`system:certificates.k8s.io:${signer}-approver`, [rule('approve', CSR, 'signers', `kubernetes.io/${signer}`)]];
const leader = (name: string): PolicyRule[] => [rule('create', 'coordination.k8s.io', 'leases'), rule('get update', 'coordination.k8s.io', 'leases', name)];

export const SYSTEM_ROLES: readonly (readonly [string, readonly PolicyRule[]])[] = [
  ['system:auth-delegator', REVIEWS],
  ['system:basic-user', [
    rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'), rule('create', 'authentication.k8s.io', 'selfsubjectreviews'),
  ]],
  ['system:certificates.k8s.io:certificatesigningrequests:nodeclient', [rule('create', CSR, 'certificatesigningrequests/nodeclient')]],
  ['system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', [rule('create', CSR, 'certificatesigningrequests/selfnodeclient')]],
  approver('kube-apiserver-client'),
  approver('kube-apiserver-client-kubelet'),
  approver('kubelet-serving'),
  approver('legacy-unknown'),
  ['system:cluster-trust-bundle-discovery', [rule(READ, CSR, 'clustertrustbundles')]],
  ['system:discovery', [urls('get', `${PROBES} /api /api/* /apis /apis/* /openapi /openapi/* /version /version/`)]],
  ['system:heapster', [rule(READ, 'core', 'events namespaces nodes pods'), rule(READ, 'extensions', 'deployments')]],
  ['system:kube-aggregator', [rule(READ, 'core', 'endpoints services')]],
  ['system:kube-controller-manager', [
    EVENTS, ...leader('kube-controller-manager'),
    rule('create', 'core', 'secrets serviceaccounts'), rule('delete', 'core', 'secrets'), rule('get', 'core', 'configmaps namespaces secrets serviceaccounts'),
    rule('update', 'core', 'secrets serviceaccounts'), ...REVIEWS, rule('list watch', '*', '*'), rule('create', 'core', 'serviceaccounts/token'),
  ]],
  ['system:kube-dns', [rule('list watch', 'core', 'endpoints services')]],
  ['system:kube-scheduler', [
    EVENTS, ...leader('kube-scheduler'), rule(READ, 'core', 'nodes'), rule(`delete ${READ}`, 'core', 'pods'), rule('create', 'core', 'bindings pods/binding'),
    rule('patch update', 'core', 'pods/status'), rule(READ, 'core', 'replicationcontrollers services'), rule(READ, 'apps extensions', 'replicasets'),
    rule(READ, 'apps', 'statefulsets'), rule(READ, 'policy', 'poddisruptionbudgets'), rule(READ, 'core', 'persistentvolumeclaims persistentvolumes'), ...REVIEWS,
    rule(READ, 'storage.k8s.io', 'csinodes'), rule(READ, 'core', 'namespaces'), rule(READ, 'storage.k8s.io', 'csidrivers'), rule(READ, 'storage.k8s.io', 'csistoragecapacities'),
    rule(READ, 'storage.k8s.io', 'volumeattachments'), rule(READ, 'resource.k8s.io', 'deviceclasses'), rule(`${READ} patch update`, 'resource.k8s.io', 'resourceclaims'),
    rule(`${READ} patch update`, 'resource.k8s.io', 'resourceclaims/status'), rule(READ, 'resource.k8s.io', 'resourceslices'),
  ]],
  ['system:kubelet-api-admin', [
    rule(READ, 'core', 'nodes'), rule('proxy', 'core', 'nodes'),
    rule('*', 'core', 'nodes/checkpoint nodes/configz nodes/healthz nodes/log nodes/metrics nodes/pods nodes/proxy nodes/stats'),
  ]],
  ['system:monitoring', [urls('get', '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*')]],
  ['system:node', [
    rule('create', 'authentication.k8s.io', 'tokenreviews'), rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews subjectaccessreviews'), rule(READ, 'core', 'services'),
    rule(`create ${READ}`, 'core', 'nodes'), rule('patch update', 'core', 'nodes/status'), rule('patch update', 'core', 'nodes'), EVENTS, rule(READ, 'core', 'pods'),
    rule('create delete', 'core', 'pods'), rule('patch update', 'core', 'pods/status'), rule('create', 'core', 'pods/eviction'), rule(READ, 'core', 'configmaps secrets'),
    rule('get', 'core', 'persistentvolumeclaims persistentvolumes'), rule('get', 'core', 'endpoints'), rule(`create ${READ}`, CSR, 'certificatesigningrequests'),
    rule('create delete get patch update', 'coordination.k8s.io', 'leases'), rule('get', 'storage.k8s.io', 'volumeattachments'), rule('create', 'core', 'serviceaccounts/token'),
    rule('get patch update', 'core', 'persistentvolumeclaims/status'), rule(READ, 'storage.k8s.io', 'csidrivers'),
    rule('create delete get patch update', 'storage.k8s.io', 'csinodes'), rule(READ, 'node.k8s.io', 'runtimeclasses'),
    rule('get', 'resource.k8s.io', 'resourceclaims'), rule(`create delete deletecollection ${READ} patch update`, 'resource.k8s.io', 'resourceslices'),
  ]],
  ['system:node-bootstrapper', [rule(`create ${READ}`, CSR, 'certificatesigningrequests')]],
  ['system:node-problem-detector', [rule('get', 'core', 'nodes'), rule('patch', 'core', 'nodes/status'), EVENTS]],
  ['system:node-proxier', [
    rule('list watch', 'core', 'endpoints services'), rule(READ, 'core', 'nodes'), EVENTS, rule('list watch', 'discovery.k8s.io', 'endpointslices'),
    rule('list watch', 'networking.k8s.io', 'servicecidrs'),
  ]],
  ['system:persistent-volume-provisioner', [
    rule(`create delete ${READ}`, 'core', 'persistentvolumes'), rule(`${READ} update`, 'core', 'persistentvolumeclaims'), rule(READ, 'storage.k8s.io', 'storageclasses'),
    rule('watch', 'core', 'events'), EVENTS,
  ]],
  ['system:public-info-viewer', [urls('get', `${PROBES} /version /version/`)]],
  ['system:service-account-issuer-discovery', [urls('get', '/.well-known/openid-configuration /openid/v1/jwks')]],
  ['system:volume-scheduler', [
    rule(`${READ} patch update`, 'core', 'persistentvolumes'), rule(READ, 'storage.k8s.io', 'storageclasses'), rule(`${READ} patch update`, 'core', 'persistentvolumeclaims'),
  ]],
];
