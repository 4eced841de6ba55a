/**
 * All built-in kinds, by group. What discovery says of a resource (names, verbs, subresources) comes from the catalogue; what
 * a kind does (defaults, rules) from its own file.
 */
import type { Resource } from '../resource.ts';
import type { AnyObject } from '../types.ts';
import { CATALOGUE, type CatalogueResource } from './catalogue.ts';
import type { Kind } from './kind.ts';
import { API_SERVICE } from './apiservice.ts';
import { CLUSTER_ROLE } from './clusterrole.ts';
import { CLUSTER_ROLE_BINDING } from './clusterrolebinding.ts';
import { COMPONENT_STATUS } from './componentstatus.ts';
import { CONFIG_MAP } from './configmap.ts';
import { CONTROLLER_REVISION } from './controllerrevision.ts';
import { CRON_JOB } from './job/cronjob.ts';
import { CSI_DRIVER } from './csidriver.ts';
import { CSI_NODE } from './csinode.ts';
import { CSI_STORAGE_CAPACITY } from './csistoragecapacity.ts';
import { CUSTOM_RESOURCE_DEFINITION } from './customresourcedefinition/customresourcedefinition.ts';
import { DAEMON_SET } from './daemonset.ts';
import { DEPLOYMENT } from './deployment.ts';
import { ENDPOINTS_KIND } from './endpoints.ts';
import { ENDPOINT_SLICE } from './endpointslice.ts';
import { EVENT } from './event.ts';
import { HORIZONTAL_POD_AUTOSCALER } from './horizontalpodautoscaler/horizontalpodautoscaler.ts';
import { INGRESS } from './ingress.ts';
import { INGRESS_CLASS } from './ingressclass.ts';
import { IP_ADDRESS } from './ipaddress.ts';
import { JOB } from './job/job.ts';
import { LEASE } from './lease.ts';
import { LIMIT_RANGE } from './limitrange.ts';
import { NAMESPACE } from './namespace.ts';
import { NETWORK_POLICY } from './networkpolicy.ts';
import { NODE } from './node.ts';
import { PERSISTENT_VOLUME } from './persistentvolume/persistentvolume.ts';
import { PERSISTENT_VOLUME_CLAIM } from './persistentvolumeclaim.ts';
import { POD } from './pod/pod.ts';
import { POD_DISRUPTION_BUDGET } from './poddisruptionbudget.ts';
import { POD_TEMPLATE } from './podtemplate.ts';
import { PRIORITY_CLASS } from './priorityclass.ts';
import { REPLICATION_CONTROLLER } from './replicationcontroller.ts';
import { REPLICA_SET } from './replicaset.ts';
import { RESOURCE_QUOTA } from './resourcequota.ts';
import { ROLE } from './role.ts';
import { ROLE_BINDING } from './rolebinding.ts';
import { RUNTIME_CLASS } from './runtimeclass.ts';
import { SECRET } from './secret.ts';
import { SERVICE } from './service/service.ts';
import { SERVICE_ACCOUNT } from './serviceaccount.ts';
import { SERVICE_CIDR } from './servicecidr.ts';
import { STATEFUL_SET } from './statefulset.ts';
import { STORAGE_CLASS } from './storageclass.ts';
import { VOLUME_ATTACHMENT } from './volumeattachment.ts';
import { VOLUME_ATTRIBUTES_CLASS } from './volumeattributesclass.ts';
import { MUTATING_ADMISSION_POLICY, MUTATING_ADMISSION_POLICY_BINDING, VALIDATING_ADMISSION_POLICY, VALIDATING_ADMISSION_POLICY_BINDING } from './admissionpolicy.ts';
import { CERTIFICATE_SIGNING_REQUEST } from './certificatesigningrequest.ts';
import { DEVICE_CLASS } from './deviceclass.ts';
import { FLOW_SCHEMA } from './flowschema.ts';
import { PRIORITY_LEVEL_CONFIGURATION } from './prioritylevelconfiguration.ts';
import { RESOURCE_CLAIM, RESOURCE_CLAIM_TEMPLATE } from './resourceclaim.ts';
import { RESOURCE_SLICE } from './resourceslice.ts';
import { LOCAL_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_REVIEW, SELF_SUBJECT_RULES_REVIEW, SUBJECT_ACCESS_REVIEW, TOKEN_REVIEW } from './reviews.ts';
import { MUTATING_WEBHOOK_CONFIGURATION, VALIDATING_WEBHOOK_CONFIGURATION } from './webhookconfiguration.ts';

const RULES: readonly Kind[] = [
  API_SERVICE,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  COMPONENT_STATUS,
  CONFIG_MAP,
  CONTROLLER_REVISION,
  CRON_JOB,
  CSI_DRIVER,
  CSI_NODE,
  CSI_STORAGE_CAPACITY,
  CUSTOM_RESOURCE_DEFINITION,
  DAEMON_SET,
  DEPLOYMENT,
  ENDPOINTS_KIND,
  ENDPOINT_SLICE,
  EVENT,
  HORIZONTAL_POD_AUTOSCALER,
  INGRESS,
  INGRESS_CLASS,
  IP_ADDRESS,
  JOB,
  LEASE,
  LIMIT_RANGE,
  NAMESPACE,
  NETWORK_POLICY,
  NODE,
  PERSISTENT_VOLUME,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  POD_DISRUPTION_BUDGET,
  POD_TEMPLATE,
  PRIORITY_CLASS,
  REPLICATION_CONTROLLER,
  REPLICA_SET,
  RESOURCE_QUOTA,
  ROLE,
  ROLE_BINDING,
  RUNTIME_CLASS,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_CIDR,
  STATEFUL_SET,
  STORAGE_CLASS,
  VOLUME_ATTACHMENT,
  VOLUME_ATTRIBUTES_CLASS,
  MUTATING_ADMISSION_POLICY,
  MUTATING_ADMISSION_POLICY_BINDING,
  VALIDATING_ADMISSION_POLICY,
  VALIDATING_ADMISSION_POLICY_BINDING,
  CERTIFICATE_SIGNING_REQUEST,
  DEVICE_CLASS,
  FLOW_SCHEMA,
  PRIORITY_LEVEL_CONFIGURATION,
  RESOURCE_CLAIM,
  RESOURCE_CLAIM_TEMPLATE,
  RESOURCE_SLICE,
  LOCAL_SUBJECT_ACCESS_REVIEW,
  SELF_SUBJECT_ACCESS_REVIEW,
  SELF_SUBJECT_REVIEW,
  SELF_SUBJECT_RULES_REVIEW,
  SUBJECT_ACCESS_REVIEW,
  TOKEN_REVIEW,
  MUTATING_WEBHOOK_CONFIGURATION,
  VALIDATING_WEBHOOK_CONFIGURATION,
];

const rulesOf = new Map(RULES.map((kind) => [`${kind.resource.group}/${kind.resource.resource}`, kind]));

/** A kind as its own file and the catalogue say together. */
function complete(row: CatalogueResource): Kind {
  const rules = rulesOf.get(`${row.group}/${row.resource}`);
  const resource: Resource<AnyObject> = rules?.resource ?? { group: row.group, version: row.versions[0]!, resource: row.resource, kind: row.kind, namespaced: row.namespaced };
  return {
    ...rules, resource, singular: row.singular, shortNames: row.shortNames, categories: row.categories, verbs: row.verbs,
    subresources: row.subresources.map((subresource) => subresource.name),
  };
}

export const KINDS: readonly Kind[] = CATALOGUE.map(complete);

const byResource = new Map(KINDS.map((kind) => [`${kind.resource.group}/${kind.resource.resource}`, kind]));

/** The kind of a resource (`apps`, `deployments`), whatever its version. */
export const kindOf = (group: string, resource: string): Kind | undefined => byResource.get(`${group}/${resource}`);
