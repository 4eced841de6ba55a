/**
 * Every resource that a Kubernetes v1.36 API server has built in, in the order of its discovery documents: names, verbs,
 * subresources. What a kind does is in its own file; this is what clients get told. Custom resources are not here.
 */
export interface CatalogueSubresource {
  readonly name: string;
  /** Kind of the bodies, with group and version where it is not the resource's own. */
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

export interface CatalogueResource {
  readonly group: string;
  /** Served versions, the preferred one first. */
  readonly versions: readonly string[];
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** `group/version/kind` of the stored object; undefined when nothing is stored. */
  readonly stored: string | undefined;
  readonly subresources: readonly CatalogueSubresource[];
}

export const ALL_VERBS: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

interface Extra {
  shortNames?: string[];
  categories?: string[];
  verbs?: string[];
  storedAs?: string;
  /** When it is not the preferred one. */
  storedVersion?: string;
  subresources?: (Omit<CatalogueSubresource, 'kind'> & { kind?: string })[];
}

interface Row { resource: string; singular: string; kind: string; namespaced: boolean; extra: Extra }

const namespaced = (resource: string, singular: string, kind: string, extra: Extra = {}): Row => ({ resource, singular, kind, namespaced: true, extra });
const cluster = (resource: string, singular: string, kind: string, extra: Extra = {}): Row => ({ resource, singular, kind, namespaced: false, extra });

function group(name: string, versions: string[], rows: Row[]): CatalogueResource[] {
  return rows.map(({ resource, singular, kind, namespaced: inNamespace, extra }) => {
    const verbs = extra.verbs ?? ALL_VERBS;
    return {
      group: name, versions, resource, singular, kind, namespaced: inNamespace, verbs,
      shortNames: extra.shortNames ?? [],
      categories: extra.categories ?? [],
      stored: verbs.includes('watch') ? extra.storedAs ?? `${name}/${extra.storedVersion ?? versions[0]!}/${kind}` : undefined,
      subresources: (extra.subresources ?? []).map((sub) => ({ kind, ...sub })),
    };
  });
}

const STATUS = { name: 'status', verbs: ['get', 'patch', 'update'] };
const SCALE = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] };

export const CATALOGUE: readonly CatalogueResource[] = [
  ...group('', ['v1'], [
    namespaced('bindings', 'binding', 'Binding', { verbs: ['create'] }),
    cluster('componentstatuses', 'componentstatus', 'ComponentStatus', { shortNames: ['cs'], verbs: ['get', 'list'] }),
    namespaced('configmaps', 'configmap', 'ConfigMap', { shortNames: ['cm'] }),
    namespaced('endpoints', 'endpoints', 'Endpoints', { shortNames: ['ep'] }),
    namespaced('events', 'event', 'Event', { shortNames: ['ev'] }),
    namespaced('limitranges', 'limitrange', 'LimitRange', { shortNames: ['limits'] }),
    cluster('namespaces', 'namespace', 'Namespace', { shortNames: ['ns'], verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'], subresources: [{ name: 'finalize', verbs: ['update'] }, STATUS] }),
    cluster('nodes', 'node', 'Node', { shortNames: ['no'], subresources: [{ name: 'proxy', kind: 'NodeProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] }, STATUS] }),
    namespaced('persistentvolumeclaims', 'persistentvolumeclaim', 'PersistentVolumeClaim', { shortNames: ['pvc'], subresources: [STATUS] }),
    cluster('persistentvolumes', 'persistentvolume', 'PersistentVolume', { shortNames: ['pv'], subresources: [STATUS] }),
    namespaced('pods', 'pod', 'Pod', { shortNames: ['po'], categories: ['all'], subresources: [
      { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
      { name: 'binding', kind: 'Binding', verbs: ['create'] }, { name: 'ephemeralcontainers', verbs: ['get', 'patch', 'update'] }, { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
      { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] }, { name: 'log', verbs: ['get'] }, { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
      { name: 'proxy', kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] }, { name: 'resize', verbs: ['get', 'patch', 'update'] }, STATUS] }),
    namespaced('podtemplates', 'podtemplate', 'PodTemplate'),
    namespaced('replicationcontrollers', 'replicationcontroller', 'ReplicationController', { shortNames: ['rc'], categories: ['all'], subresources: [SCALE, STATUS] }),
    namespaced('resourcequotas', 'resourcequota', 'ResourceQuota', { shortNames: ['quota'], subresources: [STATUS] }),
    namespaced('secrets', 'secret', 'Secret'),
    namespaced('serviceaccounts', 'serviceaccount', 'ServiceAccount', { shortNames: ['sa'], subresources: [{ name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] }] }),
    namespaced('services', 'service', 'Service', { shortNames: ['svc'], categories: ['all'], subresources: [{ name: 'proxy', kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] }, STATUS] }),
  ]),
  ...group('apiregistration.k8s.io', ['v1'], [
    cluster('apiservices', 'apiservice', 'APIService', { categories: ['api-extensions'], subresources: [STATUS] }),
  ]),
  ...group('apps', ['v1'], [
    namespaced('controllerrevisions', 'controllerrevision', 'ControllerRevision'),
    namespaced('daemonsets', 'daemonset', 'DaemonSet', { shortNames: ['ds'], categories: ['all'], subresources: [STATUS] }),
    namespaced('deployments', 'deployment', 'Deployment', { shortNames: ['deploy'], categories: ['all'], subresources: [SCALE, STATUS] }),
    namespaced('replicasets', 'replicaset', 'ReplicaSet', { shortNames: ['rs'], categories: ['all'], subresources: [SCALE, STATUS] }),
    namespaced('statefulsets', 'statefulset', 'StatefulSet', { shortNames: ['sts'], categories: ['all'], subresources: [SCALE, STATUS] }),
  ]),
  ...group('events.k8s.io', ['v1'], [
    namespaced('events', 'event', 'Event', { shortNames: ['ev'], storedAs: '/v1/Event' }),
  ]),
  ...group('authentication.k8s.io', ['v1'], [
    cluster('selfsubjectreviews', 'selfsubjectreview', 'SelfSubjectReview', { verbs: ['create'] }),
    cluster('tokenreviews', 'tokenreview', 'TokenReview', { verbs: ['create'] }),
  ]),
  ...group('authorization.k8s.io', ['v1'], [
    namespaced('localsubjectaccessreviews', 'localsubjectaccessreview', 'LocalSubjectAccessReview', { verbs: ['create'] }),
    cluster('selfsubjectaccessreviews', 'selfsubjectaccessreview', 'SelfSubjectAccessReview', { verbs: ['create'] }),
    cluster('selfsubjectrulesreviews', 'selfsubjectrulesreview', 'SelfSubjectRulesReview', { verbs: ['create'] }),
    cluster('subjectaccessreviews', 'subjectaccessreview', 'SubjectAccessReview', { verbs: ['create'] }),
  ]),
  ...group('autoscaling', ['v2', 'v1'], [
    namespaced('horizontalpodautoscalers', 'horizontalpodautoscaler', 'HorizontalPodAutoscaler', { shortNames: ['hpa'], categories: ['all'], subresources: [STATUS] }),
  ]),
  ...group('batch', ['v1'], [
    namespaced('cronjobs', 'cronjob', 'CronJob', { shortNames: ['cj'], categories: ['all'], subresources: [STATUS] }),
    namespaced('jobs', 'job', 'Job', { categories: ['all'], subresources: [STATUS] }),
  ]),
  ...group('certificates.k8s.io', ['v1'], [
    cluster('certificatesigningrequests', 'certificatesigningrequest', 'CertificateSigningRequest', { shortNames: ['csr'], subresources: [{ name: 'approval', verbs: ['get', 'patch', 'update'] }, STATUS] }),
  ]),
  ...group('networking.k8s.io', ['v1'], [
    cluster('ingressclasses', 'ingressclass', 'IngressClass'),
    namespaced('ingresses', 'ingress', 'Ingress', { shortNames: ['ing'], subresources: [STATUS] }),
    cluster('ipaddresses', 'ipaddress', 'IPAddress', { shortNames: ['ip'] }),
    namespaced('networkpolicies', 'networkpolicy', 'NetworkPolicy', { shortNames: ['netpol'] }),
    cluster('servicecidrs', 'servicecidr', 'ServiceCIDR', { subresources: [STATUS] }),
  ]),
  ...group('policy', ['v1'], [
    namespaced('poddisruptionbudgets', 'poddisruptionbudget', 'PodDisruptionBudget', { shortNames: ['pdb'], subresources: [STATUS] }),
  ]),
  ...group('rbac.authorization.k8s.io', ['v1'], [
    cluster('clusterrolebindings', 'clusterrolebinding', 'ClusterRoleBinding'),
    cluster('clusterroles', 'clusterrole', 'ClusterRole'),
    namespaced('rolebindings', 'rolebinding', 'RoleBinding'),
    namespaced('roles', 'role', 'Role'),
  ]),
  ...group('storage.k8s.io', ['v1'], [
    cluster('csidrivers', 'csidriver', 'CSIDriver'),
    cluster('csinodes', 'csinode', 'CSINode'),
    namespaced('csistoragecapacities', 'csistoragecapacity', 'CSIStorageCapacity'),
    cluster('storageclasses', 'storageclass', 'StorageClass', { shortNames: ['sc'] }),
    cluster('volumeattachments', 'volumeattachment', 'VolumeAttachment', { subresources: [STATUS] }),
    cluster('volumeattributesclasses', 'volumeattributesclass', 'VolumeAttributesClass', { shortNames: ['vac'] }),
  ]),
  ...group('admissionregistration.k8s.io', ['v1'], [
    cluster('mutatingadmissionpolicies', 'mutatingadmissionpolicy', 'MutatingAdmissionPolicy', { storedVersion: 'v1beta1', categories: ['api-extensions'] }),
    cluster('mutatingadmissionpolicybindings', 'mutatingadmissionpolicybinding', 'MutatingAdmissionPolicyBinding', { storedVersion: 'v1beta1', categories: ['api-extensions'] }),
    cluster('mutatingwebhookconfigurations', 'mutatingwebhookconfiguration', 'MutatingWebhookConfiguration', { categories: ['api-extensions'] }),
    cluster('validatingadmissionpolicies', 'validatingadmissionpolicy', 'ValidatingAdmissionPolicy', { categories: ['api-extensions'], subresources: [STATUS] }),
    cluster('validatingadmissionpolicybindings', 'validatingadmissionpolicybinding', 'ValidatingAdmissionPolicyBinding', { categories: ['api-extensions'] }),
    cluster('validatingwebhookconfigurations', 'validatingwebhookconfiguration', 'ValidatingWebhookConfiguration', { categories: ['api-extensions'] }),
  ]),
  ...group('apiextensions.k8s.io', ['v1'], [
    cluster('customresourcedefinitions', 'customresourcedefinition', 'CustomResourceDefinition', { storedVersion: 'v1beta1', shortNames: ['crd', 'crds'], categories: ['api-extensions'], subresources: [STATUS] }),
  ]),
  ...group('scheduling.k8s.io', ['v1'], [
    cluster('priorityclasses', 'priorityclass', 'PriorityClass', { shortNames: ['pc'] }),
  ]),
  ...group('coordination.k8s.io', ['v1'], [
    namespaced('leases', 'lease', 'Lease'),
  ]),
  ...group('node.k8s.io', ['v1'], [
    cluster('runtimeclasses', 'runtimeclass', 'RuntimeClass'),
  ]),
  ...group('discovery.k8s.io', ['v1'], [
    namespaced('endpointslices', 'endpointslice', 'EndpointSlice'),
  ]),
  ...group('resource.k8s.io', ['v1'], [
    cluster('deviceclasses', 'deviceclass', 'DeviceClass'),
    namespaced('resourceclaims', 'resourceclaim', 'ResourceClaim', { subresources: [STATUS] }),
    namespaced('resourceclaimtemplates', 'resourceclaimtemplate', 'ResourceClaimTemplate'),
    cluster('resourceslices', 'resourceslice', 'ResourceSlice'),
  ]),
  ...group('flowcontrol.apiserver.k8s.io', ['v1'], [
    cluster('flowschemas', 'flowschema', 'FlowSchema', { subresources: [STATUS] }),
    cluster('prioritylevelconfigurations', 'prioritylevelconfiguration', 'PriorityLevelConfiguration', { subresources: [STATUS] }),
  ]),
];
