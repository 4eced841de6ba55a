/**
 * The types of Kubernetes' objects as they travel on the wire.
 *
 * They come from `@kubernetes/client-node` (Kubernetes v1.36), type-only. That package says `Date` where the wire has
 * RFC 3339 strings and puts `_` before JavaScript's reserved words; `Wire` maps both back, once, here.
 */
import type * as models from '@kubernetes/client-node/dist/gen/models/all.js';

type WireKey<K> = K extends `_${infer Plain}` ? Plain : K;

/** `T` as it is in JSON: dates are RFC 3339 strings, `_from` is `from`. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [K in keyof T as WireKey<K>]: Wire<T[K]> }
      : T;

export type ObjectMeta = Wire<models.V1ObjectMeta>;
export type OwnerReference = Wire<models.V1OwnerReference>;
export type ManagedFieldsEntry = Wire<models.V1ManagedFieldsEntry>;
export type LabelSelector = Wire<models.V1LabelSelector>;
export type Condition = Wire<models.V1Condition>;

/** What every stored object has. `kind` and `apiVersion` are always set on objects that the API server hands out. */
export interface ApiObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** A built-in kind as stored: `metadata`, `kind` and `apiVersion` are never absent. */
type Stored<T> = Omit<Wire<T>, 'metadata' | 'kind' | 'apiVersion'> & { apiVersion?: string; kind?: string; metadata: ObjectMeta };

export type Pod = Stored<models.V1Pod>;
export type PodSpec = Wire<models.V1PodSpec>;
export type PodStatus = Wire<models.V1PodStatus>;
export type PodCondition = Wire<models.V1PodCondition>;
export type PodTemplateSpec = Wire<models.V1PodTemplateSpec>;
export type Container = Wire<models.V1Container>;
export type ContainerStatus = Wire<models.V1ContainerStatus>;
export type ContainerState = Wire<models.V1ContainerState>;
export type Probe = Wire<models.V1Probe>;
export type Volume = Wire<models.V1Volume>;
export type Toleration = Wire<models.V1Toleration>;
export type Affinity = Wire<models.V1Affinity>;
export type Node = Stored<models.V1Node>;
export type NodeCondition = Wire<models.V1NodeCondition>;
export type Taint = Wire<models.V1Taint>;
export type Service = Stored<models.V1Service>;
export type ServicePort = Wire<models.V1ServicePort>;
export type Endpoints = Stored<models.V1Endpoints>;
export type EndpointSlice = Stored<models.V1EndpointSlice>;
export type Endpoint = Wire<models.V1Endpoint>;
export type Namespace = Stored<models.V1Namespace>;
export type ConfigMap = Stored<models.V1ConfigMap>;
export type Secret = Stored<models.V1Secret>;
export type ServiceAccount = Stored<models.V1ServiceAccount>;
export type Event = Stored<models.CoreV1Event>;
export type ObjectReference = Wire<models.V1ObjectReference>;
export type LimitRange = Stored<models.V1LimitRange>;
export type ResourceQuota = Stored<models.V1ResourceQuota>;
export type PersistentVolume = Stored<models.V1PersistentVolume>;
export type PersistentVolumeClaim = Stored<models.V1PersistentVolumeClaim>;
export type PodTemplate = Stored<models.V1PodTemplate>;
export type ReplicationController = Stored<models.V1ReplicationController>;
export type Deployment = Stored<models.V1Deployment>;
export type DeploymentCondition = Wire<models.V1DeploymentCondition>;
export type ReplicaSet = Stored<models.V1ReplicaSet>;
export type ReplicaSetCondition = Wire<models.V1ReplicaSetCondition>;
export type StatefulSet = Stored<models.V1StatefulSet>;
export type DaemonSet = Stored<models.V1DaemonSet>;
export type ControllerRevision = Stored<models.V1ControllerRevision>;
export type Job = Stored<models.V1Job>;
export type CronJob = Stored<models.V1CronJob>;
export type HorizontalPodAutoscaler = Stored<models.V2HorizontalPodAutoscaler>;
export type PodDisruptionBudget = Stored<models.V1PodDisruptionBudget>;
export type PriorityClass = Stored<models.V1PriorityClass>;
export type StorageClass = Stored<models.V1StorageClass>;
export type VolumeAttachment = Stored<models.V1VolumeAttachment>;
export type CSINode = Stored<models.V1CSINode>;
export type CSIDriver = Stored<models.V1CSIDriver>;
export type CSIStorageCapacity = Stored<models.V1CSIStorageCapacity>;
export type Lease = Stored<models.V1Lease>;
export type Ingress = Stored<models.V1Ingress>;
export type IngressClass = Stored<models.V1IngressClass>;
export type NetworkPolicy = Stored<models.V1NetworkPolicy>;
export type IPAddress = Stored<models.V1IPAddress>;
export type ServiceCIDR = Stored<models.V1ServiceCIDR>;
export type RuntimeClass = Stored<models.V1RuntimeClass>;
export type Role = Stored<models.V1Role>;
export type ClusterRole = Stored<models.V1ClusterRole>;
export type RoleBinding = Stored<models.V1RoleBinding>;
export type ClusterRoleBinding = Stored<models.V1ClusterRoleBinding>;
export type PolicyRule = Wire<models.V1PolicyRule>;
export type CustomResourceDefinition = Stored<models.V1CustomResourceDefinition>;
export type CertificateSigningRequest = Stored<models.V1CertificateSigningRequest>;
export type ValidatingAdmissionPolicy = Stored<models.V1ValidatingAdmissionPolicy>;
export type ValidatingAdmissionPolicyBinding = Stored<models.V1ValidatingAdmissionPolicyBinding>;
export type ValidatingWebhookConfiguration = Stored<models.V1ValidatingWebhookConfiguration>;
export type MutatingWebhookConfiguration = Stored<models.V1MutatingWebhookConfiguration>;
export type MutatingAdmissionPolicy = Stored<models.V1MutatingAdmissionPolicy>;
export type MutatingAdmissionPolicyBinding = Stored<models.V1MutatingAdmissionPolicyBinding>;
export type APIService = Stored<models.V1APIService>;
export type FlowSchema = Stored<models.V1FlowSchema>;
export type PriorityLevelConfiguration = Stored<models.V1PriorityLevelConfiguration>;
export type VolumeAttributesClass = Stored<models.V1VolumeAttributesClass>;
export type DeviceClass = Stored<models.V1DeviceClass>;
export type ResourceClaim = Stored<models.ResourceV1ResourceClaim>;
export type ResourceClaimTemplate = Stored<models.V1ResourceClaimTemplate>;
export type ResourceSlice = Stored<models.V1ResourceSlice>;
export type ComponentStatus = Stored<models.V1ComponentStatus>;
export type TokenReview = Stored<models.V1TokenReview>;
export type SubjectAccessReview = Stored<models.V1SubjectAccessReview>;
export type LocalSubjectAccessReview = Stored<models.V1LocalSubjectAccessReview>;
export type SelfSubjectAccessReview = Stored<models.V1SelfSubjectAccessReview>;
export type SelfSubjectRulesReview = Stored<models.V1SelfSubjectRulesReview>;
export type SelfSubjectReview = Stored<models.V1SelfSubjectReview>;
export type JSONSchemaProps = Wire<models.V1JSONSchemaProps>;
export type Scale = Stored<models.V1Scale>;

/** An object of a kind that the caller does not know statically (custom resources, generic code). */
export interface AnyObject extends ApiObject {
  metadata: ObjectMeta;
  [field: string]: unknown;
}
