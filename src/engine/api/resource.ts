/**
 * A resource names a kind as the API server serves it: group, version, plural, kind, scope. `Resource<Pod>` carries the
 * type of its objects, so `client.get(PODS, ...)` gives a `Pod`.
 */
import type * as t from './types.ts';

export interface Resource<T = t.AnyObject> {
  /** '' for the core group. */
  readonly group: string;
  /** The version objects are stored in: `v1`. */
  readonly version: string;
  /** Plural, lower case: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Only for the type checker. */
  readonly __object?: T;
}

/** A resource whose objects' type the caller does not care about. */
// oxlint-disable-next-line no-explicit-any -- any, so that Resource<Pod> fits where the type of the object does not matter
export type AnyResource = Resource<any>;

/** `apps/v1`, or `v1` for the core group. */
export const apiVersionOf = (r: { group: string; version: string }): string => (r.group ? `${r.group}/${r.version}` : r.version);

/** `deployments.apps`, or `pods` for the core group: unique across versions. */
export const groupResource = (r: { group: string; resource: string }): string => (r.group ? `${r.resource}.${r.group}` : r.resource);

function define<T>(group: string, version: string, resource: string, kind: string, namespaced = true): Resource<T> {
  return { group, version, resource, kind, namespaced };
}

export const PODS = define<t.Pod>('', 'v1', 'pods', 'Pod');
export const NODES = define<t.Node>('', 'v1', 'nodes', 'Node', false);
export const SERVICES = define<t.Service>('', 'v1', 'services', 'Service');
export const ENDPOINTS = define<t.Endpoints>('', 'v1', 'endpoints', 'Endpoints');
export const NAMESPACES = define<t.Namespace>('', 'v1', 'namespaces', 'Namespace', false);
export const CONFIG_MAPS = define<t.ConfigMap>('', 'v1', 'configmaps', 'ConfigMap');
export const SECRETS = define<t.Secret>('', 'v1', 'secrets', 'Secret');
export const SERVICE_ACCOUNTS = define<t.ServiceAccount>('', 'v1', 'serviceaccounts', 'ServiceAccount');
export const EVENTS = define<t.Event>('', 'v1', 'events', 'Event');
export const LIMIT_RANGES = define<t.LimitRange>('', 'v1', 'limitranges', 'LimitRange');
export const RESOURCE_QUOTAS = define<t.ResourceQuota>('', 'v1', 'resourcequotas', 'ResourceQuota');
export const PERSISTENT_VOLUMES = define<t.PersistentVolume>('', 'v1', 'persistentvolumes', 'PersistentVolume', false);
export const PERSISTENT_VOLUME_CLAIMS = define<t.PersistentVolumeClaim>('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim');
export const POD_TEMPLATES = define<t.PodTemplate>('', 'v1', 'podtemplates', 'PodTemplate');
export const REPLICATION_CONTROLLERS = define<t.ReplicationController>('', 'v1', 'replicationcontrollers', 'ReplicationController');
export const DEPLOYMENTS = define<t.Deployment>('apps', 'v1', 'deployments', 'Deployment');
export const REPLICA_SETS = define<t.ReplicaSet>('apps', 'v1', 'replicasets', 'ReplicaSet');
export const STATEFUL_SETS = define<t.StatefulSet>('apps', 'v1', 'statefulsets', 'StatefulSet');
export const DAEMON_SETS = define<t.DaemonSet>('apps', 'v1', 'daemonsets', 'DaemonSet');
export const CONTROLLER_REVISIONS = define<t.ControllerRevision>('apps', 'v1', 'controllerrevisions', 'ControllerRevision');
export const JOBS = define<t.Job>('batch', 'v1', 'jobs', 'Job');
export const CRON_JOBS = define<t.CronJob>('batch', 'v1', 'cronjobs', 'CronJob');
/** Stored as v2; v1 is a conversion. */
export const HORIZONTAL_POD_AUTOSCALERS = define<t.HorizontalPodAutoscaler>('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler');
export const POD_DISRUPTION_BUDGETS = define<t.PodDisruptionBudget>('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget');
export const PRIORITY_CLASSES = define<t.PriorityClass>('scheduling.k8s.io', 'v1', 'priorityclasses', 'PriorityClass', false);
export const STORAGE_CLASSES = define<t.StorageClass>('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', false);
export const VOLUME_ATTACHMENTS = define<t.VolumeAttachment>('storage.k8s.io', 'v1', 'volumeattachments', 'VolumeAttachment', false);
export const CSI_NODES = define<t.CSINode>('storage.k8s.io', 'v1', 'csinodes', 'CSINode', false);
export const CSI_DRIVERS = define<t.CSIDriver>('storage.k8s.io', 'v1', 'csidrivers', 'CSIDriver', false);
export const CSI_STORAGE_CAPACITIES = define<t.CSIStorageCapacity>('storage.k8s.io', 'v1', 'csistoragecapacities', 'CSIStorageCapacity');
export const LEASES = define<t.Lease>('coordination.k8s.io', 'v1', 'leases', 'Lease');
export const ENDPOINT_SLICES = define<t.EndpointSlice>('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice');
export const INGRESSES = define<t.Ingress>('networking.k8s.io', 'v1', 'ingresses', 'Ingress');
export const INGRESS_CLASSES = define<t.IngressClass>('networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass', false);
export const NETWORK_POLICIES = define<t.NetworkPolicy>('networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy');
export const IP_ADDRESSES = define<t.IPAddress>('networking.k8s.io', 'v1', 'ipaddresses', 'IPAddress', false);
export const SERVICE_CIDRS = define<t.ServiceCIDR>('networking.k8s.io', 'v1', 'servicecidrs', 'ServiceCIDR', false);
export const RUNTIME_CLASSES = define<t.RuntimeClass>('node.k8s.io', 'v1', 'runtimeclasses', 'RuntimeClass', false);
export const ROLES = define<t.Role>('rbac.authorization.k8s.io', 'v1', 'roles', 'Role');
export const ROLE_BINDINGS = define<t.RoleBinding>('rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding');
export const CLUSTER_ROLES = define<t.ClusterRole>('rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole', false);
export const CLUSTER_ROLE_BINDINGS = define<t.ClusterRoleBinding>('rbac.authorization.k8s.io', 'v1', 'clusterrolebindings', 'ClusterRoleBinding', false);
export const CUSTOM_RESOURCE_DEFINITIONS = define<t.CustomResourceDefinition>('apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition', false);
export const CERTIFICATE_SIGNING_REQUESTS = define<t.CertificateSigningRequest>('certificates.k8s.io', 'v1', 'certificatesigningrequests', 'CertificateSigningRequest', false);
export const VALIDATING_ADMISSION_POLICIES = define<t.ValidatingAdmissionPolicy>('admissionregistration.k8s.io', 'v1', 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy', false);
export const VALIDATING_ADMISSION_POLICY_BINDINGS = define<t.ValidatingAdmissionPolicyBinding>('admissionregistration.k8s.io', 'v1', 'validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', false);
export const VALIDATING_WEBHOOK_CONFIGURATIONS = define<t.ValidatingWebhookConfiguration>('admissionregistration.k8s.io', 'v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', false);
export const MUTATING_WEBHOOK_CONFIGURATIONS = define<t.MutatingWebhookConfiguration>('admissionregistration.k8s.io', 'v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', false);
export const MUTATING_ADMISSION_POLICIES = define<t.MutatingAdmissionPolicy>('admissionregistration.k8s.io', 'v1', 'mutatingadmissionpolicies', 'MutatingAdmissionPolicy', false);
export const MUTATING_ADMISSION_POLICY_BINDINGS = define<t.MutatingAdmissionPolicyBinding>('admissionregistration.k8s.io', 'v1', 'mutatingadmissionpolicybindings', 'MutatingAdmissionPolicyBinding', false);
export const API_SERVICES = define<t.APIService>('apiregistration.k8s.io', 'v1', 'apiservices', 'APIService', false);
export const FLOW_SCHEMAS = define<t.FlowSchema>('flowcontrol.apiserver.k8s.io', 'v1', 'flowschemas', 'FlowSchema', false);
export const PRIORITY_LEVEL_CONFIGURATIONS = define<t.PriorityLevelConfiguration>('flowcontrol.apiserver.k8s.io', 'v1', 'prioritylevelconfigurations', 'PriorityLevelConfiguration', false);
export const VOLUME_ATTRIBUTES_CLASSES = define<t.VolumeAttributesClass>('storage.k8s.io', 'v1', 'volumeattributesclasses', 'VolumeAttributesClass', false);
export const DEVICE_CLASSES = define<t.DeviceClass>('resource.k8s.io', 'v1', 'deviceclasses', 'DeviceClass', false);
export const RESOURCE_CLAIMS = define<t.ResourceClaim>('resource.k8s.io', 'v1', 'resourceclaims', 'ResourceClaim');
export const RESOURCE_CLAIM_TEMPLATES = define<t.ResourceClaimTemplate>('resource.k8s.io', 'v1', 'resourceclaimtemplates', 'ResourceClaimTemplate');
export const RESOURCE_SLICES = define<t.ResourceSlice>('resource.k8s.io', 'v1', 'resourceslices', 'ResourceSlice', false);
export const COMPONENT_STATUSES = define<t.ComponentStatus>('', 'v1', 'componentstatuses', 'ComponentStatus', false);
export const TOKEN_REVIEWS = define<t.TokenReview>('authentication.k8s.io', 'v1', 'tokenreviews', 'TokenReview', false);
export const SELF_SUBJECT_REVIEWS = define<t.SelfSubjectReview>('authentication.k8s.io', 'v1', 'selfsubjectreviews', 'SelfSubjectReview', false);
export const SUBJECT_ACCESS_REVIEWS = define<t.SubjectAccessReview>('authorization.k8s.io', 'v1', 'subjectaccessreviews', 'SubjectAccessReview', false);
export const LOCAL_SUBJECT_ACCESS_REVIEWS = define<t.LocalSubjectAccessReview>('authorization.k8s.io', 'v1', 'localsubjectaccessreviews', 'LocalSubjectAccessReview');
export const SELF_SUBJECT_ACCESS_REVIEWS = define<t.SelfSubjectAccessReview>('authorization.k8s.io', 'v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', false);
export const SELF_SUBJECT_RULES_REVIEWS = define<t.SelfSubjectRulesReview>('authorization.k8s.io', 'v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', false);
/** The same objects as `EVENTS`, as the group events.k8s.io shows them. */
export const EVENTS_K8S_IO = define<t.AnyObject>('events.k8s.io', 'v1', 'events', 'Event');
